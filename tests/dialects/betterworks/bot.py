"""A program that uses the API with somebody's key."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from tests.api import Api
from tests.dialects.betterworks import keys

ROOT = "/api/v1"

NIA = {"employee_id": "E-9", "email": "nia@acme.test", "first_name": "Nia", "last_name": "Okoro"}
"""Somebody new, as an HR system puts them."""


class Bot:
    """Asks with a key of ``owner``; without one, with none."""

    def __init__(self, owner: User | None = None, secret: str | None = None) -> None:
        self.secret = secret or (keys.issue(owner) if owner else None)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send one request to ``path`` below the root."""
        signed = {"Authorization": f"APIToken {self.secret}"} if self.secret else {}
        return Api().ask(method, f"{ROOT}/{path}", body, **signed | headers)

    def get(self, path: str, **headers: str) -> Any:
        """GET ``path``."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any) -> Any:
        """POST ``body`` to ``path``."""
        return self.ask("POST", path, body)

    def results(self, path: str) -> list[Any]:
        """Return the rows of a list."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        rows: list[Any] = answer.json()["results"]
        return rows
