"""What is asked most is kept ready by each connection; whatever becomes of that, answers stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import close_old_connections, connection

from peerly.postgresql import statements
from recognition.api.lanes import JoiningLane
from tests.api import error_of
from tests.cast import assemble
from tests.concurrency.crowd import open_period, this_week_began
from tests.dialects.asking import Caller
from tests.dialects.betterworks.hooks import HOOKS as BETTERWORKS
from tests.dialects.engagedly.hooks import HOOKS as ENGAGEDLY
from tests.recognition.asking import assert_ledger_is_exact, balance, thank
from tests.recognition.lanes import both_ways, watched

pytestmark = pytest.mark.django_db(transaction=True)

IS_POSTGRESQL = connection.vendor == "postgresql"
"""On SQLite nothing is kept ready: there these tests say that it is not missed."""

PATHS = ["/recognitions", "/recognitions?limit=1", "/users", "/users?starts_with=A"]


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Any]:
    """The cast in a week that this process knows to have begun, on a connection of its own."""
    connection.close()
    cast = assemble()
    open_period(cast.cal, this_week_began(cast.cal), 9)
    yield cast
    connection.close()


def ready() -> int:
    """Return how many statements the connection keeps ready."""
    if not IS_POSTGRESQL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'peerly%'")
        number: int = cursor.fetchone()[0]
    return number


def let_go() -> None:
    """Forget all that is ready, as psycopg does when a transaction of its own was rolled back."""
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


@pytest.mark.parametrize("path", PATHS)
def test_what_is_ready_is_told_like_anything_else(api, cast, path):
    client = api(cast.ann)
    for _ in range(2):
        answer, by_lane = both_ways(lambda: client.get(path))
        assert by_lane
        assert answer.json()["data"]

    assert bool(ready()) == IS_POSTGRESQL


@pytest.mark.parametrize(
    ("hooks", "path"),
    [(BETTERWORKS, "/api/v1/recognitions"), (ENGAGEDLY, "/beta/activities/praises")],
    ids=["betterworks", "engagedly"],
)
def test_other_dialects_are_told_alike(cast, hooks, path):
    caller = Caller(hooks, cast.ann)
    caller.ask("GET", path)  # whom nobody knows yet is looked up the ordinary way

    answer, by_lane = both_ways(lambda: caller.ask("GET", path))

    assert answer.status_code == 200
    assert by_lane


@pytest.mark.parametrize("path", PATHS)
def test_what_was_let_go_is_made_ready_again(api, cast, path):
    client = api(cast.ann)
    before = client.get(path)
    let_go()

    with watched() as by_lane:
        again = [client.get(path) for _ in range(2)]

    assert by_lane == [True, True]
    assert {answer.content for answer in again} == {before.content}


def test_a_hi5_that_was_let_go_is_given_once(api, cast):
    client, first, second = api(cast.cal), thank(cast), thank(cast)
    assert client.post(f"/recognitions/{first.pk}/hi5").status_code == 201
    let_go()

    with watched(JoiningLane) as by_lane:
        assert client.post(f"/recognitions/{second.pk}/hi5").status_code == 201

    assert by_lane == [True]
    assert second.hi5s.count() == 1
    assert balance(api, cast.cal) == 7
    assert_ledger_is_exact()


def test_a_hi5_that_is_there_already_is_refused_with_nothing_spent(api, cast):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    assert client.post(path).status_code == 201

    answers = [client.post(path) for _ in range(2)]

    assert {error_of(answer)[0] for answer in answers} == {422}
    assert cast.thanks.hi5s.count() == 1
    assert balance(api, cast.cal) == 8
    assert_ledger_is_exact()
    close_old_connections()
    assert api(cast.ann).get("/recognitions").status_code == 200


def test_no_more_are_kept_ready_than_there_may_be(api, cast, monkeypatch):
    monkeypatch.setattr(statements, "MOST", 2)
    client = api(cast.ann)

    for _ in range(2):
        for path in PATHS:
            assert both_ways(lambda: client.get(path))[1]  # noqa: B023

    assert ready() == (2 if IS_POSTGRESQL else 0)


def test_none_is_kept_ready_where_the_operator_says_so(api, cast, monkeypatch):
    if IS_POSTGRESQL:
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", None)
    connection.close()
    client = api(cast.ann)

    for _ in range(2):
        for path in PATHS:
            assert both_ways(lambda: client.get(path))[1]  # noqa: B023

    assert ready() == 0
