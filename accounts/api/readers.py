"""Readers: whom a token names, for the database to confirm in the statement that reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError

from accounts import tokens
from accounts.api.authentication import after_scheme, owners
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

    @property
    def organisation_id(self) -> Any:
        """The organisation, as something for the database to find out."""
        return Subquery(self.home())

    def home(self) -> QuerySet[Any, Any]:
        """Return the id of the organisation: no row unless the token's owner is who it says."""
        return owners().filter(role=self.role).order_by().values("organisation")


READERS = {role: Reader(role) for role in ROLES}


def reader_of_bearer(request: HttpRequest) -> tuple[Reader, dict[str, Any]] | None:
    """Return who the token of ``request`` says it is of, and what the statement is to be told.

    None where it says nothing of that kind, whatever the reason.
    """
    try:
        text = after_scheme(request, "Bearer")
        token = tokens.read(text) if text is not None else None
    except (TokenError, AuthenticationFailed):
        return None
    if token is None:
        return None
    claims = token.payload.get(settings.JWT_CLAIM)
    if not isinstance(claims, dict):
        return None
    role, home = claims.get("roleId"), claims.get("orgId")
    if type(role) is not int or type(home) is not int or role not in ROLES:
        return None
    return READERS[Role(role)], token.told() | {"home": home}
