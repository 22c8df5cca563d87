"""What a moderator wants to know beside a case: how these two, and this giver, thank others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from recognition.likeness import ALIKE, likeness, words_of
from recognition.models import Recognition

LATELY = timedelta(days=90)

COMPARED = 300
"""Of what the giver wrote lately, so many are read: more is no sentence of one's own any more."""

MOST_ALIKE = 5


@dataclass(frozen=True)
class Alike:
    """Another recognition of the same giver, and how much of it reads the same, in per cent."""

    recognition: Recognition
    percent: int


@dataclass(frozen=True)
class Background:
    """How often the two have thanked each other lately, and what reads like this one."""

    days: int
    there: int
    back: int
    by_giver: int
    alike: list[Alike]


def background_of(recognition: Recognition, viewer: User, now: datetime) -> Background:
    """Return it, counting hidden ones too: a moderator sees them."""
    seen = Recognition.objects.in_sight_of(viewer)
    lately = seen.since(now - LATELY)
    giver, receiver = [recognition.given_by_id], [recognition.given_for_id]
    return Background(
        days=LATELY.days,
        there=lately.given_by(giver).given_for(receiver).count(),
        back=lately.given_by(receiver).given_for(giver).count(),
        by_giver=lately.given_by(giver).count(),
        alike=_alike(recognition, seen.given_by(giver)),
    )


def _alike(recognition: Recognition, written: Any) -> list[Alike]:
    """Return what of the last ones ``written`` reads like ``recognition``, the closest first."""
    mine = words_of(recognition.text)
    others = written.exclude(pk=recognition.pk).select_related("given_for").newest_first()
    found = [(likeness(mine, words_of(other.text)), other) for other in others[:COMPARED]]
    close = sorted((pair for pair in found if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [Alike(other, round(share * 100)) for share, other in close[:MOST_ALIKE]]
