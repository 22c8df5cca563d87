"""The dialect of Agyle Time's clients, composed."""

from __future__ import annotations

from itertools import islice
from typing import Any

from accounts import keys
from peerly.api.dialect import Dialect, KeyNames, Phrase
from peerly.api.negotiation import OneRepresentation
from peerly.api.parsers import JSONObjectParser
from peerly.api.problems import REQUIRED, UNDEFINED, UNIQUE, Problem
from peerly.api.renderers import EnvelopeRenderer
from peerly.dialects.agyletime.authentication import (
    NAME,
    AccessKeyAuthentication,
    AccessTokenAuthentication,
    reader_of_token,
)
from peerly.dialects.agyletime.pagination import AgyleTimePagination
from peerly.dialects.agyletime.schema import ErrorEnvelope, envelope
from peerly.dialects.agyletime.serializers import WORDS
from peerly.errors import NotAllowed
from peerly.notation import HEX_ID, as_id, from_hex

STATUS = {
    "invalid_data": (400, "BadRequest"),
    "invalid_query": (400, "BadRequest"),
    "malformed_body": (400, "BadRequest"),
    # There is no 403: 401 is "not authorised access to the API or resource".
    "invalid_token": (401, "Unauthorized"),
    "access_denied": (401, "Unauthorized"),
    "unknown_id": (404, "NotFound"),
    "not_found": (404, "NotFound"),
    "method_not_allowed": (405, "MethodNotAllowed"),
    "not_acceptable": (406, "NotAcceptable"),
    "conflict": (409, "Conflict"),
    "payload_too_large": (413, "PayloadTooLarge"),
    "unsupported_media_type": (415, "UnsupportedMediaType"),
    "insufficient_hi5_balance": (422, "UnprocessableEntity"),
    "unprocessable_entity": (422, "UnprocessableEntity"),
    "too_many_requests": (429, "TooManyRequests"),
    "internal": (500, "InternalError"),
    "unavailable": (503, "ServiceUnavailable"),
}
"""Every problem there is, and the status and code it travels with."""

MESSAGES = {
    "invalid_data": "The request cannot be read.",
    "invalid_token": "You are not authorised: get a token from /api/authority/token.",
    "access_denied": "You are not authorised to do this.",
    "unknown_id": "This does not exist.",
    "internal": "INTERNAL ERROR",
    "unavailable": "SERVICE UNAVAILABLE",
}
"""What is said where the problem itself has no sentence."""

EXCHANGE = "token"
"""The resource that is asked for with the key itself; all others take what is got there."""

KINDS = {REQUIRED: "MISSING", UNDEFINED: "UNDEFINED"}
"""What is wrong with a field; anything else is INVALID."""

MOST_TOLD = 50
"""Fields that one answer tells of."""


class AgyleTimeRenderer(EnvelopeRenderer):
    """``{"status", "result", "message", "data"}``; lists tell of their page beside it."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the envelope; what has no content has none."""
        if data is None:
            return None
        told = {} if paginator is None else paginator.told()
        return {"status": "success", "result": 0, "message": "Success", "data": data, **told}


class AccessTokenRenderer(AgyleTimeRenderer):
    """The same, and beside it what RFC 6749 §5.1 lets a client library look for."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the envelope with the token in both spellings."""
        oauth = {
            "access_token": data["accessToken"],
            "token_type": data["tokenType"],
            "expires_in": data["expiresIn"],
        }
        return {**super().wrap(data, paginator), **oauth}


def phrase_problem(problem: Problem, method: str, resource: str) -> Phrase:
    """Return ``{"status": "error", "message", "code", "result"}`` and its status."""
    is_taken = set(problem.kinds.values()) == {UNIQUE}
    status, code = STATUS["conflict" if is_taken else problem.code]
    message = problem.message or MESSAGES.get(problem.code, "This cannot be done.")
    if problem.fields and status in {400, 409}:
        message = ", ".join(islice(map(_item, *_items(problem)), MOST_TOLD))
    body = {"status": "error", "message": message, "code": code, "result": code}
    return Phrase(status, body, {**problem.headers, **_challenge(problem, resource)})


def _challenge(problem: Problem, resource: str) -> dict[str, str]:
    """Return the header of a 401 that is about something else than the token itself."""
    if problem.code != "access_denied" or not resource:
        return {}  # refused at the door, plain http: nothing is to be shown there
    asked = AccessKeyAuthentication if resource == EXCHANGE else AccessTokenAuthentication
    # For clients that fetch a new token at each 401: a new one would not help.
    is_scope = problem.refusal is NotAllowed
    error = ', error="insufficient_scope"' if is_scope else ""
    return {"WWW-Authenticate": f"{asked.challenge}{error}"}


def _items(problem: Problem) -> tuple[Any, Any, Any]:
    kinds = (problem.kinds.get(name, "") for name in problem.fields)
    return problem.fields.keys(), kinds, problem.fields.values()


def _item(name: str, kind: str, text: str) -> str:
    """Return ``field (KIND): text``."""
    said = "Field is required" if kind == REQUIRED else text.removesuffix(".")
    return f"{name} ({KINDS.get(kind, 'INVALID')}): {said}"


def path_id(thing: str, text: str) -> int | None:
    """Return the id that a path spells: a number, or the 24 digits of ``_id``."""
    return from_hex(text) if HEX_ID.fullmatch(text) else as_id(text)


LEFT_OUT = (
    "schedule and shifts, leave, forecast, workactivity (workstreams, contacts, interactions), "
    "metrics. They are rosters and volumes of work, which Peerly neither has nor needs. Below "
    "authority there is the token alone: access keys are made on a page or by `manage.py "
    "issue_credential`."
)
"""As the README has it; OpenAPI shows it too."""

AGYLETIME = Dialect(
    name=NAME,
    title="Agyle Time",
    left_out=LEFT_OUT,
    beginnings=frozenset(
        {
            "organisation",
            "api/organisation",
            "api/authority",
            "api/authorisation",
            # Not Peerly's data: rosters, forecasts, volumes of work.
            "schedule",
            "api/schedule",
            "forecast",
            "api/forecast",
            "workactivity",
            "api/workactivity",
            "metrics",
            "api/metrics",
        }
    ),
    authentication_classes=(AccessTokenAuthentication,),
    reader_of=reader_of_token,
    parser_class=JSONObjectParser,
    renderer_class=AgyleTimeRenderer,
    negotiation_class=OneRepresentation,
    pagination_class=AgyleTimePagination,
    words=WORDS,
    security_schemes={"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    phrase_problem=phrase_problem,
    envelope=envelope,
    problem_schema=ErrorEnvelope,
    key_names=KeyNames(identifier="identifier", prefix=keys.CLIENT_ID, secret="secret"),  # noqa: S106
    path_id=path_id,
    refuses_unknown_fields=True,
    wants_https=True,
)
