"""When people belonged to their organisation: from joining to a removal, and from each return."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.models import Change, User
from accounts.periods import Period

STILL = datetime.max.replace(tzinfo=UTC)
"""When somebody's time ends who is there."""


@dataclass(frozen=True)
class Tenure:
    """A stretch of time in which a person belonged: from ``begins_at`` until before ``ends_at``."""

    person_id: int
    begins_at: datetime
    ends_at: datetime

    def touches(self, period: Period) -> bool:
        """Tell whether they belonged at some time in ``period``."""
        return self.begins_at < period.ends_at and self.ends_at > period.starts_at


def of_organisation(viewer: User) -> list[Tenure]:
    """Return everybody's tenures at the organisation that ``viewer`` runs: two queries."""
    people = User.all_objects.visible_to(viewer).order_by("pk")
    changes = Change.objects.visible_to(viewer).of_presence(User).order_by("at", "pk")
    turns: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for person_id, what, at in changes.values_list("thing_id", "what", "at"):
        turns[person_id].append((what, at))
    return [
        tenure
        for person_id, joined_at, removed_at in people.values_list(
            "pk", "joined_at", "soft_delete_at"
        )
        for tenure in _tenures(person_id, joined_at, turns[person_id], removed_at)
    ]


def headcount(tenures: Iterable[Tenure], period: Period) -> int:
    """Return how many people belonged at some time in ``period``."""
    return len({tenure.person_id for tenure in tenures if tenure.touches(period)})


def _tenures(
    person_id: int,
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
    return [Tenure(person_id, first, last) for first, last in found if first < last]
