"""When people belonged to their organisation: from joining to a removal, and from each return."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q

from accounts.models import Change, User
from accounts.periods import Period
from accounts.roles import Role

STILL = datetime.max.replace(tzinfo=UTC)
"""When somebody's time ends who is there."""


@dataclass(frozen=True)
class Tenure:
    """A stretch of time in which a person belonged: from ``begins_at`` until before ``ends_at``."""

    begins_at: datetime
    ends_at: datetime

    def touches(self, period: Period) -> bool:
        """Tell whether they belonged at some time in ``period``."""
        return self.begins_at < period.ends_at and self.ends_at > period.starts_at


def everybody(viewer: User) -> int:
    """Return how many people the viewer's organisation has or had: one query.

    Those who are ``not_here`` are among them.
    """
    count: int = User.all_objects.in_sight_of(viewer).count()
    return count


def not_here(viewer: User) -> Any:
    """Return those in the organisation whom nobody can thank: removed people and SuperAdmins."""
    gone = Q(soft_delete_at__isnull=False) | Q(role=Role.SUPER_ADMIN)
    return User.all_objects.in_sight_of(viewer).filter(gone).order_by()


def headcounts(viewer: User, periods: Sequence[Period], *, everybody: int) -> list[int]:
    """Return how many people belonged to the viewer's organisation at some time in each period.

    ``periods`` are in order. Three queries: most people have joined and are there, and are only
    counted; those who left, came back or are nobody's colleagues are looked at one by one.
    """
    people = User.all_objects.in_sight_of(viewer).order_by()
    later = people.filter(joined_at__gte=periods[0].ends_at).aggregate(
        **{
            f"after_{number}": Count("pk", filter=Q(joined_at__gte=period.ends_at))
            for number, period in enumerate(periods)
        }
    )
    singular = _singular(viewer)
    return [
        everybody
        - later[f"after_{number}"]
        - sum(each.joined_at < period.ends_at for each in singular)
        + sum(any(stay.touches(period) for stay in each.tenures) for each in singular)
        for number, period in enumerate(periods)
    ]


class _Singular(NamedTuple):
    """Somebody of whom it does not tell all that they joined."""

    joined_at: datetime
    tenures: list[Tenure]


def _singular(viewer: User) -> list[_Singular]:
    changes = Change.objects.visible_to(viewer).of_presence(User).order_by("at", "pk")
    turns: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for person_id, what, at in changes.values_list("thing_id", "what", "at"):
        turns[person_id].append((what, at))
    people = User.all_objects.in_sight_of(viewer).order_by()
    came_back = people.filter(pk__in=changes.order_by().values("thing_id"))
    rows = (
        not_here(viewer).union(came_back).values_list("pk", "role", "joined_at", "soft_delete_at")
    )
    return [
        _Singular(
            joined_at,
            [] if role == Role.SUPER_ADMIN else _tenures(joined_at, turns[number], removed_at),
        )
        for number, role, joined_at, removed_at in rows
    ]


def _tenures(
    joined_at: datetime,
    turns: list[tuple[str, datetime]],
    removed_at: datetime | None,
) -> list[Tenure]:
    """Return the tenures of one person, by the history; whether they are there, the row says."""
    begins: datetime | None = joined_at
    found = []
    for what, at in turns:
        if what == "users.restore":
            begins = begins or at
        elif begins is not None:
            found.append((begins, at))
            begins = None
    if removed_at is None:
        # Somebody whose return nobody wrote down has been there all the time, for all we know.
        found.append((begins or found.pop()[0], STILL))
    elif begins is not None:  # nor was their removal
        found.append((begins, removed_at))
    return [Tenure(first, last) for first, last in found if first < last]
