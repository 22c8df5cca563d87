"""Signing in with an API key, and with its secret where the key alone is not enough."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from accounts import keys
from accounts.actions import tallies
from accounts.api.credentials import CredentialAuthentication, Presented, basic
from accounts.models import Credential
from peerly.api.throttling import WindowThrottle

NAME = "engage"

ADDRESSES = 20
"""How many times the limit of one address all of them together may use one key alone."""


class KeyAuthentication(CredentialAuthentication):
    """``Authorization: Basic base64(key:secret)``; ``key:`` shows the key alone."""

    speaks = NAME
    challenge = 'Basic realm="peerly", charset="UTF-8"'
    identifier_prefix = keys.PUBLIC_KEY

    def presented(self, request: Request | HttpRequest) -> Presented | None:
        """Return the key, and the secret if it is there."""
        pair = basic(request)
        if pair is None:
            return None
        key, secret = pair
        return Presented(identifier=key, secret=secret or None)


def is_proven(request: Any) -> bool:
    """Tell whether ``request`` has shown the secret: the key alone is in everybody's hands."""
    return bool(getattr(getattr(request, "auth", None), "is_proven", False))


class KeyAloneThrottle(WindowThrottle):
    """What anybody may do with a key that is no secret, each address may only do so often.

    All addresses together have a limit too: some have more of them than there are seconds.
    """

    def __init__(self) -> None:
        super().__init__("", settings.INTEGRATION_RATE, tallies.count)

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request if it came with the key alone."""
        if not isinstance(request.auth, Credential) or is_proven(request):
            return True
        self.name = f"key:{request.auth.pk}"
        # First its own: who is over that uses up nothing of the others'.
        return super().allow_request(request, view) and self._is_within_all()

    def _is_within_all(self) -> bool:
        limit = self.limit * ADDRESSES
        self.remaining = tallies.count(self.name, limit=limit, seconds=self.seconds)
        return self.remaining == 0
