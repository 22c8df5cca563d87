"""Who looks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def viewer_of(request: HttpRequest) -> User:
    """Return the signed-in person; the admin site has let nobody else in."""
    return cast(User, request.user)
