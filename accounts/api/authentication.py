"""Who are you? One choke point: live, not removed, not revoked, as the database has it now."""

from __future__ import annotations

from django.db.models import Exists, Value
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError

from accounts import tokens
from accounts.models import RevokedToken, User
from accounts.tokens import PeerlyToken


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; the role that counts is the one stored now."""

    def authenticate(self, request: Request) -> tuple[User, PeerlyToken] | None:
        """Return (person, token), or None without credentials. Raises AuthenticationFailed."""
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != b"bearer":
            raise AuthenticationFailed("The scheme must be Bearer.")
        try:
            token = tokens.read(words[1].decode("ascii"))
        except (TokenError, UnicodeDecodeError) as problem:
            raise AuthenticationFailed("The token is not valid.") from problem
        return self._person(token), token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme; without this, DRF would answer 403 instead of 401."""
        return 'Bearer realm="peerly"'

    def _person(self, token: PeerlyToken) -> User:
        revoked = Exists(RevokedToken.objects.filter(jti=Value(token.fingerprint)))
        owner = User.objects.select_related("organisation").filter(
            ~revoked, pk=token.user_id(), restorations=token.restorations()
        )
        person: User | None = owner.first()
        if person is None:
            raise AuthenticationFailed("The token is revoked, or its owner was removed since.")
        return person
