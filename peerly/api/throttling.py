"""Limiting how often: the counting itself is the app's, exact for any number of workers."""

from __future__ import annotations

from typing import Any, Protocol

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


class Count(Protocol):
    """Counts ``subject`` once; says 0 while within the limit, else how many seconds to wait."""

    def __call__(self, subject: str, *, limit: int, seconds: int) -> int:
        """Count."""
        ...


class WindowThrottle(BaseThrottle):
    """At most ``limit`` requests of one subject in each window of ``seconds``."""

    def __init__(self, name: str, rate: tuple[int, int], count: Count) -> None:
        self.name = name
        self.limit, self.seconds = rate
        self.count = count
        self.remaining = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; say whether it is still within the limit."""
        # get_ident believes X-Forwarded-For only behind a declared number of proxies.
        subject = f"{self.name}:{self.get_ident(request)}"
        self.remaining = self.count(subject, limit=self.limit, seconds=self.seconds)
        return self.remaining == 0

    def wait(self) -> float:
        """Return how many seconds remain."""
        return self.remaining
