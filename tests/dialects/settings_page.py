"""The page of keys, as a person uses it in a browser."""

from __future__ import annotations

import re

from django.test import Client

from accounts.models import Credential, User
from tests.admin.pages import Inputs

KEYS = "/admin/accounts/credential/"
ROW = re.compile(r'<th scope="row">(\w+)</th><td><code>(\w+)</code>')


class SettingsPage:
    """Keys are made, listed, revoked and reactivated here; without ``person`` by a stranger."""

    def __init__(self, person: User | None = None) -> None:
        self.browser = Client()
        if person is not None:
            self.browser.force_login(person, "accounts.passwords.PasswordBackend")

    def make(self, speaks: str, owner: User) -> dict[str, str]:
        """Fill in the form; returns the parts of the key by their names, none where it failed."""
        form = Inputs(self.browser.get(f"{KEYS}add/")).values
        form |= {"speaks": speaks, "owner": str(owner.pk), "_save": "Save"}
        return dict(ROW.findall(self.browser.post(f"{KEYS}add/", form).content.decode()))

    def listed(self, **query: str) -> str:
        """Return the list as it is written."""
        return self.browser.get(KEYS, query).content.decode()

    def revoke(self, credential: Credential) -> None:
        """Choose the button, and say yes."""
        self._confirm("revoke", credential)

    def reactivate(self, credential: Credential) -> None:
        """Choose the other button, and say yes."""
        self._confirm("reactivate", credential)

    def _confirm(self, what: str, credential: Credential) -> None:
        page = self.browser.get(f"{KEYS}{what}/", {"things": credential.pk})
        self.browser.post(f"{KEYS}{what}/", {"things": page.context["answer"]})


def written(secret: str) -> str:
    """Return what the list has of a secret."""
    return f"{secret[:8]}…{secret[-4:]}"
