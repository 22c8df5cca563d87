"""What went wrong, said neutrally: the only table from exceptions to problems."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.db.models import ProtectedError
from django.http import Http404
from rest_framework import exceptions

from peerly.errors import Gone, InvalidField, NotAllowed, Refused, Removed

logger = logging.getLogger(__name__)

# PostgreSQL's lock_not_available, deadlock_detected and serialization_failure.
OVERTAKEN = {"55P03", "40P01", "40001"}
RETRY_SOON = {"Retry-After": "1"}


@dataclass(frozen=True)
class Problem:
    """A failure before any dialect has phrased it.

    ``code`` is one of the contract's codes, or "unknown_id" (``fields`` names it) or
    "unavailable", which each dialect words for itself. ``fields`` maps a name to a sentence.
    """

    code: str
    message: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class UnknownId(Exception):
    """An id in the path stands for nothing the asker can see."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class PayloadTooLarge(exceptions.APIException):
    """The body is longer than the dialect's parser reads."""

    status_code = 413
    default_detail = "The body is too large."


def describe(exc: Exception, view: Any = None) -> Problem | None:
    """Return what ``exc`` means, or None for a bug: that one must stay a crash and be reported."""
    for kind, tell in TELL.items():
        if isinstance(exc, kind):
            return tell(exc, view)
    return None


def _refused(exc: Any, view: Any) -> Problem:
    return Problem(exc.code, exc.message)


def _invalid_field(exc: Any, view: Any) -> Problem:
    # The domain names its own argument; what that is called on the wire is up to the dialect.
    name = view.spelling_of(exc.field) if hasattr(view, "spelling_of") else exc.field
    return Problem(exc.code, exc.message, {name: exc.message})


def _unknown(exc: Any, view: Any) -> Problem:
    return Problem("unknown_id", fields={exc.name: "This does not exist."})


def _gone(exc: Any, view: Any) -> Problem:
    name = next(iter(getattr(view, "kwargs", {})), "id")
    return Problem("unknown_id", fields={name: "This does not exist."})


def _unauthenticated(exc: Any, view: Any) -> Problem:
    return _stranger(getattr(exc, "auth_header", None))


def _removed(exc: Any, view: Any) -> Problem:
    ask = getattr(view, "get_authenticate_header", None)
    return _stranger(ask(view.request) if ask else None)


def _stranger(challenge: str | None) -> Problem:
    return Problem("invalid_token", headers={"WWW-Authenticate": challenge} if challenge else {})


def _invalid(exc: Any, view: Any) -> Problem:
    detail = exc.detail if isinstance(exc.detail, dict) else {"body": exc.detail}
    return Problem("invalid_data", fields={name: _sentence(said) for name, said in detail.items()})


def _sentence(said: Any) -> str:
    while isinstance(said, (list, dict)):
        said = next(iter(said.values() if isinstance(said, dict) else said), "")
    # It may quote what was sent, and no answer can be written with a lone surrogate in it.
    return str(said).encode("utf-8", "replace").decode()


def _throttled(exc: Any, view: Any) -> Problem:
    return Problem(
        "too_many_requests",
        "Too many requests, try again later.",
        headers={"Retry-After": str(max(1, int(exc.wait or 1)))},
    )


def _database_away(exc: Any, view: Any) -> Problem:
    if getattr(exc.__cause__, "sqlstate", None) in OVERTAKEN:
        return Problem(
            "conflict", "Another request is working on this, try again.", headers=RETRY_SOON
        )
    logger.error("the database is unavailable", exc_info=exc)
    return Problem("unavailable", headers=RETRY_SOON)


def _conflict(exc: Any, view: Any) -> Problem:
    # No action explained it, so an operator should see which rule it was.
    logger.warning("a rule of the database refused a write", exc_info=exc)
    return Problem("conflict", "This conflicts with what is stored already.")


def _says(code: str, message: str = "") -> Callable[[Any, Any], Problem]:
    return lambda exc, view: Problem(code, message)


def _echoes(code: str) -> Callable[[Any, Any], Problem]:
    return lambda exc, view: Problem(code, str(exc.detail))


# The first kind that fits counts: subclasses stand before their bases.
TELL: dict[type[Exception], Callable[[Any, Any], Problem]] = {
    InvalidField: _invalid_field,
    Refused: _refused,
    Removed: _removed,
    NotAllowed: _says("access_denied"),
    UnknownId: _unknown,
    Gone: _gone,
    exceptions.NotAuthenticated: _unauthenticated,
    exceptions.AuthenticationFailed: _unauthenticated,
    exceptions.PermissionDenied: _says("access_denied"),
    exceptions.ValidationError: _invalid,
    exceptions.ParseError: _echoes("invalid_data"),
    exceptions.NotFound: _says("not_found", "There is nothing here."),
    Http404: _says("not_found", "There is nothing here."),
    exceptions.MethodNotAllowed: _echoes("method_not_allowed"),
    exceptions.NotAcceptable: _echoes("not_acceptable"),
    exceptions.UnsupportedMediaType: _echoes("unsupported_media_type"),
    exceptions.Throttled: _throttled,
    PayloadTooLarge: _echoes("payload_too_large"),
    RequestDataTooBig: _says("payload_too_large", "The body is too large."),
    SuspiciousOperation: _says("invalid_data", "The request cannot be read."),
    BadRequest: _says("invalid_data", "The request cannot be read."),
    DataError: _says("invalid_data", "A value is out of range."),
    ProtectedError: _conflict,
    IntegrityError: _conflict,
    OperationalError: _database_away,
    InterfaceError: _database_away,
}
