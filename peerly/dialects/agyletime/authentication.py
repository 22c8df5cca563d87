"""Signing in: with an access key where tokens are made, with a token everywhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api.authentication import after_scheme
from accounts.api.credentials import (
    CredentialAuthentication,
    Presented,
    acquaintance,
    basic,
)
from accounts.api.readers import Named, met_again, readers_by
from accounts.models import Credential, User
from peerly.dialects.agyletime import tokens
from peerly.prepared import Later

NAME = "agyletime"


class AccessKeyAuthentication(CredentialAuthentication):
    """``Authorization: Basic base64(identifier:secret)``."""

    speaks = NAME
    challenge = 'Basic realm="peerly", charset="UTF-8"'

    def presented(self, request: Request | HttpRequest) -> Presented | None:
        """Return identifier and secret."""
        pair = basic(request)
        return None if pair is None else Presented(*pair)


class AccessTokenAuthentication(CredentialAuthentication):
    """``Authorization: Bearer <token>``; its credential is looked up at every call."""

    speaks = NAME
    challenge = 'Bearer realm="peerly"'

    @sensitive_variables()
    def authenticate(self, request: Request) -> tuple[User, Credential] | None:
        """Return (owner, credential), or None without a token. Raises AuthenticationFailed."""
        text = after_scheme(request, "Bearer")
        if text is None:
            return None
        try:
            claims = tokens.read(text)
        except tokens.BadToken:
            raise AuthenticationFailed from None
        credential = self.recall(claims.credential_id)
        if claims != tokens.claims_of(credential):
            raise AuthenticationFailed
        self.admit(credential)
        return credential.owner, credential


READERS = readers_by(
    AccessTokenAuthentication,
    organisation=Later("home"),
    owner__restorations=Later("restorations"),
    revocations=Later("revocations"),
)
"""What a token says has to be so still."""


@sensitive_variables()
def reader_of_token(request: HttpRequest) -> Named | None:
    """Return who the token of ``request`` says it is of, and what the statement is to be told."""
    try:
        text = after_scheme(request, "Bearer")
        claims = tokens.read(text) if text is not None else None
    except (AuthenticationFailed, tokens.BadToken):
        return None
    hint = acquaintance(claims.credential_id) if claims is not None else None
    if claims is None or hint is None:
        return None
    return met_again(
        READERS,
        hint,
        home=claims.organisation_id,
        restorations=claims.restorations,
        revocations=claims.revocations,
    )
