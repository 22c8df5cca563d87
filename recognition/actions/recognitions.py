"""What happens to recognitions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies as people
from accounts.actions import presence
from accounts.models import User
from peerly.errors import InvalidField, NotAllowed, Refused
from recognition import policies
from recognition.actions import hi5s, tallies
from recognition.models import CoreValue, Recognition


class OwnPraise(Refused):
    """Recognition comes from somebody else."""

    message = gettext_noop("You cannot recognise yourself.")


class NobodyToThank(InvalidField):
    """Somebody who was removed is, to their colleagues, somebody who does not exist."""

    def __init__(self) -> None:
        super().__init__("given_for", gettext_noop("This does not exist."))


def give(
    *,
    by: User,
    given_for: User,
    core_value: CoreValue,
    text: str,
    now: datetime | None = None,
) -> Recognition:
    """Thank ``given_for`` for living ``core_value``, in the words of ``text`` (1–5,000 characters).

    Costs nothing, unless the organisation has it cost one hi5: then the giver's own hi5 is
    recorded with it. Raises OwnPraise, allowances.InsufficientBalance; NobodyToThank when the
    receiver was removed meanwhile.
    """
    now = now or timezone.now()
    with transaction.atomic():
        by, given_for = presence.both(by=by, other=given_for.pk)
        people.require(policies.can_give(by))
        if given_for.pk == by.pk:
            raise OwnPraise
        if {given_for.organisation_id, core_value.organisation_id} != {by.organisation_id}:
            raise NotAllowed
        if given_for.is_removed:
            raise NobodyToThank
        recognition = Recognition.objects.create(
            organisation=by.home,
            given_by=by,
            given_for=given_for,
            core_value=core_value,
            text=text,
            given_at=now,
        )
        if by.home.recognition_costs_hi5:
            hi5s.add(by=by, recognition=recognition, comment=None, now=now)
        tallies.count(recognition=recognition)
    return recognition
