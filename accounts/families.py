"""The families of clients that credentials are made for: what each calls the parts of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.actions.credentials import Issued
from accounts.models import Credential

ACTIVE = _("active")


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of clients, and what they call the parts of a credential.

    ``prefix`` is what the part that is no secret begins with; it and its name ``identifier`` are
    None where a credential is a secret and nothing else. ``wants_sign_in`` says that the owner
    must have signed in once, ``for_administrators`` how many of the ``operations`` take an
    administrator's key.
    """

    name: str
    title: str
    secret: str
    identifier: str | None = None
    prefix: str | None = None
    wants_sign_in: bool = False
    operations: int = 0
    for_administrators: int = 0

    def parts(self, made: Issued) -> list[tuple[str, str]]:
        """Return (name, value) of what a client is given."""
        parts = [(self.identifier, made.identifier), (self.secret, made.secret)]
        return [(name, value) for name, value in parts if name and value]


def known() -> dict[str, Family]:
    """Return the families of clients that there are, by their names."""
    found = cast(Callable[[], dict[str, Family]], import_string(settings.CLIENT_FAMILIES))
    return found()


def title_of(name: str) -> str:
    """Return what people call a family; of one that is no more, what a credential calls it."""
    family = known().get(name)
    return family.title if family else name


def state_of(credential: Credential) -> Any:
    """Return whether it works, as far as that is up to the key and its owner."""
    owner, family = credential.owner, known().get(credential.speaks)
    if credential.is_revoked:
        return _("revoked")
    if owner.is_removed:
        return _("its owner is removed")
    if not policies.is_in_one_organisation(owner):
        return _("its owner is a SuperAdmin")
    if family and family.wants_sign_in and owner.last_login is None:
        return _("its owner must sign in once")
    return ACTIVE
