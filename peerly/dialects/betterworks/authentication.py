"""Signing in with a token."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.api.authentication import after_scheme
from accounts.api.credentials import CredentialAuthentication, Presented

NAME = "betterworks"


class APITokenAuthentication(CredentialAuthentication):
    """``Authorization: APIToken plk_…``, for an owner who has come in person once."""

    speaks: ClassVar[str] = NAME
    challenge: ClassVar[str] = 'APIToken realm="peerly"'
    wants_sign_in: ClassVar[bool] = True

    def presented(self, request: Request | HttpRequest) -> Presented | None:
        """Return the token, None without a header. Raises AuthenticationFailed."""
        token = after_scheme(request, "APIToken")
        return None if token is None else Presented(secret=token)
