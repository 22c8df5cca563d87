"""How much the first page weighs on its way, everything that it loads included."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from recognition.models import Recognition
from tests.browser.conftest import Open
from tests.cast import RecognitionFactory

pytestmark = pytest.mark.one_database("what goes over the wire is the same")

MOST_BYTES = 100_000

WEIGHT = """() => [
    ...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource"),
].map(each => [new URL(each.name).pathname, each.transferSize])"""


def test_the_first_feed_page_weighs_at_most_100_kb(cast: SimpleNamespace, open_page: Open) -> None:
    words = "Thank you for staying with our customer until the export ran, and for the notes. " * 3
    Recognition.objects.bulk_create(
        RecognitionFactory.build(
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=cast.outcome,
            text=f"{number}. {words}",
            given_at=datetime.now(UTC),
        )
        for number in range(40)
    )
    page = open_page("/", cast.ann)
    page.wait_for_load_state("networkidle")
    weighed = page.evaluate(WEIGHT)
    loaded = {path for path, size in weighed if size}
    assert {"/", "/static/peerly/site.css", "/static/peerly/site.js"} <= loaded
    assert sum(size for _, size in weighed) <= MOST_BYTES, weighed
