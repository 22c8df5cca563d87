"""How whoever asks stands with their hi5s, as every page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from peerly.prepared import Later, Prepared
from recognition import policies
from recognition.models.allowance import balance_of
from recognition.querysets import with_allowance

VIEWER: Prepared[User] = Prepared(lambda: with_allowance(User.all_objects.filter(pk=Later("pk"))))


@dataclass(frozen=True)
class Standing:
    """How somebody stands with their hi5s."""

    gives: bool
    left: int
    limit: int
    renews_at: datetime


def standing_of(request: Any) -> Standing:
    """Return how whoever asks stands; looked up once, however often it is told."""
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        # Anew: what the request has done may have changed it since the person was loaded.
        viewer = VIEWER.get(pk=request.user.pk)
        known = request.standing = _standing_now(viewer or request.user)
    return known


def _standing_now(viewer: User) -> Standing:
    now = timezone.now()
    terms = viewer.home.allowance_terms(now)
    left = balance_of(viewer, now)
    return Standing(policies.can_give(viewer), left, terms.limit, terms.period.ends_at)
