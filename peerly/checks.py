"""What `check --deploy` and a start say about settings that are sound, but not together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def proxy_is_known(**_: Any) -> list[CheckMessage]:
    """Return what is missing when https ends at a proxy, as Peerly itself speaks http only."""
    found: list[CheckMessage] = []
    if not settings.ON_HTTPS:
        return found
    if not settings.REST_FRAMEWORK["NUM_PROXIES"]:
        found.append(
            Warning(
                "PUBLIC_URL is https, but PROXIES is 0: everybody seems to have your proxy's"
                " address, and a few wrong passwords lock all of them out.",
                hint="Set PROXIES to the number of proxies that add to X-Forwarded-For.",
                id="peerly.W001",
            )
        )
    if settings.SECURE_PROXY_SSL_HEADER is None:
        found.append(
            Warning(
                "PUBLIC_URL is https, but BEHIND_TLS_PROXY is off: no HSTS is sent.",
                hint="Set it to on if your proxy sets X-Forwarded-Proto itself.",
                id="peerly.W002",
            )
        )
    return found
