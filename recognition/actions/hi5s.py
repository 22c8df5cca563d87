"""What happens to hi5s."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies as people
from accounts.actions import presence
from accounts.models import User
from accounts.models.constraints import violates
from peerly.errors import Gone, Refused
from recognition import policies
from recognition.actions import allowances, badges
from recognition.models import Hi5, Recognition

SECOND_THOUGHTS = timedelta(seconds=60)
"""How long a hi5 can be taken back (peerly-v1 §5)."""


class OwnRecognition(Refused):
    """The receiver does not hi5 what was said about them."""

    message = gettext_noop("You cannot hi5 a recognition you received.")


class AlreadyGiven(Refused):
    """One hi5 per person and recognition."""

    message = gettext_noop("You have already given a hi5 to this recognition.")


class TooLate(Refused):
    """A hi5 can be taken back within ``SECOND_THOUGHTS``."""

    message = gettext_noop("A hi5 can be taken back within 60 seconds only.")


class PriceOfGiving(Refused):
    """Where giving costs a hi5, the one recorded with it stays: the recognition stays too."""

    message = gettext_noop("This hi5 was the price of your recognition and cannot be taken back.")


def give(
    *, by: User, recognition: Recognition, comment: str | None = None, now: datetime | None = None
) -> Hi5:
    """Join in with ``recognition`` and pay one hi5 for it.

    Raises OwnRecognition, AlreadyGiven, allowances.InsufficientBalance, each with nothing spent;
    Gone when the recognition was hidden meanwhile, Removed or NotAllowed when ``by`` may not
    give any more.
    """
    people.require(policies.can_give(by) and people.can_reach(by, recognition.organisation_id))
    if recognition.given_for_id == by.pk:
        raise OwnRecognition
    now = now or timezone.now()
    with transaction.atomic():
        return add(by=by, recognition=recognition, comment=comment, now=now)


def add(*, by: User, recognition: Recognition, comment: str | None, now: datetime) -> Hi5:
    """Write a hi5 and pay for it, within the caller's transaction; ``give`` without its rules.

    The row comes first: it locks the recognition against a review, and a second one of the same
    giver is refused before the balance is looked at.
    """
    hi5 = Hi5(
        organisation_id=recognition.organisation_id,
        recognition=recognition,
        given_by=by,
        comment=comment,
        given_at=now,
    )
    try:
        hi5.save(force_insert=True)
    except IntegrityError as problem:
        if violates(problem, Hi5, "hi5_once_per_giver"):
            raise AlreadyGiven from problem
        raise
    allowances.spend(hi5, by=by, reason="hi5", now=now)
    # After the commit: of two hi5s at once, the later to commit sees both. What is lost there
    # (a crash, too long a wait), the receiver's next hi5 or ``settle_badges`` makes up for.
    transaction.on_commit(lambda: badges.award(to=recognition.given_for, now=now), robust=True)
    return hi5


def withdraw(*, by: User, recognition: Recognition, now: datetime | None = None) -> None:
    """Take one's hi5 back within ``SECOND_THOUGHTS``; its price comes back, unless it has lapsed.

    Raises TooLate, PriceOfGiving; Gone when there is none to take back.
    """
    now = now or timezone.now()
    with transaction.atomic():
        by, receiver = presence.both(by=by, other=recognition.given_for_id)
        people.require(policies.can_give(by) and people.can_reach(by, recognition.organisation_id))
        mine = Hi5.objects.standing().filter(recognition=recognition, given_by=by)
        hi5 = mine.select_for_update().first()
        if hi5 is None:
            raise Gone
        if now - hi5.given_at > SECOND_THOUGHTS:
            raise TooLate
        if policies.is_price_of_giving(by, recognition, hi5.given_at):
            raise PriceOfGiving
        was_charged = hi5.is_charged
        hi5.withdrawn_at, hi5.is_charged = now, False
        hi5.save(update_fields=["withdrawn_at", "is_charged"])
        if was_charged:
            allowances.give_back(hi5, by=by, reason="taken back", now=now)
        badges.settle(to=receiver, moments=[hi5.given_at])
