"""People are locked in one order, so two who hold one each never wait for each other."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection, transaction

from accounts.actions import presence
from tests.api import Api
from tests.concurrency.interleave import ENDS, Rival
from tests.concurrency.rush import tally

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 0.01
"""Seconds between two looks at who waits."""


def thank_each_other(cast) -> Counter:
    """Let Ann thank Ben while Ben thanks Ann, from when both wait for Ann; returns the answers."""

    def thanks(by, to):
        body = {"given_for": to.pk, "core_value_id": cast.outcome.pk, "text": "Thank you!"}
        return Rival(lambda: Api(by).post("/recognitions", body))

    rivals = [thanks(cast.ann, cast.ben), thanks(cast.ben, cast.ann)]
    with transaction.atomic():
        presence.lock(ids=[cast.ann.pk])
        for number, rival in enumerate(rivals, start=1):
            rival.thread.start()
            wait_until_they_wait(number, rival)
    return tally([rival.result() for rival in rivals])


def wait_until_they_wait(number: int, rival: Rival) -> None:
    """Return when so many wait for a lock. SQLite tells nobody; it has one lock, and no order."""
    for _ in range(int(ENDS / SOON)):
        if connection.vendor == "sqlite" or waiting() == number:
            return
        rival.thread.join(SOON)
    raise AssertionError("somebody never waited")


def waiting() -> int:
    """Return how many wait for a lock in this database."""
    with connection.cursor() as cursor:
        # Not pg_stat_activity, which a transaction sees as it was at its first look.
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid"
            " FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])


def test_two_who_thank_each_other_at_once_both_succeed(cast):
    assert thank_each_other(cast) == {(201, None): 2}


def test_control_locking_oneself_first_makes_them_wait_for_each_other(monkeypatch, cast):
    def both(*, by, other):
        (held,) = presence.lock(ids=[by.pk]).values()
        return held, presence.lock(ids=[other])[other]

    monkeypatch.setattr(presence, "both", both)

    answers = thank_each_other(cast)

    alone = connection.vendor == "sqlite"  # one transaction at a time: nobody holds just one
    assert answers == ({(201, None): 2} if alone else {(201, None): 1, (409, "conflict"): 1})
