"""Limiting how often: the counting itself is the app's, exact for any number of workers."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any, Protocol

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def network_of(request: Request | HttpRequest) -> str:
    """Return where a request comes from; who has one IPv6 address has its whole /64."""
    # DRF's rule about declared proxies, so that every limit of Peerly means the same address.
    told: str = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))


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
        subject = f"{self.name}:{network_of(request)}"
        self.remaining = self.count(subject, limit=self.limit, seconds=self.seconds)
        return self.remaining == 0

    def wait(self) -> float:
        """Return how many seconds remain."""
        return self.remaining

    def headers(self) -> dict[str, str]:
        """Return what the answer tells of the limit: nothing, where nobody was promised any."""
        return {}
