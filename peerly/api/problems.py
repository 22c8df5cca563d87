"""What went wrong, said neutrally: the only table from exceptions to problems."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.db.models import ProtectedError
from django.http import Http404
from rest_framework import exceptions

from peerly.errors import Gone, InvalidField, NotAllowed, Refused, Removed, Taken, Unproven
from peerly.notation import without_keys

logger = logging.getLogger(__name__)

REQUIRED, UNDEFINED, UNIQUE = "required", "undefined", "unique"
"""Kinds of invalid fields: not there, not known, not free. DRF has the first as its code."""

# PostgreSQL's lock_not_available, deadlock_detected and serialization_failure.
OVERTAKEN = {"55P03", "40P01", "40001"}
RETRY_SOON = {"Retry-After": "1"}


WHOLE_BODY = "body"
"""What ``fields`` call a body that is wrong as a whole."""


@dataclass(frozen=True)
class Problem:
    """A failure before any dialect has phrased it.

    ``code`` is one of the contract's codes, or one that each dialect words for itself:
    "unknown_id" (``fields`` names it), "invalid_query" and "malformed_body" (which the contract
    counts as invalid data), "unavailable". ``fields`` maps a name to a sentence, ``kinds`` the
    same name to REQUIRED, UNDEFINED, UNIQUE or something else that is plainly invalid;
    ``refusal`` is the domain's exception, if it was one: NotAllowed where a right is missing.
    """

    code: str
    message: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    refusal: type[Refused | NotAllowed] | None = None

    def without_keys(self) -> Problem:
        """Return the same with every key masked: names and messages quote what was sent."""
        return replace(
            self,
            message=without_keys(self.message),
            fields={without_keys(name): without_keys(said) for name, said in self.fields.items()},
            kinds={without_keys(name): kind for name, kind in self.kinds.items()},
        )


class InvalidQuery(exceptions.ValidationError):
    """A parameter beside the body, of the query string or in a header, makes no sense."""


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
    return Problem(exc.code, exc.message, refusal=type(exc))


def _invalid_field(exc: Any, view: Any) -> Problem:
    # The domain names its own argument; what that is called on the wire is up to the dialect.
    name = view.spelling_of(exc.field) if hasattr(view, "spelling_of") else exc.field
    kinds = {name: UNIQUE} if isinstance(exc, Taken) else {}
    return Problem(exc.code, exc.message, {name: exc.message}, kinds=kinds, refusal=type(exc))


def _unknown(exc: Any, view: Any) -> Problem:
    return Problem("unknown_id", fields={exc.name: "This does not exist."})


def _gone(exc: Any, view: Any) -> Problem:
    name = next(iter(getattr(view, "kwargs", {})), "id")
    return Problem("unknown_id", fields={name: "This does not exist."})


def _unauthenticated(exc: Any, view: Any) -> Problem:
    return _stranger(getattr(exc, "auth_header", None))


def _turned_away(exc: Any, view: Any) -> Problem:
    ask = getattr(view, "get_authenticate_header", None)
    return _stranger(ask(view.request) if ask else None)


def _stranger(challenge: str | None) -> Problem:
    return Problem("invalid_token", headers={"WWW-Authenticate": challenge} if challenge else {})


def _invalid(exc: Any, view: Any) -> Problem:
    detail = exc.detail if isinstance(exc.detail, dict) else {WHOLE_BODY: exc.detail}
    # Both may quote what was sent, and no answer can be written with a lone surrogate in it.
    first = {_writable(name): _first(said) for name, said in detail.items()}
    return Problem(
        "invalid_data",
        fields={name: _writable(said) for name, said in first.items()},
        kinds={name: getattr(said, "code", "invalid") for name, said in first.items()},
    )


def _writable(said: Any) -> str:
    return str(said).encode("utf-8", "replace").decode()


def _invalid_query(exc: Any, view: Any) -> Problem:
    return replace(_invalid(exc, view), code="invalid_query")


def _first(said: Any) -> Any:
    while isinstance(said, (list, dict)):
        said = next(iter(said.values() if isinstance(said, dict) else said), "")
    return said


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


def _not_allowed(exc: Any, view: Any) -> Problem:
    return Problem("access_denied", refusal=NotAllowed)


def _denied(exc: Any, view: Any) -> Problem:
    # DRF's own sentence says no more than the code does.
    said = str(exc.detail)
    return Problem("access_denied", "" if said == exc.default_detail else said)


def _says(code: str, message: str = "") -> Callable[[Any, Any], Problem]:
    return lambda exc, view: Problem(code, message)


def _echoes(code: str) -> Callable[[Any, Any], Problem]:
    return lambda exc, view: Problem(code, str(exc.detail))


# The first kind that fits counts: subclasses stand before their bases.
TELL: dict[type[Exception], Callable[[Any, Any], Problem]] = {
    InvalidField: _invalid_field,
    Refused: _refused,
    Removed: _turned_away,
    Unproven: _turned_away,
    NotAllowed: _not_allowed,
    UnknownId: _unknown,
    Gone: _gone,
    exceptions.NotAuthenticated: _unauthenticated,
    exceptions.AuthenticationFailed: _unauthenticated,
    exceptions.PermissionDenied: _denied,
    InvalidQuery: _invalid_query,
    exceptions.ValidationError: _invalid,
    exceptions.ParseError: _echoes("malformed_body"),
    exceptions.NotFound: _says("not_found", "There is nothing here."),
    Http404: _says("not_found", "There is nothing here."),
    exceptions.MethodNotAllowed: _echoes("method_not_allowed"),
    exceptions.NotAcceptable: _echoes("not_acceptable"),
    exceptions.UnsupportedMediaType: _echoes("unsupported_media_type"),
    exceptions.Throttled: _throttled,
    PayloadTooLarge: _echoes("payload_too_large"),
    RequestDataTooBig: _says("payload_too_large", "The body is too large."),
    SuspiciousOperation: _says("malformed_body", "The request cannot be read."),
    BadRequest: _says("malformed_body", "The request cannot be read."),
    DataError: _says("invalid_data", "A value is out of range."),
    ProtectedError: _conflict,
    IntegrityError: _conflict,
    OperationalError: _database_away,
    InterfaceError: _database_away,
}
