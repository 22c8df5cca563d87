"""What other applications say that people did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import policies
from accounts.actions import presence, tallies
from accounts.models import Event, User
from peerly.errors import Gone, Refused

MOST_A_DAY = 1000
"""Events that are kept of one person in a day, and of anybody's hearsay once as many."""

DAY = 24 * 60 * 60


class TooManyEvents(Refused):
    """Events are never thrown away, so nobody has more of them in a day than MOST_A_DAY."""

    message = f"At most {MOST_A_DAY} events of one person are kept in a day."


def note(
    *,
    by: User,
    person: User,
    name: str,
    at: datetime,
    is_proven: bool = True,
    now: datetime | None = None,
    **said: Any,
) -> Event:
    """Append to what another application tells of ``person``. ``said`` are value, properties.

    Who is not ``is_proven`` has shown a key that anybody may have: what they say takes no room
    from what others do. Raises TooManyEvents; Gone when the person was removed meanwhile.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        by, person = presence.both(by=by, other=person.pk)
        policies.require(policies.can_reach(by, person.organisation_id))
        if person.is_removed:
            raise Gone
        subject = f"events:{'proven' if is_proven else 'hearsay'}:{person.pk}"
        if tallies.count(subject, limit=MOST_A_DAY, seconds=DAY, now=moment.timestamp()):
            raise TooManyEvents
        return Event.objects.create(
            organisation=person.home, user=person, name=name, at=at, received_at=moment, **said
        )
