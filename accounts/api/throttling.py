"""Limiting how often a credential is used."""

from __future__ import annotations

import time
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

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; say whether it is still within the limit."""
        if not isinstance(request.auth, Credential):
            return True
        subject = f"credential:{request.auth.pk}"
        paused_until, which = tallies.pause(subject=subject, now=self.now)
        if paused_until > self.now:
            self.left, self.until = 0, paused_until
            return False
        so_far, self.until = tallies.add(subject=subject, seconds=self.seconds, now=self.now)
        self.left = max(0, self.limit - so_far)
        if so_far <= self.limit:
            return True
        # Whoever comes before the pause is written down is told the same; a window that ends later
        # is waited for, or the next request would be refused without a pause.
        self.until = max(self.until, self.now + PAUSES[min(which, len(PAUSES) - 1)])
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
