"""The access token: what is in it, and what must be for it to count."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

from accounts.models import Credential
from peerly.notation import as_id

LIFETIME = 3600
"""Seconds."""

ALGORITHM, AUDIENCE, KIND = "HS256", "peerly:integrations", "access-key-token"
NUMBERS = ("organisation_id", "restorations", "revocations", "iat", "exp")
LONGEST = 2048
KNOWN = 1024
"""Tokens that a process knows to be ours: those in use, at some two kilobytes each."""


class BadToken(ValueError):
    """A token that was not made here, for this, or is over."""


@dataclass(frozen=True)
class Claims:
    """What a token says: whose it is, and of when.

    ``restorations``: how often its owner had been brought back, ``revocations``: how often its
    credential had been switched off, as neither restoring nor reactivating revives a token.
    """

    credential_id: int
    organisation_id: int
    restorations: int
    revocations: int


def claims_of(credential: Credential) -> Claims:
    """Return what a token made with ``credential`` now would say."""
    return Claims(
        credential.pk,
        credential.organisation_id,
        credential.owner.restorations,
        credential.revocations,
    )


def issue(credential: Credential) -> str:
    """Return a fresh token with which a client acts as ``credential``, for LIFETIME seconds."""
    now = int(time.time())
    return _backend(settings.CREDENTIAL_PEPPER).encode(
        {
            "organisation_id": credential.organisation_id,
            "iat": now,
            "exp": now + LIFETIME,
            "sub": str(credential.pk),
            "jti": secrets.token_hex(16),
            "typ": KIND,
            "restorations": credential.owner.restorations,
            "revocations": credential.revocations,
        }
    )


def read(raw: str) -> Claims:
    """Return what the token written as ``raw`` says. Raises BadToken whatever is wrong with it.

    That it is ours is found out once; whether it counts by now each time.
    """
    if len(raw) > LONGEST:
        raise BadToken
    said, since, until = _verified(raw, settings.CREDENTIAL_PEPPER)
    if not since <= time.time() < until:
        raise BadToken
    return said


@lru_cache(maxsize=KNOWN)
def _verified(raw: str, pepper: str) -> tuple[Claims, int, int]:
    """Return what a token says that counts, and from when to when it does (epoch seconds)."""
    try:
        claims: dict[str, Any] = _backend(pepper).decode(raw)  # type: ignore[arg-type]
        return _understood(claims), claims["iat"], claims["exp"]
    except BadToken:
        raise
    except (TokenBackendError, ValueError, TypeError, RecursionError, OverflowError) as problem:
        raise BadToken from problem


def _understood(claims: dict[str, Any]) -> Claims:
    # The library verified signature, algorithm and audience, and the times where there are any.
    if any(type(claims.get(name)) is not int for name in NUMBERS):
        raise BadToken
    if claims.get("aud") != AUDIENCE or claims.get("typ") != KIND:
        raise BadToken
    if any(not isinstance(claims.get(name), str) for name in ("jti", "sub")):
        raise BadToken
    if "nbf" in claims:  # ours have none, and nobody would look at it again
        raise BadToken
    credential_id = as_id(claims["sub"])
    if credential_id is None or not 0 < claims["exp"] - claims["iat"] <= LIFETIME:
        raise BadToken
    told = (claims[name] for name in ("organisation_id", "restorations", "revocations"))
    return Claims(credential_id, *told)


def _backend(pepper: str) -> TokenBackend:
    # Not the key of people's own tokens, so that neither kind passes for the other; and a new
    # pepper, which ends all credentials, ends their tokens too.
    key = salted_hmac("peerly.dialects.agyletime.tokens", "", pepper, algorithm="sha256")
    return TokenBackend(ALGORITHM, key.hexdigest(), audience=AUDIENCE)
