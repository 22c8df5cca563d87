"""A connection that is kept from request to request, and what may happen to it meanwhile."""

from __future__ import annotations

import pytest
from django.db import OperationalError, close_old_connections, connection, connections

from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(cast):
    """Somebody else's connection to the same database; nothing without PostgreSQL."""
    other = connections["default"].copy("operator")
    yield other
    other.close()


def run(other, statement, *told):
    with other.cursor() as cursor:
        cursor.execute(statement, told)


def end(other, *, during_a_request):
    """Have ``other`` end the connection that the next request would find."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    run(other, "SELECT pg_terminate_backend(%s, 5000)", number)
    if during_a_request:
        with pytest.raises(OperationalError):
            User.objects.count()


@pytest.mark.parametrize("during_a_request", [True, False])
def test_one_that_was_ended_is_replaced_before_the_next_request(operator, during_a_request):
    if connection.vendor != "postgresql":
        return  # a file, which nobody ends
    end(operator, during_a_request=during_a_request)

    close_old_connections()
    assert User.objects.count() > 0
    close_old_connections()
    assert User.objects.count() > 0


def test_plans_that_a_migration_made_useless_fail_once(api, cast, operator):
    if connection.vendor != "postgresql":
        return  # keeps no plans
    ann = api(cast.ann)
    for _ in range(8):
        assert ann.get("/users/me").status_code == 200
    change = "ALTER TABLE accounts_user ALTER COLUMN first_name TYPE varchar(%d)"
    run(operator, change % 77)  # as a migration does while the server runs
    try:
        ann.get("/users/me")
        close_old_connections()
        assert [ann.get("/users/me").status_code for _ in range(8)] == [200] * 8
    finally:
        run(operator, change % 50)
        connection.close()


def test_more_can_be_asked_for_than_one_statement_is_told(cast):
    numbers = range(1, 70_000)

    assert User.objects.in_bulk(numbers).keys() >= {cast.ann.pk, cast.ben.pk}
