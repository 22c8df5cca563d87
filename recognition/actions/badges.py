"""What happens to badges, and when somebody earns one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import policies
from accounts.actions import history, overtaking, presence
from accounts.models import Organisation, User
from accounts.periods import Frequency, period_at
from peerly.errors import Gone
from recognition.models import Badge, BadgeAward


@dataclass(frozen=True)
class Settlement:
    """How many awards came of it: made or brought back, and taken back."""

    awarded: int
    taken_back: int


def create(*, by: User, organisation: Organisation, **words: Any) -> Badge:
    """Add a badge. ``words`` are name, hi5_count_required, hi5_frequency."""
    with transaction.atomic():
        by = presence.acting(by=by)
        policies.require(policies.can_change_organisation(by, organisation))
        badge = Badge.all_objects.create(organisation=organisation, **words)
        history.record("badges.create", badge, by=by)
    return badge


def change(
    *, by: User, badge: Badge, shown: Mapping[str, Any] | None = None, **changes: Any
) -> Badge:
    """Change a badge; what was awarded stays.

    Raises Gone when it was removed meanwhile, Overtaken when it is not as ``shown``.
    """
    with transaction.atomic():
        by, current = _held(by, badge)
        details = history.differences(current, changes)
        if details["after"]:
            overtaking.refuse(thing=current, shown=shown)
            if details["after"].keys() & {"hi5_count_required", "hi5_frequency"}:
                changes["asks_since"] = timezone.now()
            for name, new in changes.items():
                setattr(current, name, new)
            current.save(update_fields=list(changes))
            history.record("badges.change", current, by=by, **details)
    return current


def remove(*, by: User, badge: Badge) -> Badge:
    """Stop awarding a badge; those who have it keep it. Raises Gone when already removed."""
    with transaction.atomic():
        by, current = _held(by, badge)
        current.delete(by=by)
        history.record("badges.remove", current, by=by)
    return current


def award(*, to: User, now: datetime) -> None:
    """Award what ``to`` has earned in the periods around ``now``; once each, whoever asks."""
    if not Badge.objects.due_to(to, now).exists():
        return  # an ordinary hi5 earns nothing: it costs one look, and waits for nobody
    with transaction.atomic():
        # Whoever takes hi5s away holds the receiver too: what is counted from here on stays.
        to = presence.lock(ids=[to.pk])[to.pk]
        _award_due(to, now)


def settle(*, to: User, moments: Iterable[datetime]) -> Settlement:
    """Make the awards around ``moments`` true again after hi5s came or went.

    Hiding a recognition takes back the badge it alone earned; restoring it brings that back,
    whatever the badge asks for by now. What a removed badge was awarded for stays as it is.
    The caller holds ``to`` (``presence``), and has since before the hi5s came or went.
    """
    when = sorted(set(moments))
    if not when:
        return Settlement(awarded=0, taken_back=0)
    awards = BadgeAward.objects.filter(user=to, badge__soft_delete_at=None)
    awards = awards.between(when[0], when[-1])
    # Marked, not deleted: what a reversed review brings back is not what the badge asks for now.
    taken_back = awards.unearned().update(taken_back_at=timezone.now())
    awarded = awards.earned_again().update(taken_back_at=None)
    awarded += sum(_award_due(to, moment) for moment in _one_per_period(to, when))
    return Settlement(awarded, taken_back)


def _award_due(to: User, now: datetime) -> int:
    earned = []
    for badge in Badge.objects.due_to(to, now):
        period = period_at(now, frequency=badge.hi5_frequency, timezone=to.home.timezone)
        earned.append(
            BadgeAward(
                organisation_id=badge.organisation_id,
                badge=badge,
                user=to,
                period_start=period.starts_at,
                period_end=period.ends_at,
                hi5_count_required=badge.hi5_count_required,
                hi5_frequency=badge.hi5_frequency,
                awarded_at=timezone.now(),
            )
        )
    if earned:
        # The one in the way was taken back: it is awarded anew, for what the badge asks now.
        BadgeAward.objects.bulk_create(
            earned,
            update_conflicts=True,
            unique_fields=["user", "badge", "hi5_frequency", "period_start"],
            update_fields=["period_end", "hi5_count_required", "awarded_at", "taken_back_at"],
        )
    return len(earned)


def _one_per_period(person: User, moments: Iterable[datetime]) -> list[datetime]:
    zone = person.home.timezone
    seen = {}
    for moment in moments:
        around = tuple(period_at(moment, frequency=each, timezone=zone) for each in Frequency)
        seen[around] = moment
    return sorted(seen.values())


def _held(by: User, badge: Badge) -> tuple[User, Badge]:
    """Return who acts and the badge as they are now, if the one may change the other."""
    by = presence.acting(by=by)
    policies.require(policies.can_administer(by) and policies.can_reach(by, badge.organisation_id))
    current: Badge | None = (
        Badge.objects.select_for_update(of=("self",), no_key=True).filter(pk=badge.pk).first()
    )
    if current is None:
        raise Gone
    return by, current
