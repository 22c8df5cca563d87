"""The native dialect, composed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from accounts.api.authentication import BearerAuthentication
from accounts.api.readers import reader_of_bearer
from peerly.api.dialect import Dialect, Phrase
from peerly.api.negotiation import OneRepresentation
from peerly.api.parsers import JSONObjectParser
from peerly.api.problems import Problem
from peerly.api.renderers import EnvelopeRenderer
from peerly.dialects.peerly.pagination import PeerlyPagination
from peerly.dialects.peerly.schema import ErrorEnvelope, envelope
from peerly.dialects.peerly.serializers import WORDS

STATUS = {
    "invalid_data": 400,
    "insufficient_hi5_balance": 400,
    "invalid_token": 401,
    "access_denied": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "unprocessable_entity": 422,
    "too_many_requests": 429,
}
"""Every code of the contract and the status it travels with (peerly-v1 §1)."""

FIXED_MESSAGES = {"invalid_token": "unauthorized user", "access_denied": "Permission required"}


class PeerlyRenderer(EnvelopeRenderer):
    """``{"data": …}``, lists with ``"meta"``."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the envelope."""
        return {"data": data} if paginator is None else {"data": data, "meta": paginator.meta()}


class PeerlyVersions(OneRepresentation):
    """v1 is the version there is."""

    family = "application/vnd.peerly."
    versions: ClassVar[frozenset[str]] = frozenset(
        {"application/vnd.peerly.v1", "application/vnd.peerly.v1+json"}
    )


def phrase_problem(problem: Problem, method: str, resource: str) -> Phrase:
    """Return ``{"error": {"code", "message", "fields"?}}`` and its status."""
    if problem.code == "unavailable":
        return Phrase(503, {"error": {"message": "service unavailable"}}, problem.headers)
    if problem.code == "internal":
        return Phrase(500, {"error": {"message": "internal server error"}})
    if problem.code == "unknown_id":
        problem = _unknown_id(problem, method)
    if problem.code in {"invalid_query", "malformed_body"}:
        problem = replace(problem, code="invalid_data")
    message = FIXED_MESSAGES.get(problem.code, problem.message)
    if problem.code == "invalid_data" and (problem.fields or not message):
        message = f"Invalid {resource or 'request'} data"
    error: dict[str, Any] = {"code": problem.code, "message": message}
    if problem.fields:
        error["fields"] = problem.fields
    return Phrase(STATUS[problem.code], {"error": error}, problem.headers)


def _unknown_id(problem: Problem, method: str) -> Problem:
    """The page: "URL is incorrect for APIs (POST, PUT)" is a 400, "id incorrect" a 404."""
    if method in {"POST", "PUT"}:
        return Problem("invalid_data", fields=problem.fields)
    return Problem("not_found", "There is nothing here.")


PEERLY = Dialect(
    name="peerly",
    beginnings=frozenset(
        {
            "oauth",
            "logout",
            "core_values",
            "users",
            "recognitions",
            "reports",
            "organisations",
            "badges",
        }
    ),
    authentication_classes=(BearerAuthentication,),
    parser_class=JSONObjectParser,
    renderer_class=PeerlyRenderer,
    negotiation_class=PeerlyVersions,
    pagination_class=PeerlyPagination,
    words=WORDS,
    reader_of=reader_of_bearer,
    title="Peerly's own clients",
    security_schemes={"peerly": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    phrase_problem=phrase_problem,
    envelope=envelope,
    problem_schema=ErrorEnvelope,
)
