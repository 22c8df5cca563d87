"""Grants from eight processes at once, each with a database connection of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from recognition.actions import allowances
from recognition.models import Allowance, LedgerEntry
from tests.concurrency import ledger
from tests.concurrency.crowd import QUOTA, last_week, nothing_yet, this_week
from tests.concurrency.interleave import meet, without_locks
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


# One rival, exactly between two steps, and the same without the guard ---------------------------


def click_twice(monkeypatch, cast, *, guarded: bool) -> list[str]:
    """Post one form of the admin from two browsers at once; returns what each is told."""
    path = "/admin/accounts/user/grant/"
    browsers = Client(), Client()
    for browser in browsers:
        browser.force_login(cast.ada, backend="accounts.passwords.PasswordBackend")
    shown = browsers[0].get(path, {"things": cast.cal.pk}).context["answer"]
    words = {"things": shown, "amount": 3, "reason": "The summer party"}
    # The first click has found that nobody has granted anything meanwhile.
    rival = meet(
        monkeypatch,
        allowances,
        "_newest_grant",
        lambda: browsers[1].post(path, words),
        after=True,
        guarded=guarded,
    )
    answers = [browsers[0].post(path, words), rival.result()]
    return [str(told) for each in answers for told in get_messages(each.wsgi_request)]


def grants_to(person) -> int:
    return LedgerEntry.objects.granted().filter(user=person).count()


def test_of_two_clicks_at_once_one_grants(monkeypatch, cast):
    told = click_twice(monkeypatch, cast, guarded=True)

    refusal = f"Cal Tester: {allowances.GrantedMeanwhile.message}"
    assert sorted(told) == sorted(["Cal Tester: granted.", refusal])
    assert grants_to(cast.cal) == 1
    ledger.assert_exact()


def test_control_without_the_lock_a_second_click_grants_twice(monkeypatch, cast):
    without_locks(monkeypatch)

    told = click_twice(monkeypatch, cast, guarded=False)

    assert told == ["Cal Tester: granted."] * 2
    assert grants_to(cast.cal) == 2
