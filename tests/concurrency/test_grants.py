"""Grants from eight processes at once, each with a database connection of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from recognition.models import Allowance, LedgerEntry
from tests.concurrency import ledger
from tests.concurrency.crowd import QUOTA, last_week, nothing_yet, this_week
from tests.server import ROOT, url_of_test_database

pytestmark = pytest.mark.django_db(transaction=True)


def grant_in_eight_processes(cast, *words: str) -> None:
    program = [sys.executable, "-m", "tests.concurrency.eight_grants"]
    done = subprocess.run(
        [*program, str(cast.ada.pk), str(cast.cal.pk), *words],
        check=False,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url_of_test_database()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def assert_all_eight_counted(cal) -> None:
    assert LedgerEntry.objects.filter(user=cal, kind="grant", opens_period=False).count() == 8
    assert Allowance.objects.get(user=cal).balance == QUOTA + 8
    ledger.assert_exact()


@pytest.mark.parametrize("history", [nothing_yet, last_week])
def test_a_hi5_granted_in_each_of_eight_processes_makes_eight_more(cast, history):
    history(cast.cal)

    grant_in_eight_processes(cast)

    assert_all_eight_counted(cast.cal)


def test_control_reading_the_balance_before_raising_it_loses_grants(cast):
    this_week(cast.cal)

    grant_in_eight_processes(cast, "careless")

    assert Allowance.objects.get(user=cast.cal).balance == QUOTA + 1
    with pytest.raises(AssertionError):
        assert_all_eight_counted(cast.cal)
    with pytest.raises(AssertionError, match=f"the ledger says {QUOTA + 8}"):
        ledger.assert_exact()
