"""A connection is kept from request to request, and replaced once it no longer works."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import close_old_connections, connection

from accounts.models import User
from peerly.postgresql import base
from tests.api import error_of
from tests.budgets.queries import asked

pytestmark = pytest.mark.django_db(transaction=True)

IS_POSTGRESQL = connection.vendor == "postgresql"
"""A file's connection has nobody who could end it: there these tests say that it is kept."""


@pytest.fixture
def ann(api, cast) -> Iterator[Any]:
    """Ann's client, whose last request has ended: its connection is kept."""
    client = api(cast.ann)
    assert client.get("/recognitions").status_code == 200
    close_old_connections()
    yield client
    connection.close()


def end() -> None:
    """Have the server end the connection, as when it is restarted; return a breath later."""
    if not IS_POSTGRESQL:
        return
    time.sleep(base.BREATH_SECONDS)
    another = connection.copy()
    try:
        with another.cursor() as cursor:
            number = connection.connection.info.backend_pid
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [number])
            assert cursor.fetchone() == (True,)
    finally:
        another.close()


@contextmanager
def replaced(*, is_replaced: bool) -> Iterator[None]:
    """Tell whether the connection is another one behind the block."""
    before = connection.connection
    yield
    assert (connection.connection is not before) == is_replaced


def test_a_connection_that_was_heard_of_lately_is_kept_without_asking(ann):
    with replaced(is_replaced=False):
        answer, cost = asked(lambda: ann.get("/recognitions"))

    assert answer.status_code == 200
    assert len(cost) == 1


@pytest.mark.parametrize("path", ["/recognitions", "/users", "/users/me", "/core_values"])
def test_one_that_ended_between_two_requests_is_replaced(ann, path):
    end()

    with replaced(is_replaced=IS_POSTGRESQL):
        assert ann.get(path).status_code == 200


def test_a_hi5_that_meets_one_is_given_once(api, cast, ann):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    close_old_connections()  # the end of what has made the token
    end()

    with replaced(is_replaced=IS_POSTGRESQL):
        assert client.post(path).status_code == 201
    assert cast.thanks.hi5s.count() == 1


def test_one_that_ended_twice_is_replaced_twice(ann):
    for _ in range(2):
        end()
        with replaced(is_replaced=IS_POSTGRESQL):
            assert ann.get("/recognitions").status_code == 200
        close_old_connections()


def test_one_that_ended_in_a_request_fails_that_one_alone(ann):
    # This one looks at the connection; for the next it still counts as looked at.
    assert ann.get("/recognitions").status_code == 200
    end()

    answer = ann.get("/recognitions")
    close_old_connections()

    if IS_POSTGRESQL:
        assert error_of(answer) == (503, None)
    with replaced(is_replaced=IS_POSTGRESQL):
        assert ann.get("/recognitions").status_code == 200


def test_one_that_ended_right_behind_a_request_fails_the_next_alone(api, cast, ann, monkeypatch):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    close_old_connections()
    end()
    monkeypatch.setattr(base, "BREATH_SECONDS", 60)  # so the request comes right behind

    answer = client.post(path)
    close_old_connections()

    if IS_POSTGRESQL:
        assert error_of(answer) == (503, None)
        assert not cast.thanks.hi5s.exists()
        assert client.post(path).status_code == 201
    assert cast.thanks.hi5s.count() == 1


def test_one_nobody_heard_of_for_long_is_asked(ann, monkeypatch):
    if IS_POSTGRESQL:
        monkeypatch.setattr(connection, "_heard_at", connection._heard_at - 11)

    with replaced(is_replaced=False):
        assert ann.get("/recognitions").status_code == 200
    close_old_connections()
    if IS_POSTGRESQL:
        monkeypatch.setattr(connection, "_heard_at", connection._heard_at - 11)
    end()
    with replaced(is_replaced=IS_POSTGRESQL):
        assert ann.get("/recognitions").status_code == 200


@contextmanager
def migrated() -> Iterator[None]:
    """Within the block a column is another one, to plans that were kept before.

    A file's connection keeps none: there nothing is changed.
    """
    _resize(77)
    try:
        yield
    finally:
        _resize(50)


def _resize(length: int) -> None:
    if not IS_POSTGRESQL:
        return
    operator = connection.copy()
    try:
        with operator.cursor() as cursor:
            cursor.execute(
                f"ALTER TABLE accounts_user ALTER COLUMN first_name TYPE varchar({length})"
            )
    finally:
        operator.close()


def test_plans_that_a_migration_made_useless_fail_once(ann):
    for _ in range(8):
        assert ann.get("/users/me").status_code == 200
    with migrated():
        ann.get("/users/me")
        close_old_connections()
        assert [ann.get("/users/me").status_code for _ in range(8)] == [200] * 8
        connection.close()


def test_more_can_be_asked_for_than_one_statement_is_told(cast):
    numbers = range(1, 70_000)

    found = User.objects.visible_to(cast.ann).live().in_bulk(numbers)

    assert found.keys() >= {cast.ann.pk, cast.ben.pk}
    assert cast.zoe.pk not in found
