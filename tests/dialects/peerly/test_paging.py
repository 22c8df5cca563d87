"""The native dialect: ``limit``, ``offset``, ``cursor``, ``count`` and what ``meta`` says."""

from __future__ import annotations

import gc
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core import signing
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from peerly.dialects.peerly.dialect import PEERLY
from recognition.models import Recognition
from tests.cast import CoreValueFactory, RecognitionFactory
from tests.dialects.arrivals import ARRIVALS
from tests.dialects.asking import Play, findings
from tests.dialects.endpoints import Endpoint
from tests.dialects.fixtures import SPEAK
from tests.dialects.stage import Stage

pytestmark = pytest.mark.django_db

NO_NUMBERS = ("-1", "+5", "1.0", "1e3", "ten", "", " 5", "0x10", "\u0661", "2147483649", "9" * 30)
# The farthest that can be asked for, and what is beyond the last row.
EDGE, BEYOND = "10000", "1000"


@pytest.fixture
def peerly(stage: Stage) -> Play:
    """The native dialect on the stage."""
    return Play(SPEAK[PEERLY.name], stage)


@pytest.fixture
def lists(peerly: Play) -> list[Endpoint]:
    """Every list, with 105 rows or more in each."""
    found = [each for each in peerly.endpoints if each.operation.many]
    for endpoint in found:
        if endpoint.route != "users/me/badges":  # it has the same rows as users/<id>/badges
            for _ in range(105):
                ARRIVALS[endpoint.viewset](peerly.here)
    return found


def _page(peerly: Play, endpoint: Endpoint, query: str = "") -> Any:
    caller = peerly.sender(endpoint)
    return caller.ask("GET", caller.path(endpoint, peerly.here) + query)


def test_ten_rows_unless_asked_otherwise_and_never_more_than_a_hundred(
    peerly: Play, lists: list[Endpoint]
):
    expected = {
        "": 10,
        "?limit=1": 1,
        "?limit=99": 99,
        "?limit=100": 100,
        "?limit=101": 100,
        f"?limit={EDGE}": 100,
    }
    with findings() as wrong:
        for endpoint in lists:
            # Core values come as a whole tree: a cut one is none, and the page knows no limit.
            default = 100 if endpoint.route == "core_values" else 10
            for query, rows in (expected | {"": default}).items():
                body = _page(peerly, endpoint, query).json()
                meta = body["meta"]
                told = len(body["data"]), meta["limit"], meta["offset"], meta["has_more"]
                if told != (rows, rows, 0, True):
                    wrong.append(f"{endpoint}{query}: {told}")
                if meta["next_cursor"] is None:
                    wrong.append(f"{endpoint}{query}: {meta}")


def test_a_limit_of_nothing_tells_of_no_next_page_or_its_client_never_ends(
    peerly: Play, lists: list[Endpoint]
):
    with findings() as wrong:
        for endpoint in lists:
            for query in ("?limit=0", "?limit=0&offset=3"):
                body = _page(peerly, endpoint, query).json()
                meta = {"limit": 0, "offset": int(query[-1]), "has_more": False}
                if body != {"data": [], "meta": {**meta, "next_cursor": None}}:
                    wrong.append(f"{endpoint}{query}: {body}")
            counted = _page(peerly, endpoint, "?limit=0&count=true").json()
            if counted["data"] or counted["meta"]["total"] < 105:
                wrong.append(f"{endpoint}: {counted}")


def test_the_offset_skips_rows_and_far_out_there_is_nothing(peerly: Play, lists: list[Endpoint]):
    with findings() as wrong:
        for endpoint in lists:
            first = _page(peerly, endpoint, "?limit=6").json()["data"]
            third = _page(peerly, endpoint, "?limit=3&offset=3").json()
            if third["data"] != first[3:] or third["meta"]["offset"] != 3:
                wrong.append(f"{endpoint} with offset 3: {third['meta']}")
            for offset in (BEYOND, EDGE):
                end = _page(peerly, endpoint, f"?offset={offset}").json()
                limit = 100 if endpoint.route == "core_values" else 10
                meta = {"limit": limit, "offset": int(offset), "has_more": False}
                if end != {"data": [], "meta": {**meta, "next_cursor": None}}:
                    wrong.append(f"{endpoint} with offset {offset}: {end}")


def test_who_would_skip_more_is_told_of_the_cursor(peerly: Play):
    with findings() as wrong:
        for endpoint in (each for each in peerly.endpoints if each.operation.many):
            for offset in (int(EDGE) + 1, 2**31):
                answer = _page(peerly, endpoint, f"?offset={offset}")
                said = peerly.hooks.failed(answer, "invalid_data", "offset")
                if said or "next_cursor" not in answer.json()["error"]["fields"]["offset"]:
                    wrong.append(f"{endpoint}?offset={offset}: {said} {answer.content!r}")


