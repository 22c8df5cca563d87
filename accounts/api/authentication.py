"""Who are you? One choke point: live, not removed, not revoked, as the database has it now."""

from __future__ import annotations

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError

from accounts import tokens
from accounts.models import RevokedToken, User
from accounts.tokens import PeerlyToken
from peerly.prepared import Later, Prepared


def owners() -> QuerySet[User]:
    """Return whose token it is, of which all is told later: live, and the token not revoked."""
    found: QuerySet[User] = User.objects.filter(
        ~Exists(RevokedToken.objects.filter(jti=Later("fingerprint"))),
        pk=Later("pk"),
        restorations=Later("restorations"),
    )
    return found


OWNER: Prepared[User] = Prepared(lambda: owners().select_related("organisation"))
"""The same, with their organisation. Every request asks this."""


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; the role that counts is the one stored now."""

    @sensitive_variables()
    def authenticate(self, request: Request) -> tuple[User, PeerlyToken] | None:
        """Return (person, token), or None without credentials. Raises AuthenticationFailed."""
        text = after_scheme(request, "Bearer")
        if text is None:
            return None
        try:
            token = tokens.read(text)
        except TokenError as problem:
            raise AuthenticationFailed("The token is not valid.") from problem
        return self._person(token), token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme; without this, DRF would answer 403 instead of 401."""
        return 'Bearer realm="peerly"'

    def _person(self, token: PeerlyToken) -> User:
        person = OWNER.get(**token.told)
        if person is None:
            raise AuthenticationFailed("The token is revoked, or its owner was removed since.")
        return person


@sensitive_variables()
def after_scheme(request: Request | HttpRequest, scheme: str) -> str | None:
    """Return what stands behind ``scheme`` in Authorization, None where nothing is in the header.

    Raises AuthenticationFailed for another scheme, and for what is not one word of ASCII.
    """
    # As DRF reads it, but for the other headers, which it puts in order first.
    told: str = request.META.get("HTTP_AUTHORIZATION", "")
    words = told.encode("iso-8859-1").split()
    if not words:
        return None
    # RFC 9110 §11.1: the name of a scheme has no case.
    if len(words) != 2 or words[0].lower() != scheme.lower().encode():
        raise AuthenticationFailed
    try:
        return words[1].decode("ascii")
    except UnicodeDecodeError:
        raise AuthenticationFailed from None
