"""Limiting how often a credential is used."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.actions import tallies
from accounts.models import Credential

PAUSES = (60, 180, 300, 600, 900)
"""Seconds that a credential is paused for after exceeding its limit, the n-th time in a row."""


class CredentialThrottle(BaseThrottle):
    """At most ``INTEGRATION_RATE`` requests a window; who sends more is paused, longer each time.

    The counting is the database's, so the limit is the same with any number of workers.
    """

    def __init__(self) -> None:
        self.limit, self.seconds = settings.INTEGRATION_RATE
        self.now = int(time.time())
        self.left: int | None = None
        self.until = self.now
        self.is_within: bool | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; say whether it is still within the limit."""
        is_counted = isinstance(request.auth, Credential)
        return self.admit(request.auth.pk) if is_counted else True

    def express(self, told: Mapping[str, Any]) -> bool:
        """Count a request that a lane answers, of which a statement was ``told`` whose it is."""
        return self.admit(told["credential"])

    def admit(self, credential: int) -> bool:
        """Count this request, once however often it is asked; say whether it is within the limit.

        A lane that is told no leaves it to the ordinary way to say so.
        """
        if self.is_within is None:
            self.is_within = self._count(f"credential:{credential}")
        return self.is_within

    def _count(self, subject: str) -> bool:
        so_far, self.until = tallies.add(subject=subject, seconds=self.seconds, now=self.now)
        self.left = max(0, self.limit - so_far) if so_far else 0
        if 0 < so_far <= self.limit:
            return True
        if not so_far:
            return False
        # Whoever comes before the pause is written down is told the same; a window that ends later
        # is waited for, or the next request would be refused without a pause.
        which = tallies.pause(subject=subject, now=self.now)[1]
        self.until = max(self.until, self.now + PAUSES[min(which, len(PAUSES) - 1)])
        self.is_within = False  # also if writing the pause down fails: it has been counted
        if so_far == self.limit + 1:  # nobody else is told this number
            tallies.begin_pause(subject=subject, until=self.until, which=which + 1)
        return False

    def wait(self) -> float:
        """Return how many seconds remain."""
        return max(1, self.until - self.now)

    def headers(self) -> dict[str, str]:
        """Return the limit, what is left of it, and when (epoch seconds) it is whole again."""
        if self.left is None:
            return {}
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.left),
            "X-RateLimit-Reset": str(self.until),
        }
