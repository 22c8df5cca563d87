"""Readers: whom a token names, for the database to confirm in the statement that reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError

from accounts import keys, tokens
from accounts.actions.credentials import USE_IS_NOTED_EVERY
from accounts.api.authentication import after_scheme, owners
from accounts.api.credentials import Acquaintance, CredentialAuthentication, acquaintance
from accounts.models import Credential
from accounts.querysets import CredentialQuerySet
from accounts.roles import Role
from peerly.prepared import Later

ROLES = frozenset({Role.EMPLOYEE, Role.MODERATOR, Role.ORGANISATION_ADMIN})
"""Those of people who have an organisation."""


class Reader:
    """A viewer whom nobody has looked up yet.

    Who and whose they are is left to the statement: what is visible to a reader are the rows of
    the organisation of whoever the token is of, if they are live, have the role that the token
    says and nobody revoked it; else none. So a row that comes back proves its reader, and no row
    proves nothing.
    """

    def __init__(self, role: Role) -> None:
        self.role = role
        self.pk = Later("pk")

    @cached_property
    def organisation_id(self) -> Any:
        """The organisation, as something for the database to find out."""
        return Subquery(self.home())

    def home(self) -> QuerySet[Any, Any]:
        """Return the id of the organisation: no row unless the token's owner is who it says."""
        return owners().filter(role=self.role).order_by().values("organisation")


class KeyReader(Reader):
    """The same of a credential: it has a row only if it would be let in, and nothing be noted.

    ``credentials`` are those that a request proves with what is told later.
    """

    is_proven = True
    """As of a credential itself: an identifier alone has no reader."""

    def __init__(
        self, role: Role, credentials: Callable[[], CredentialQuerySet[Credential]]
    ) -> None:
        super().__init__(role)
        self._credentials = credentials

    def home(self) -> QuerySet[Any, Any]:
        """Return the id of the organisation: no row unless the owner is who was let in before."""
        found = self._credentials().admitted(Later("now")).used_since(Later("lately"))
        mine = found.filter(pk=Later("credential"), owner=self.pk, owner__role=self.role)
        return mine.order_by().values("organisation")


Readers = Mapping[Role, KeyReader]
Named = tuple[Reader, dict[str, Any]]
"""Who a request says it is from, and what a statement is told to find out whether it is."""

READERS: Mapping[int, Reader] = {role: Reader(role) for role in ROLES}


def reader_of_bearer(request: HttpRequest) -> Named | None:
    """Return who the token of ``request`` says it is of, and what the statement is to be told.

    None where it says nothing of that kind, whatever the reason.
    """
    try:
        text = after_scheme(request, "Bearer")
        token = tokens.read(text) if text is not None else None
    except (TokenError, AuthenticationFailed):
        return None
    if token is None or token.claimed is None:
        return None
    role, home = token.claimed
    reader = READERS.get(role)
    return None if reader is None else (reader, token.told | {"home": home})


def readers_by(way: type[CredentialAuthentication], **proof: Later) -> Readers:
    """Return the readers of a ``way`` of showing a credential; ``proof`` is what has to fit it."""

    def proven() -> CredentialQuerySet[Credential]:
        rows = Credential.objects.active().that_speak(way.speaks).filter(**proof)
        return rows.filter(owner__last_login__isnull=False) if way.wants_sign_in else rows

    return {role: KeyReader(role, proven) for role in ROLES}


def reader_of_key(way: type[CredentialAuthentication]) -> Callable[[HttpRequest], Named | None]:
    """Return what finds out who a request is from that shows a secret in this ``way``."""
    readers = readers_by(way, fingerprint=Later("mark"))

    @sensitive_variables()
    def read(request: HttpRequest) -> Named | None:
        try:
            shown = way().presented(request)
        except AuthenticationFailed:
            return None
        if shown is None or shown.secret is None:
            return None
        if shown.identifier is not None and not way().is_genuine(shown):
            return None  # else garbage would cost a query, if somebody known is named beside it
        mark = keys.fingerprint(shown.secret)
        hint = acquaintance(shown.identifier or mark)
        return None if hint is None else met_again(readers, hint, mark=mark)

    return read


def met_again(readers: Readers, hint: Acquaintance, **proof: Any) -> Named:
    """Return who was let in before, for a statement to confirm by ``proof`` that it is them."""
    now = timezone.now()
    told = {"now": now, "lately": now - USE_IS_NOTED_EVERY, "pk": hint.owner}
    return readers[hint.role], {**told, "credential": hint.credential, **proof}
