"""A program: grant somebody one hi5 from each of eight processes at once.

    python -m tests.concurrency.eight_grants ADMINISTRATOR PERSON [careless]

The arguments are ids of users. ``careless`` takes the guard out: each reads the balance, and
writes it back one larger when all have read it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.synchronize import Barrier

import django
from django.db import connections

PROCESSES = 8
START_SECONDS = 30


def main(arguments: list[str]) -> int:
    """Return the largest exit code of the eight."""
    administrator, person = map(int, arguments[:2])
    # Forked, each with a connection of its own: there is one Django to wait for, not eight.
    context = multiprocessing.get_context("fork")
    start = context.Barrier(PROCESSES)
    if "careless" in arguments:
        _read_before_anybody_writes(context.Barrier(PROCESSES))
    processes = [
        context.Process(target=_grant, args=(administrator, person, start))
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return max(abs(process.exitcode or 0) for process in processes)


def _grant(administrator: int, person: int, start: Barrier) -> None:
    from accounts.models import User
    from recognition.actions import allowances

    people = User.objects.select_related("organisation")
    by, to = people.get(pk=administrator), people.get(pk=person)
    start.wait(START_SECONDS)
    allowances.grant(by=by, person=to, amount=1, reason="Eight at once")
    connections.close_all()


def _read_before_anybody_writes(all_have_read: Barrier) -> None:
    import pytest

    from recognition.models import Allowance
    from recognition.querysets import AllowanceQuerySet
    from tests.concurrency.interleave import without_locks

    def look_then_act(purse: AllowanceQuerySet[Allowance], amount: int) -> bool:
        balance = purse.get().balance
        all_have_read.wait(START_SECONDS)
        return purse.update(balance=balance + amount) == 1

    forever = pytest.MonkeyPatch()
    forever.setattr(AllowanceQuerySet, "add", look_then_act)
    without_locks(forever)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerly.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
