"""What moderators decide."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import policies as people
from accounts.actions import presence
from accounts.models import User
from recognition import policies
from recognition.actions import allowances, badges, tallies
from recognition.models import Case, Hi5, Recognition, Report, Review


def give(
    *,
    by: User,
    recognition: Recognition,
    is_inappropriate: bool,
    comment: str | None = None,
    now: datetime | None = None,
) -> Review:
    """Judge ``recognition``: True hides it and refunds its hi5s, False clears and restores it.

    Answers every open report. The latest review counts, all are kept. A restored recognition's
    hi5s stand again, and those whose givers can pay for them are charged again.
    Raises NotAllowed for a moderator who gave or received it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        by, receiver = presence.both(by=by, other=recognition.given_for_id)
        people.require(policies.can_review(by, recognition))
        # FOR UPDATE keeps new hi5s and reports out until this is decided.
        current = Recognition.objects.select_for_update().get(pk=recognition.pk)
        case, _ = Case.objects.get_or_create(
            recognition=current,
            defaults={"organisation_id": current.organisation_id, "opened_at": now},
        )
        review = Review.objects.create(
            organisation_id=current.organisation_id,
            case=case,
            is_inappropriate=is_inappropriate,
            comment=comment,
            moderated_by=by,
            moderated_at=now,
        )
        Report.objects.filter(case=case, answered_by=None).update(answered_by=review)
        case.status = Case.Status.UPHELD if is_inappropriate else Case.Status.DISMISSED
        case.save(update_fields=["status"])
        if is_inappropriate != current.is_hidden:
            current.hidden_at = now if is_inappropriate else None
            current.save(update_fields=["hidden_at"])
            moments = _settle_hi5s(current, by=by, now=now)
            badges.settle(to=receiver, moments=moments)
            tell = tallies.uncount if is_inappropriate else tallies.count
            tell(recognition=current)
    return review


def _settle_hi5s(recognition: Recognition, *, by: User, now: datetime) -> list[datetime]:
    """Refund the hi5s of a recognition that was hidden; charge those of one that came back.

    Returns when they were given.
    """
    standing = Hi5.objects.standing().filter(recognition=recognition)
    # In one order, as everywhere: two reviews sharing givers must not wait for each other.
    hi5s = list(
        standing.select_for_update(of=("self",))
        .select_related("given_by__organisation")
        .order_by("given_by")
    )
    for hi5 in hi5s:
        if recognition.is_hidden and hi5.is_charged:
            allowances.refund(hi5, by=by, reason="recognition hidden", now=now)
            hi5.is_charged = False
        elif not recognition.is_hidden and not hi5.is_charged:
            hi5.is_charged = allowances.charge_again(
                hi5, by=by, reason="recognition restored", now=now
            )
    Hi5.objects.bulk_update(hi5s, ["is_charged"])
    return [hi5.given_at for hi5 in hi5s]
