"""Signing in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import sign_ins, tallies, tokens
from peerly.api.throttling import WindowThrottle
from peerly.api.viewsets import Operation, ResourceViewSet


class SignInViewSet(ResourceViewSet):
    """Exchanging Google's token for ours."""

    resource = "sign-in"
    operations: ClassVar[Mapping[str, Operation]] = {
        "google": Operation(
            summary="Sign in with a Google access token",
            may=None,
            body="sign_in",
            answer="token",
            refuses=(sign_ins.SignInRefused,),
        ),
    }

    def get_throttles(self) -> list[Any]:
        """Each sign-in costs calls to Google, so strangers get only so many."""
        return [WindowThrottle("sign-in", settings.SIGN_IN_RATE, tallies.count)]

    def get_authenticators(self) -> list[Any]:
        """Whoever signs in has no token yet; an old one in the header is no obstacle."""
        return []

    def google(self, request: Request) -> Response:
        """Sign in, the first time too: anybody whose verified address is of a known domain."""
        return self.reply({"token": sign_ins.with_google(**self.read())})


class SignOutViewSet(ResourceViewSet):
    """Ending a token."""

    resource = "sign-out"
    operations: ClassVar[Mapping[str, Operation]] = {
        "logout": Operation(summary="Revoke the token of this request", may=policies.is_anybody),
    }

    def logout(self, request: Request) -> Response:
        """Make this token worthless from the next request on."""
        token: Any = request.auth
        tokens.revoke(by=self.viewer, token=token)
        return self.reply()
