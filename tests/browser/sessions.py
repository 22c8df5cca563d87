"""Being somebody in a browser without going through the sign-in page."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from accounts.models import User


def cookie_of(person: User, address: str) -> dict[str, str]:
    """Begin a session as ``person``; returns its cookie, for the site at ``address``."""
    client = Client()
    client.force_login(person, backend="accounts.passwords.PasswordBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
