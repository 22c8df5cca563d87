"""The pages of the API's documents, which Swagger UI draws."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open, at_each_width
from tests.browser.pages import DOCUMENTS

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")


def test_the_documents_are_open_to_everybody(open_page: Open) -> None:
    page = open_page(DOCUMENTS.path)
    page.locator(DOCUMENTS.ready).first.wait_for()
    assert page.get_by_role("navigation", name="Whose clients").get_by_role("link").count() == 5
    for _ in at_each_width(page):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
