"""verify_ledger, which must find every kind of drift that is planted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recognition.actions import allowances, hi5s, reviews
from recognition.models import Allowance, Hi5, LedgerEntry, Recognition
from tests.commands.asking import run

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEK = "2026-03-01 18:30 UTC"  # when Monday the 2nd begins in Kolkata
Kind = LedgerEntry.Kind


@pytest.fixture
def hi5(cast: Any) -> Hi5:
    """Ada's hi5 for what Ann said about Ben: one of her five."""
    return hi5s.give(by=cast.ada, recognition=cast.thanks, now=NOW)


def _faults(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that the command prints, having seen it fail."""
    with pytest.raises(CommandError) as refusal:
        call_command("verify_ledger")
    lines = capsys.readouterr().out.splitlines()
    assert str(refusal.value) == f"The ledger is not exact: {len(lines)} faults."
    return lines


def _entry(of: Hi5, kind: Kind, amount: int, **changes: Any) -> LedgerEntry:
    values = {
        "organisation_id": of.organisation_id,
        "user_id": of.given_by_id,
        "kind": kind,
        "amount": amount,
        "period_start": Allowance.objects.get(user=of.given_by).period_start,
        "reason": "planted",
        "at": NOW,
        **changes,
    }
    return LedgerEntry.objects.create(**values)


def test_what_the_actions_write_is_exact(cast: Any, hi5: Hi5) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks, now=NOW)
    hi5s.withdraw(by=cast.cal, recognition=cast.thanks, now=NOW + timedelta(seconds=30))
    allowances.grant(by=cast.ada, person=cast.ann, amount=3, reason="a hard week", now=NOW)
    later = NOW + timedelta(days=14)
    reviews.give(by=cast.mo, recognition=cast.thanks, is_inappropriate=True, now=later)
    reviews.give(by=cast.mo, recognition=cast.thanks, is_inappropriate=False, now=later)

    # Five people at Acme and four at Globex; root belongs to neither.
    entries = LedgerEntry.objects.count()
    assert run("verify_ledger") == f"9 people, {entries} entries: exact\n"


def test_it_finds_a_balance_that_was_moved(hi5: Hi5, capsys: Any) -> None:
    Allowance.objects.update(balance=3)

    assert _faults(capsys) == [
        f"ada@acme.test: the balance in the period from {WEEK} should be 4, is 3"
    ]


def test_it_finds_a_balance_out_of_nothing(cast: Any, capsys: Any) -> None:
    start = cast.acme.allowance_terms(NOW).period.starts_at
    Allowance.objects.create(organisation=cast.acme, user=cast.ann, period_start=start, balance=0)

    assert _faults(capsys) == [
        f"ann@acme.test: the period from {WEEK} should have 1 opening grant, has no entry at all"
    ]


def test_it_finds_a_period_that_was_never_opened(hi5: Hi5, capsys: Any) -> None:
    earlier = Allowance.objects.get().period_start - timedelta(days=7)
    _entry(hi5, Kind.GRANT, 2, period_start=earlier)

    assert _faults(capsys) == [
        "ada@acme.test: the period from 2026-02-22 18:30 UTC should have 1 opening grant, has 0"
    ]


def test_it_finds_an_overdrawn_period(cast: Any, hi5: Hi5, capsys: Any) -> None:
    earlier = Allowance.objects.get().period_start - timedelta(days=7)
    _entry(hi5, Kind.GRANT, 0, period_start=earlier, opens_period=True)
    _entry(hi5, Kind.SPEND, -1, period_start=earlier, hi5=hi5)
    _entry(hi5, Kind.REFUND, 1, hi5=hi5)
    Allowance.objects.update(balance=5)

    assert _faults(capsys) == [
        "ada@acme.test: the period from 2026-02-22 18:30 UTC should never be overdrawn,"
        " adds up to -1"
    ]


def test_it_finds_entries_without_an_allowance(hi5: Hi5, capsys: Any) -> None:
    Allowance.objects.all().delete()

    assert _faults(capsys) == [
        f"ada@acme.test: the allowance should be of {WEEK} or later, does not exist"
    ]


def test_it_finds_an_allowance_left_behind(hi5: Hi5, capsys: Any) -> None:
    following = Allowance.objects.get().period_start + timedelta(days=7)
    _entry(hi5, Kind.GRANT, 5, period_start=following, opens_period=True)

    assert _faults(capsys) == [
        f"ada@acme.test: the allowance should be of 2026-03-08 18:30 UTC or later, is of {WEEK}"
    ]


def test_it_finds_a_hi5_that_says_it_was_not_charged(hi5: Hi5, capsys: Any) -> None:
    Hi5.objects.update(is_charged=False)

    assert _faults(capsys) == [f"ada@acme.test: hi5 {hi5.pk} should have cost 0, has cost 1"]


def test_it_finds_a_hi5_refunded_behind_its_back(hi5: Hi5, capsys: Any) -> None:
    _entry(hi5, Kind.REFUND, 1, hi5=hi5)
    Allowance.objects.update(balance=5)

    assert _faults(capsys) == [f"ada@acme.test: hi5 {hi5.pk} should have cost 1, has cost 0"]


def test_it_finds_a_hi5_charged_twice(hi5: Hi5, capsys: Any) -> None:
    _entry(hi5, Kind.SPEND, -1, hi5=hi5)
    Allowance.objects.update(balance=3)

    assert _faults(capsys) == [f"ada@acme.test: hi5 {hi5.pk} should have cost 1, has cost 2"]


def test_it_finds_a_hi5_taken_back_without_a_refund(hi5: Hi5, capsys: Any) -> None:
    Hi5.objects.update(withdrawn_at=NOW)

    assert _faults(capsys) == [
        f"ada@acme.test: hi5 {hi5.pk} was taken back, should be refunded, is charged"
    ]


def test_it_finds_a_recognition_hidden_without_refunds(hi5: Hi5, capsys: Any) -> None:
    Recognition.objects.filter(pk=hi5.recognition_id).update(hidden_at=NOW)

    assert _faults(capsys) == [
        f"ada@acme.test: hi5 {hi5.pk} is on a hidden recognition, should be refunded, is charged"
    ]


def test_it_finds_a_hi5_that_somebody_else_paid_for(cast: Any, hi5: Hi5, capsys: Any) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks, now=NOW)
    entry = _entry(hi5, Kind.REFUND, 1, hi5=hi5)
    stranger = _entry(hi5, Kind.SPEND, -1, hi5=hi5, user_id=cast.cal.pk)
    Allowance.objects.filter(user=cast.ada).update(balance=5)
    Allowance.objects.filter(user=cast.cal).update(balance=3)

    assert _faults(capsys) == [
        f"cal@acme.test: entry {stranger.pk} should be of ada@acme.test, who gave the hi5,"
        " is of cal@acme.test"
    ]
    assert entry.pk < stranger.pk
