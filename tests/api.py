"""Asking the API as somebody."""

from __future__ import annotations

import json
from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.test import Client
from django.test.client import ClientHandler

from accounts.actions import tokens
from accounts.models import User

# One for all: a handler of their own would make each client look for every static file first.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@receiver(setting_changed)
def _load_middleware_anew(**_: Any) -> None:
    HANDLER._middleware_chain = None


class Api:
    """The API as ``person`` meets it; nobody is anonymous. Answers are Django's responses."""

    def __init__(self, person: User | None = None, token: str | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.handler = HANDLER
        self.token = token or (tokens.issue(person=person) if person else None)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send one request; ``body`` goes as JSON unless it is bytes; header names by keyword."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        content_type = sent.pop("Content-Type", "application/json")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        return self.client.generic(method, path, data, content_type, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """GET ``path``."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST ``body`` to ``path``."""
        return self.ask("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        """PUT ``body`` to ``path``."""
        return self.ask("PUT", path, {} if body is None else body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        """DELETE ``path``."""
        return self.ask("DELETE", path, **headers)


def error_of(response: Any) -> tuple[int, str | None]:
    """Return (status, code) of an answer in the error envelope."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) <= {"code", "message", "fields"}
    return response.status_code, body["error"].get("code")
