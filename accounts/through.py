"""Through which credential the request at hand acts, for the history to name it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from accounts.models import Credential

_credential: ContextVar[Credential | None] = ContextVar("credential", default=None)


def credential() -> Credential | None:
    """Return the credential that was let in; None where a person, or a command, acts."""
    return _credential.get()


def act_through(credential: Credential) -> None:
    """Remember ``credential`` until the request is over."""
    _credential.set(credential)


class OneRequestOnly:
    """Middleware: a thread works on one request after another, and each begins with none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _credential.set(None)
        try:
            return self.get_response(request)
        finally:
            _credential.reset(before)
