"""The shape of the JWT: what is in it, and what must be for it to count (peerly-v1 §4)."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from peerly.notation import as_id

LONGEST = 4096
KNOWN = 4096
"""Tokens that a process knows to be ours: those in use, at some two kilobytes each."""

LEEWAY = api_settings.LEEWAY.total_seconds()
NUMBERS = ("exp", "nbf", "iat")
RESTORATIONS = "restorations"
MOST_RESTORATIONS = 2**31 - 1


class PeerlyToken(AccessToken):
    """simplejwt's access token with the page's claims; stricter about types than PyJWT is.

    Issuer, audience, signature, algorithm and the times are verified by the library.
    """

    @classmethod
    def issue(cls, user: User, lifetime: timedelta | None = None) -> PeerlyToken:
        """Return a fresh token for ``user``, valid for ``lifetime`` (default: the setting)."""
        token = cls()
        if lifetime is not None:
            token.set_exp(lifetime=lifetime)
        token["sub"] = str(user.pk)
        token["nbf"] = token["iat"]
        if user.restorations:
            token[RESTORATIONS] = user.restorations
        organisation = user.organisation
        token[settings.JWT_CLAIM] = {
            "roleId": user.role,
            "orgId": organisation.pk if organisation else None,
            "orgName": organisation.name if organisation else None,
        }
        return token

    def verify(self) -> None:
        """Refuse what the library lets pass. Raises TokenError."""
        # One kind of token, one shape: another audience list or a float time is not ours.
        claims: dict[str, Any] = self.payload
        if any(type(claims.get(name)) is not int for name in NUMBERS):
            raise TokenError("A time is missing or is not a whole number")
        if not isinstance(claims.get("aud"), str) or not isinstance(claims.get("jti"), str):
            raise TokenError("aud and jti must be text")
        if claims["exp"] <= self.current_time.timestamp():
            # The leeway is for clocks that are ahead of ours; it prolongs nothing.
            raise TokenError("Token is expired")
        self.user_id()
        self.restorations()
        super().verify()

    def user_id(self) -> int:
        """Return whose token this is. Raises TokenError."""
        subject = self.payload.get("sub")
        number = as_id(subject) if isinstance(subject, str) else None
        if number is None:
            raise TokenError("sub is not a user id")
        return number

    def restorations(self) -> int:
        """Return how often its owner had been removed and restored when they got it.

        Not a time: a second is too coarse, and two machines never agree on one. Raises TokenError.
        """
        number = self.payload.get(RESTORATIONS, 0)
        if type(number) is not int or not 0 <= number <= MOST_RESTORATIONS:
            raise TokenError("restorations is not a number")
        return number

    @cached_property
    def told(self) -> dict[str, str | int]:
        """What a statement that looks for the owner has to be told."""
        return {
            "pk": self.user_id(),
            "fingerprint": self.fingerprint,
            "restorations": self.restorations(),
        }

    @cached_property
    def claimed(self) -> tuple[int, int] | None:
        """The role and the organisation that it says its owner has, if it says both."""
        claims = self.payload.get(settings.JWT_CLAIM)
        if not isinstance(claims, dict):
            return None
        role, home = claims.get("roleId"), claims.get("orgId")
        return (role, home) if type(role) is int and type(home) is int else None

    @cached_property
    def fingerprint(self) -> str:
        """What a revocation is stored under: bounded, whatever ``jti`` says."""
        jti = self.payload["jti"].encode("utf-8", "surrogatepass")
        return hashlib.sha256(jti).hexdigest()


def read(raw: str) -> PeerlyToken:
    """Return the verified token written as ``raw``. Raises TokenError whatever is wrong with it.

    That it is ours is found out once; whether it counts by now, and for whom, each time.
    """
    if len(raw) > LONGEST:
        raise TokenError("Token is too long")
    token = _verified(raw, settings.JWT_SIGNING_KEY, settings.JWT_VERIFYING_KEY)
    now = time.time()
    claims = token.payload
    # Nothing is reckoned with what is told: it may be longer than any number that clocks have.
    if now >= claims["exp"] or max(claims["nbf"], claims["iat"]) > now + LEEWAY:
        raise TokenError("Token does not count now")
    return token


@lru_cache(maxsize=KNOWN)
def _verified(raw: str, *keys: str) -> PeerlyToken:
    """Return the token, found to be one that counts; with other ``keys`` it is asked anew."""
    try:
        return PeerlyToken(raw)  # type: ignore[arg-type]
    except TokenError:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError) as problem:
        # Signed with our key or not, nonsense inside a token is a bad token, not our failure.
        raise TokenError("Token is invalid") from problem
