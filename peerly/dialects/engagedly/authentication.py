"""Signing in with a pair of keys."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api.credentials import CredentialAuthentication, Presented

NAME = "engagedly"


class KeyPairAuthentication(CredentialAuthentication):
    """``ClientKey: plc_…`` and ``SecretKey: plk_…``, both on every request."""

    speaks: ClassVar[str] = NAME
    challenge: ClassVar[str] = 'ClientKey realm="peerly"'

    def presented(self, request: Request | HttpRequest) -> Presented | None:
        """Return the pair, None without either. Raises AuthenticationFailed for half of it."""
        client, secret = (request.META.get(name) for name in ("HTTP_CLIENTKEY", "HTTP_SECRETKEY"))
        if client is None and secret is None:
            return None
        if client is None or secret is None:
            raise AuthenticationFailed
        return Presented(identifier=client, secret=secret)
