"""How whoever asks stands with their hi5s, as every page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, ngettext

from accounts.models import User
from peerly.prepared import Later, Prepared
from peerly.stencils import Markup, draw
from recognition import policies
from recognition.models.allowance import balance_of
from recognition.moments import Clock
from recognition.querysets import with_allowance

VIEWER: Prepared[User] = Prepared(lambda: with_allowance(User.all_objects.filter(pk=Later("pk"))))

READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Standing:
    """How somebody stands with their hi5s."""

    gives: bool
    left: int
    limit: int
    renews_at: datetime
    clock: Clock
    """When it was so."""

    @cached_property
    def renews_on(self) -> str:
        """The day that new ones come, in words."""
        return self.clock.written(self.renews_at, "WEEKDAY_FORMAT")


def standing_of(request: Any) -> Standing:
    """Return how whoever asks stands; looked up once, however often it is told."""
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        viewer = request.user
        if request.method not in READING:
            # Anew: what was done may have changed it since the session's owner was loaded.
            viewer = VIEWER.get(pk=viewer.pk) or viewer
        known = request.standing = _standing_now(viewer)
    return known


def balance_drawn(request: HttpRequest, *, as_fragment: bool = False) -> Markup:
    """Return what a page tells of it; as a fragment, to replace what is there."""
    mine = standing_of(request)
    how = {"gives": mine.gives, "is_empty": not mine.left, "as_fragment": as_fragment}
    words: dict[str, str | int] = {
        "left": _left(mine.left, get_language()),
        "limit": mine.limit,
        "renews_on": mine.renews_on,
    }
    return draw("components/balance.html", how, words)


def _standing_now(viewer: User) -> Standing:
    clock = Clock()
    terms = viewer.home.allowance_terms(clock.now)
    left = balance_of(viewer, clock.now)
    return Standing(policies.can_give(viewer), left, terms.limit, terms.period.ends_at, clock)


@lru_cache
def _left(left: int, language: str | None) -> str:
    return ngettext("%(left)s hi5 left", "%(left)s hi5s left", left) % {"left": left}
