"""Who looks, and what they may type into an address."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from accounts.models import User

LARGEST_ID = 2**63 - 1


def viewer_of(request: HttpRequest) -> User:
    """Return the signed-in person; the admin site has let nobody else in."""
    return cast(User, request.user)


def number(text: str) -> int | None:
    """Return the id written as ``text``; None when no row can have it."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None