def test_what_is_no_number_is_a_400_that_names_it(peerly: Play):
    with findings() as wrong:
        for endpoint in (each for each in peerly.endpoints if each.operation.many):
            for name in ("limit", "offset"):
                for value in NO_NUMBERS:
                    answer = _page(peerly, endpoint, f"?{name}={quote(value)}")
                    if said := peerly.hooks.failed(answer, "invalid_data", name):
                        wrong.append(f"{endpoint}?{name}={value}: {said}")
            for value in ("yes", "1", "TRUE", ""):
                answer = _page(peerly, endpoint, f"?count={value}")
                if said := peerly.hooks.failed(answer, "invalid_data", "count"):
                    wrong.append(f"{endpoint}?count={value}: {said}")


def test_a_cursor_that_was_not_made_here_is_a_400_that_names_it(
    peerly: Play, lists: list[Endpoint]
):
    with findings() as wrong:
        for endpoint in lists:
            good = _page(peerly, endpoint, "?limit=1").json()["meta"]["next_cursor"]
            assert _page(peerly, endpoint, f"?cursor={quote(good)}").status_code == 200
            forged = {
                "empty": "",
                "garbled": "garbled",
                "shortened": good[:-1],
                "prolonged": f"{good}A",
                "in upper case": good.upper(),
                "signed as something else": signing.dumps([1]),
                "unsigned": urlsafe_b64encode(urlsafe_b64decode(f"{good}==")[16:]).decode(),
                "NUL": "\0",
                "not ASCII": "\u0661",
                "long": "A" * 5000,
            }
            for flaw, cursor in forged.items():
                answer = _page(peerly, endpoint, f"?cursor={quote(cursor)}")
                if said := peerly.hooks.failed(answer, "invalid_data", "cursor"):
                    wrong.append(f"{endpoint}, {flaw}: {said}")


def test_a_cursor_replaces_the_offset(peerly: Play, lists: list[Endpoint]):
    with findings() as wrong:
        for endpoint in lists:
            rows = _page(peerly, endpoint, "?limit=4").json()["data"]
            cursor = quote(_page(peerly, endpoint, "?limit=2").json()["meta"]["next_cursor"])
            page = _page(peerly, endpoint, f"?limit=2&offset=50&cursor={cursor}").json()
            if page["data"] != rows[2:] or page["meta"]["offset"] != 0:
                wrong.append(f"{endpoint}: {page['meta']}")


def test_the_total_is_counted_for_those_who_ask(peerly: Play, lists: list[Endpoint]):
    with findings() as wrong:
        for endpoint in lists:
            with CaptureQueriesContext(connection) as queries:
                counted = _page(peerly, endpoint, "?count=true&limit=1&offset=1").json()["meta"]
            statements = [each["sql"] for each in queries]
            plain = _page(peerly, endpoint, "?count=false").json()["meta"]
            rows = 0
            for offset in range(0, 700, 100):
                rows += len(_page(peerly, endpoint, f"?limit=100&offset={offset}").json()["data"])
            if counted["total"] != rows or "total" in plain:
                wrong.append(f"{endpoint}: {counted}, {rows} rows, {plain}")
            # Recognitions are added up as they are given.
            if sum(each.startswith(("SELECT COUNT(", "SELECT SUM(")) for each in statements) != 1:
                wrong.append(f"{endpoint}: {statements}")


def test_core_values_come_as_a_whole_tree(peerly: Play):
    here = peerly.here
    for _ in range(20):
        top = CoreValueFactory(organisation=here.organisation)
        CoreValueFactory(organisation=here.organisation, parent=here.value)
        CoreValueFactory(organisation=here.organisation, parent=top)
    body = peerly.signed_in(here.giver).ask("GET", "/core_values").json()

    told = [(row["parent_core_value_id"] or row["id"], row["id"]) for row in body["data"]]

    assert len(told) == 62
    assert told == sorted(told)
    assert body["meta"]["has_more"] is False


def test_a_moment_belongs_to_its_second_to_the_last_millionth(api, cast):
    latest = datetime(2026, 11, 2, 8, 0, 0, 999_999, tzinfo=UTC)
    Recognition.objects.filter(pk=cast.thanks.pk).update(given_at=latest)
    before = RecognitionFactory(
        given_by=cast.ann,
        given_for=cast.ben,
        core_value=cast.outcome,
        given_at=latest - timedelta(microseconds=400),
    )
    ann, rows, cursor = api(cast.ann), [], ""
    for _ in range(3):
        page = ann.get(f"/recognitions?limit=1{cursor}").json()
        rows += page["data"]
        cursor = f"&cursor={page['meta']['next_cursor']}"
        if not page["meta"]["has_more"]:
            break

    second = int(latest.timestamp())
    told = [(row["id"], row["given_at"]) for row in rows]
    assert told == [(cast.thanks.pk, second), (before.pk, second)]


def test_pages_of_every_length_leave_little_behind(api, cast):
    """A statement is kept for each: its text, and nothing of what wrote it."""
    ann = api(cast.ann)

    def compilers():
        gc.collect()
        return sum(isinstance(each, SQLCompiler) for each in gc.get_objects())

    ann.get("/users?limit=41")
    before = compilers()
    for limit in range(42, 62):
        assert ann.get(f"/users?limit={limit}").status_code == 200
    assert compilers() <= before + 2
