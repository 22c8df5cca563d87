"""Signing in with a credential: one choke point for all families of clients."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts import keys, policies, through
from accounts.actions import credentials
from accounts.api.authentication import after_scheme
from accounts.models import Credential, User
from accounts.roles import Role
from peerly.prepared import Later, Prepared


def _active(**known_by: Later) -> Prepared[Credential]:
    def rows() -> QuerySet[Credential]:
        speaking: Any = Credential.objects.active().that_speak(Later("speaks"))
        return speaking.with_owner().filter(**known_by)  # type: ignore[no-any-return]

    return Prepared(rows)


BY_IDENTIFIER = _active(identifier=Later("identifier"))
BY_FINGERPRINT = _active(fingerprint=Later("fingerprint"))
BY_NUMBER = _active(pk=Later("pk"))

NEVER_SIGNED_IN = "The owner of this key has never signed in: they must do so once."


@dataclass(frozen=True)
class Presented:
    """What a request shows of a credential; a part that this way of signing in lacks is None."""

    identifier: str | None = None
    secret: str | None = field(default=None, repr=False)


class Acquaintance(NamedTuple):
    """Who was let in before by what a request shows: the credential, its owner and their role."""

    credential: int
    owner: int
    role: Role


_known: dict[str | int, Acquaintance] = {}


def remember(credential: Credential) -> None:
    """Remember whom ``credential`` has let in just now, by its number and what it shows."""
    it = Acquaintance(credential.pk, credential.owner_id, Role(credential.owner.role))
    _known.update({credential.pk: it, credential.identifier or credential.fingerprint: it})


def acquaintance(shown: str | int) -> Acquaintance | None:
    """Return whom this process has let in by an identifier, a fingerprint or a number.

    A hint, and no proof: whoever follows it has the database confirm each part of it.
    """
    return _known.get(shown)


class CredentialAuthentication(BaseAuthentication):
    """Whoever shows a credential is its owner, with the rights the owner has now.

    A dialect says for which clients (``speaks``), how a request shows it (``presented``), and how
    a client is asked for it (``challenge``). Unknown, malformed, revoked and foreign credentials,
    and those of removed owners, fail alike.
    """

    speaks: ClassVar[str]
    challenge: ClassVar[str]
    identifier_prefix: ClassVar[str] = keys.CLIENT_ID
    wants_sign_in: ClassVar[bool] = False
    """Whether the owner must have signed in once: nobody else has accepted what is asked there."""

    def presented(self, request: Request | HttpRequest) -> Presented | None:
        """Return what ``request`` shows, None for nothing. Raises AuthenticationFailed."""
        raise NotImplementedError

    @sensitive_variables()
    def authenticate(self, request: Request) -> tuple[User, Credential] | None:
        """Return (owner, credential), or None without one. Raises AuthenticationFailed."""
        shown = self.presented(request)
        if shown is None:
            return None
        credential = self.look_up(shown)
        self.admit(credential)
        return credential.owner, credential

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme; without this, DRF would answer 403 instead of 401."""
        return self.challenge

    @sensitive_variables("shown", "mark")
    def look_up(self, shown: Presented) -> Credential:
        """Return the credential that ``shown`` is of. Raises AuthenticationFailed."""
        if not self.is_genuine(shown):
            raise AuthenticationFailed
        mark = keys.fingerprint(shown.secret) if shown.secret is not None else None
        if shown.identifier is not None:
            found = BY_IDENTIFIER.get(speaks=self.speaks, identifier=shown.identifier)
        else:
            found = BY_FINGERPRINT.get(speaks=self.speaks, fingerprint=mark or "")
        if found is None or (mark is not None and not _same(found.fingerprint, mark)):
            raise AuthenticationFailed
        found.is_proven = mark is not None
        return found

    def recall(self, number: int) -> Credential:
        """Return the credential that something signed here names. Raises AuthenticationFailed."""
        found = BY_NUMBER.get(speaks=self.speaks, pk=number)
        if found is None:
            raise AuthenticationFailed
        found.is_proven = True
        return found

    def admit(self, credential: Credential) -> None:
        """Let the request act through ``credential``.

        Raises AuthenticationFailed or PermissionDenied where the owner may not act any more.
        """
        owner, now = credential.owner, timezone.now()
        at_home = owner.organisation_id == credential.organisation_id
        if owner.is_removed or not at_home or not policies.is_in_one_organisation(owner):
            raise AuthenticationFailed
        if not owner.home.is_subscribed(now):
            raise PermissionDenied
        if self.wants_sign_in and owner.last_login is None:
            raise PermissionDenied(NEVER_SIGNED_IN)
        credentials.note_use(credential=credential, now=now)
        through.act_through(credential)
        remember(credential)

    @sensitive_variables()
    def is_genuine(self, shown: Presented) -> bool:
        """Tell whether ``shown`` could have been made here: garbage costs nobody a query."""
        name, secret = shown.identifier, shown.secret
        if name is not None and not keys.is_genuine(name, self.identifier_prefix):
            return False
        return secret is None or keys.is_genuine(secret, keys.SECRET)


@sensitive_variables()
def basic(request: Request | HttpRequest) -> tuple[str, str] | None:
    """Return (user name, password) of HTTP Basic, None where nothing is in the header.

    Raises AuthenticationFailed for anything else.
    """
    pair = after_scheme(request, "Basic")
    if pair is None:
        return None
    try:
        name, colon, password = base64.b64decode(pair, validate=True).decode().partition(":")
    except ValueError:  # not base64, or not UTF-8
        raise AuthenticationFailed from None
    if not colon:
        raise AuthenticationFailed
    return name, password


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
