"""The Engagedly dialect, composed."""

from __future__ import annotations

from typing import Any

from accounts import keys
from accounts.actions.users import OwnAccount
from accounts.api.idempotency import KeyReused
from accounts.api.readers import reader_of_key
from accounts.api.throttling import CredentialThrottle
from peerly.api.dialect import Dialect, KeyNames, Phrase
from peerly.api.negotiation import OnlyJSON
from peerly.api.parsers import JSONObjectParser
from peerly.api.problems import REQUIRED, UNIQUE, Problem
from peerly.api.renderers import EnvelopeRenderer
from peerly.dialects.engagedly import ids
from peerly.dialects.engagedly.authentication import NAME, KeyPairAuthentication
from peerly.dialects.engagedly.pagination import EngagedlyPagination
from peerly.dialects.engagedly.schema import Failure, envelope
from peerly.dialects.engagedly.serializers import WORDS

REQUEST, VALIDATION = "invalid_request_error", "validation_error"
PHRASES = {
    "invalid_data": (422, VALIDATION, "invalid_value", "The data is not valid."),
    "invalid_query": (400, REQUEST, "invalid_value", "A parameter is not valid."),
    "malformed_body": (400, REQUEST, "invalid_value", "The request cannot be read."),
    "invalid_token": (401, "authentication_error", "invalid_credentials", "Invalid credentials"),
    "insufficient_hi5_balance": (402, REQUEST, "request_failed", "The request failed."),
    "unprocessable_entity": (402, REQUEST, "request_failed", "The request failed."),
    "access_denied": (403, REQUEST, "forbidden", "Permission required"),
    "not_found": (404, REQUEST, "not_found", "There is nothing here."),
    "unknown_id": (404, REQUEST, "not_found", "This does not exist."),
    "method_not_allowed": (405, REQUEST, "method_not_allowed", "Method not allowed."),
    "not_acceptable": (406, REQUEST, "not_acceptable", "Only application/json is answered."),
    "conflict": (409, REQUEST, "conflict", "This conflicts with another request."),
    "payload_too_large": (413, REQUEST, "payload_too_large", "The body is too large."),
    "unsupported_media_type": (415, REQUEST, "unsupported_media_type", "Send application/json."),
    "internal": (500, "api_connection_error", "server_error", "Something went wrong on our end."),
    "unavailable": (503, "api_connection_error", "unavailable", "The service is unavailable."),
}
"""Every neutral code: status, ``error_type``, ``code``, and what is said without a sentence."""

REFUSALS: dict[type[Exception], str] = {KeyReused: "conflict", OwnAccount: "access_denied"}
"""Refusals of the domain that this page has a status of their own for; all others are a 402."""

ABSENT = {REQUIRED, "null", "blank"}
"""The kinds of invalid fields that mean: a mandatory attribute is not there."""


class EngagedlyRenderer(EnvelopeRenderer):
    """``{"success": true, "data": …}``, paged lists with ``pagination``."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the envelope."""
        if paginator is None:
            return {"success": True, "data": data}
        return {"success": True, "pagination": paginator.told(), "data": data}


def phrase_problem(problem: Problem, method: str, resource: str) -> Phrase:
    """Return ``{"error_type", "errors": [{"field", "message", "code"}]}`` and its status."""
    if problem.code == "too_many_requests":
        told = {"error_type": "rate_limit_exceeded", "message": problem.message}
        return Phrase(429, told, problem.headers)
    code = REFUSALS.get(problem.refusal, problem.code) if problem.refusal else problem.code
    if code == "invalid_data" and not problem.fields:
        code = "malformed_body"  # nothing of it can be named
    status, error_type, item, said = PHRASES[code]
    if code in {"invalid_token", "internal", "unavailable"} or not problem.message:
        message = said
    else:
        message = problem.message
    errors = [{"field": None, "message": message, "code": item}]
    if problem.fields:
        errors = [
            _about(name, text, problem.kinds.get(name, "") if status == 422 else "", item)
            for name, text in problem.fields.items()
        ]
    return Phrase(status, {"error_type": error_type, "errors": errors}, problem.headers)


def _about(field: str, message: str, kind: str, code: str) -> dict[str, Any]:
    """Return one of ``errors``; the two codes that are published come with their sentences."""
    if kind in ABSENT:
        message, code = "Mandatory attribute missing", "missing_field"
    elif kind == UNIQUE:
        message, code = "Value already existing", "duplicate_value"
    return {"field": field, "message": message, "code": code}


LEFT_OUT = (
    "`users/{id}/profile/picture` (Peerly keeps addresses of pictures, not pictures); "
    "`learning/…` (a learning system's data); `groups` (the page has no endpoints for them); "
    "goals, feedback and whatever else has no path here. `work_anniversary_in` of a user, whose "
    "meaning is not published, is not told."
)
"""As the README has it; OpenAPI shows it too."""

ENGAGEDLY = Dialect(
    name=NAME,
    title="Engagedly",
    left_out=LEFT_OUT,
    beginnings=frozenset({"beta", "api/beta"}),
    authentication_classes=(KeyPairAuthentication,),
    reader_of=reader_of_key(KeyPairAuthentication),
    credential_headers=("ClientKey", "SecretKey"),
    key_names=KeyNames(
        identifier="client_key",
        prefix=keys.CLIENT_ID,
        secret="secret_key",  # noqa: S106 - what it is called, not what it is
    ),
    security_schemes={
        name: {"type": "apiKey", "in": "header", "name": name}
        for name in ("ClientKey", "SecretKey")
    },
    throttle_classes=(CredentialThrottle,),
    parser_class=JSONObjectParser,
    renderer_class=EngagedlyRenderer,
    negotiation_class=OnlyJSON,
    pagination_class=EngagedlyPagination,
    words=WORDS,
    phrase_problem=phrase_problem,
    envelope=envelope,
    problem_schema=Failure,
    path_id=ids.read,
    body_id=ids.read,
    path_schemas={
        **{f"{kind}_id": ids.UUID for kind in ids.KINDS},
        **dict.fromkeys(("location_id", "job_title_id"), ids.DIGITS),
    },
    wants_json_always=True,
    wants_https=True,
)
