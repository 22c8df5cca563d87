"""Moving hi5s: every change of a balance and its ledger entry, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies as people
from accounts.actions import history, presence
from accounts.models import AllowanceTerms, User
from accounts.periods import Period
from peerly.errors import Gone, Refused, Removed
from recognition import policies
from recognition.models import Allowance, Hi5, LedgerEntry, Recognition

Kind = LedgerEntry.Kind


class InsufficientBalance(Refused):
    """Nothing is left in this period. The wording is the API page's (§6)."""

    code = "insufficient_hi5_balance"
    message = gettext_noop("Hi5 quota balance is insufficient for this action")
    plainly = gettext_noop("You have no hi5s left just now.")


class GrantedMeanwhile(Refused):
    """Somebody else was faster, or the same person's second click was."""

    message = gettext_noop("Hi5s have been granted meanwhile. Look again.")


def grant(
    *,
    by: User,
    person: User,
    amount: int,
    reason: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> LedgerEntry:
    """Give ``person`` some extra hi5s for the period that runs.

    ``amount`` is 1 or more; ``seen`` is the newest grant that ``by`` knows of (its id, 0 for
    none), None if that does not matter. Returns the ledger entry. Raises Gone for somebody
    removed, GrantedMeanwhile.
    """
    now = now or timezone.now()
    with transaction.atomic():
        by, person = presence.both(by=by, other=person.pk)
        people.require(people.can_manage(by, person) and person.organisation_id is not None)
        if person.is_removed:
            raise Gone
        # The person is held: from here on no other grant comes in between.
        if seen is not None and seen != _newest_grant(person):
            raise GrantedMeanwhile
        entry = _move(person, Kind.GRANT, amount, by=by, reason=reason, now=now)
        history.record("allowances.grant", person, by=by, now=now, amount=amount, reason=reason)
    return entry


def spend(hi5: Hi5, *, by: User, reason: str, now: datetime) -> None:
    """Pay for ``hi5`` out of its giver's balance; call it in the transaction that makes the hi5.

    Raises InsufficientBalance; Gone when the recognition was hidden meanwhile; Removed or
    NotAllowed when the giver may not give any more.
    """
    terms = by.home.allowance_terms(now)
    # The hi5's own row has locked the recognition, so this look is not overtaken by a review.
    visible = Recognition.objects.not_hidden().filter(pk=hi5.recognition_id)
    # Not locked: a removal later than this look is a removal later than the hi5.
    givers = User.objects.with_role(*policies.GIVERS).filter(pk=by.pk)
    may_be_given = visible.filter(Exists(givers))
    if Allowance.objects.in_period(by, terms).filter(Exists(may_be_given)).take_one():
        _write(by, terms.period.starts_at, Kind.SPEND, -1, hi5=hi5, by=by, reason=reason, now=now)
        _running[by.home.pk] = terms.period
        return
    # One look for all of it: who is removed and restored meanwhile is neither half.
    giver = User.all_objects.annotate(may_find_it=Exists(visible)).get(pk=by.pk)
    if not giver.may_find_it:
        raise Gone
    if giver.is_removed:
        raise Removed
    people.require(policies.can_give(giver))
    _move(by, Kind.SPEND, -1, hi5=hi5, by=by, reason=reason, now=now)


def running(*, organisation: int) -> Period | None:
    """Return the period that hi5s were last paid in there, as far as this process knows.

    While it runs, nothing moves its bounds: changed terms act from the next one. It is a hint all
    the same: what is paid is paid from the row of that very period, or not at all.
    """
    return _running.get(organisation)


_running: dict[int, Period] = {}


def charge_again(hi5: Hi5, *, by: User, reason: str, now: datetime) -> bool:
    """Take a refunded hi5's price again, if its giver has it; says whether that went through."""
    try:
        _move(hi5.given_by, Kind.SPEND, -1, hi5=hi5, by=by, reason=reason, now=now)
    except InsufficientBalance:
        return False
    return True


def refund(hi5: Hi5, *, by: User, reason: str, now: datetime) -> None:
    """Make up for a hidden hi5's price, in the period that runs, whichever one it was paid in."""
    _move(hi5.given_by, Kind.REFUND, 1, hi5=hi5, by=by, reason=reason, now=now)


def give_back(hi5: Hi5, *, by: User, reason: str, now: datetime) -> None:
    """Give a hi5's price back to its giver ``by``, in the period it was paid in.

    If that has ended, so has what comes back: else hi5s given in a period's last minute and taken
    back in the next one's first would be carried over.
    """
    start = LedgerEntry.objects.filter(hi5=hi5, kind=Kind.SPEND).latest("id").period_start
    Allowance.objects.filter(user=by, period_start=start).add(1)
    _write(by, start, Kind.REFUND, 1, hi5=hi5, by=by, reason=reason, now=now)


def open_period(person: User, now: datetime) -> AllowanceTerms:
    """Make sure that the period around ``now`` has begun for ``person``; returns its terms.

    However many do this at once, one row changes and one opening grant is written. A period that
    has begun keeps its beginning, even if it would be reckoned earlier by now: a government's
    late change of its clocks came in, or another machine's clock is ahead.
    """
    terms = person.home.allowance_terms(now)
    running = Allowance.objects.filter(user=person, period_start__gte=terms.period.starts_at)
    begun = running.values_list("period_start", flat=True).first()
    if begun is not None:
        return replace(terms, period=replace(terms.period, starts_at=begun))
    start = terms.period.starts_at
    if not Allowance.objects.renew(person, terms):
        fresh = Allowance(
            organisation=person.home, user=person, period_start=start, balance=terms.limit
        )
        Allowance.objects.bulk_create([fresh], ignore_conflicts=True)
    opening = _entry(person, start, Kind.GRANT, terms.limit, reason="quota", now=now)
    opening.opens_period = True
    LedgerEntry.objects.bulk_create([opening], ignore_conflicts=True)
    return terms


def _newest_grant(person: User) -> int:
    extra = LedgerEntry.objects.granted().filter(user=person)
    return int(extra.aggregate(newest=Max("pk", default=0))["newest"])


def _move(
    person: User,
    kind: LedgerEntry.Kind,
    amount: int,
    *,
    by: User,
    reason: str,
    now: datetime,
    hi5: Hi5 | None = None,
) -> LedgerEntry:
    """Move the balance of the period that runs, opened if need be, and write the entry.

    Raises InsufficientBalance when there is nothing to take, with no entry written.
    """
    terms = open_period(person, now)
    purse = Allowance.objects.in_period(person, terms)
    if amount > 0:
        purse.add(amount)
    elif not purse.take_one():
        raise InsufficientBalance
    start = terms.period.starts_at
    return _write(person, start, kind, amount, by=by, reason=reason, now=now, hi5=hi5)


def _write(
    person: User,
    period_start: datetime,
    kind: LedgerEntry.Kind,
    amount: int,
    *,
    by: User,
    reason: str,
    now: datetime,
    hi5: Hi5 | None = None,
) -> LedgerEntry:
    entry = _entry(person, period_start, kind, amount, reason=reason, now=now)
    entry.by = by
    entry.hi5 = hi5
    entry.save()
    return entry


def _entry(
    person: User,
    period_start: datetime,
    kind: LedgerEntry.Kind,
    amount: int,
    *,
    reason: str,
    now: datetime,
) -> LedgerEntry:
    return LedgerEntry(
        organisation=person.home,
        user=person,
        kind=kind,
        amount=amount,
        period_start=period_start,
        reason=reason,
        at=now,
    )
