"""The Betterworks dialect, composed."""

from __future__ import annotations

from typing import Any

from accounts.api.readers import reader_of_key
from peerly.api.dialect import Dialect, KeyNames, Phrase
from peerly.api.negotiation import OneRepresentation
from peerly.api.parsers import JSONObjectParser
from peerly.api.problems import WHOLE_BODY, Problem
from peerly.api.renderers import EnvelopeRenderer
from peerly.dialects.betterworks.authentication import NAME, APITokenAuthentication
from peerly.dialects.betterworks.pagination import BetterworksPagination
from peerly.dialects.betterworks.schema import Failure, envelope
from peerly.dialects.betterworks.serializers import WORDS

STATUS_AND_DETAIL = {
    "invalid_data": (400, "The request is not valid."),
    "invalid_query": (400, "The request is not valid."),
    "malformed_body": (400, "The body is not valid JSON."),
    "insufficient_hi5_balance": (400, "This cannot be done."),
    "unprocessable_entity": (400, "This cannot be done."),
    "invalid_token": (401, "Authentication credentials were not provided, or are not valid."),
    "access_denied": (403, "You do not have permission to perform this action."),
    "not_found": (404, "Not found."),
    "unknown_id": (404, "Not found."),
    "method_not_allowed": (405, "Method not allowed."),
    "not_acceptable": (406, "This representation does not exist."),
    "conflict": (409, "Another request is working on this, try again."),
    "payload_too_large": (413, "The body is too large."),
    "unsupported_media_type": (415, "Unsupported media type in request."),
    "too_many_requests": (429, "Too many requests, try again later."),
    "internal": (500, "A server error occurred."),
    "unavailable": (503, "The service is unavailable, try again later."),
}
"""Every neutral code: its status, and what is said where the problem has no sentence."""

FIXED = {"invalid_token", "not_found", "unknown_id", "internal", "unavailable"}
"""What is said in the same words whatever happened."""

NO_FIELD = "non_field_errors"
"""What breaks a rule and is no single field's fault, as Django REST framework calls it."""


class BetterworksRenderer(EnvelopeRenderer):
    """One thing bare; a list with what is behind it."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the answer's body."""
        if paginator is None:
            return data
        return {
            "results": data,
            "more": paginator.has_more,
            "nextURL": paginator.next_url(),
            "count": paginator.total,
        }


def phrase_problem(problem: Problem, method: str, resource: str) -> Phrase:
    """Return ``{field: [text]}`` where fields are to blame, else ``{"detail": text}``."""
    status, said = STATUS_AND_DETAIL[problem.code]
    if problem.message and problem.code not in FIXED:
        said = problem.message
    body: dict[str, Any] = {"detail": said}
    if problem.fields and status == 400:
        body = {
            NO_FIELD if name == WHOLE_BODY else name: [text]
            for name, text in problem.fields.items()
        }
    elif problem.code == "unprocessable_entity":
        body = {NO_FIELD: [said]}
    return Phrase(status, body, problem.headers)


LEFT_OUT = (
    "goals and their check-ins, conversations, feedback, calibration, talent records, report "
    "runs and SFTP. Peerly keeps nothing of the kind, and an empty list would say that there is "
    "none of it."
)
"""As the README has it; OpenAPI shows it too."""

BETTERWORKS = Dialect(
    name=NAME,
    title="Betterworks",
    left_out=LEFT_OUT,
    beginnings=frozenset({"api/v1"}),
    authentication_classes=(APITokenAuthentication,),
    reader_of=reader_of_key(APITokenAuthentication),
    key_names=KeyNames(secret="api_token"),  # noqa: S106 - what it is called
    parser_class=JSONObjectParser,
    renderer_class=BetterworksRenderer,
    negotiation_class=OneRepresentation,
    pagination_class=BetterworksPagination,
    words=WORDS,
    security_schemes={
        "APIToken": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`APIToken plk_…`",
        }
    },
    phrase_problem=phrase_problem,
    envelope=envelope,
    problem_schema=Failure,
    wants_https=True,
    longest_request_id=200,
)
