"""The list of users, page by page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import records, users
from accounts.models import User
from peerly.notation import as_hex
from tests.cast import UserFactory
from tests.dialects.engage.answers import told
from tests.dialects.engage.hooks import HOOKS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "ten", "", "%D9%A1", "+5", "00"])
def test_a_limit_is_a_whole_number_from_1_on(whole, limit):
    answer = whole.ask("GET", f"/v1/users?limit={limit}")

    assert (answer.status_code, set(HOOKS.read_failure(answer).fields)) == (400, {"limit"})


@pytest.mark.parametrize(("limit", "rows"), [("7", 7), ("007", 7), ("31", 30), ("9" * 400, 30)])
def test_a_limit_above_30_is_30(whole, cast, limit, rows):
    User.all_objects.bulk_create(
        UserFactory.build(organisation=cast.acme, email=f"p{n}@acme.test") for n in range(30)
    )
    assert len(told(whole.ask("GET", f"/v1/users?limit={limit}"), "data")[0]) == rows


@pytest.mark.parametrize("place", ["", "7", "u7", "0" * 24, "f" * 24, "A" * 24, "7" * 25, "%00"])
@pytest.mark.parametrize("name", ["after_id", "before_id"])
def test_a_place_is_an_id(whole, name, place):
    answer = whole.ask("GET", f"/v1/users?{name}={place}")

    assert (answer.status_code, set(HOOKS.read_failure(answer).fields)) == (400, {name})


def test_the_later_cursors_lead_to_the_same_pages(whole, cast):
    first = whole.ask("GET", "/v1/users?limit=2").json()
    assert (first["next_cursor"], first["previous_cursor"]) == (first["data"][-1]["id"], None)

    second = whole.ask("GET", f"/v1/users?limit=2&next_cursor={first['next_cursor']}").json()
    place = f"after_id={first['data'][-1]['id']}"
    assert second == whole.ask("GET", f"/v1/users?limit=2&{place}").json()

    cursor = second["previous_cursor"]
    back = whole.ask("GET", f"/v1/users?limit=2&previous_cursor={cursor}").json()
    assert back["data"] == first["data"]
    assert (back["has_more"], back["previous_cursor"]) == (False, None)
    last = whole.ask("GET", f"/v1/users?limit=5&after_id={as_hex(cast.ada.pk)}").json()
    assert last == {"has_more": False, "data": [], "next_cursor": None, "previous_cursor": None}


def test_a_place_among_other_peoples_rows_gives_nothing_away(whole, cast):
    everybody = told(whole.ask("GET", "/v1/users?limit=30"), "data")[0]
    theirs = as_hex(cast.zoe.pk)

    behind = told(whole.ask("GET", f"/v1/users?after_id={theirs}"), "data")[0]

    assert behind == [row for row in everybody if row["id"] > theirs]


def test_the_list_has_everybody_who_is_there(whole, cast):
    users.remove(by=cast.ada, person=cast.cal)

    (rows,) = told(whole.ask("GET", "/v1/users"), "data")

    there = [cast.ann, cast.ben, cast.mo, cast.ada]
    assert [row["email"] for row in rows] == [person.email for person in there]


def test_a_page_of_30_takes_as_many_queries_as_one_of_1(whole, cast):
    for number in range(30):
        records.provision(by=cast.ada, first_name="Nia", external_id=f"u{number}")
    asked = []
    for limit in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            whole.ask("GET", f"/v1/users?limit={limit}&before_id={as_hex(2**40)}")
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 5
