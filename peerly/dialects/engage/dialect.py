"""The dialect of Engage's clients, composed."""

from __future__ import annotations

from typing import Any

from accounts import keys
from accounts.api.readers import reader_of_key
from peerly.api.dialect import Dialect, KeyNames, Phrase
from peerly.api.negotiation import OneRepresentation
from peerly.api.parsers import JSONObjectParser
from peerly.api.problems import Problem
from peerly.api.renderers import EnvelopeRenderer
from peerly.dialects.engage.authentication import NAME, KeyAuthentication
from peerly.dialects.engage.pagination import EngagePagination
from peerly.dialects.engage.schema import ErrorEnvelope, envelope
from peerly.dialects.engage.serializers import WORDS
from peerly.notation import from_hex

STATUS = {
    "invalid_data": 400,
    "invalid_query": 400,
    "malformed_body": 400,
    "invalid_token": 401,
    "access_denied": 403,
    "unknown_id": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "insufficient_hi5_balance": 422,
    "unprocessable_entity": 422,
    "too_many_requests": 429,
    "internal": 500,
    "unavailable": 503,
}
"""Every problem there is, and the status it travels with."""

MESSAGES = {
    "invalid_data": "The request cannot be read.",
    "invalid_token": "The API key or its secret is missing or wrong, or this takes both.",
    "access_denied": "The owner of this API key may not do this.",
    "internal": "Something went wrong on our side.",
    "unavailable": "The service is unavailable, try again soon.",
}
"""What is said where the problem itself has no sentence."""


class EngageRenderer(EnvelopeRenderer):
    """Things bare, lists with what is around them."""

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return the envelope."""
        if paginator is None:
            return data
        return {"has_more": paginator.has_more, "data": data, **paginator.told()}


def phrase_problem(problem: Problem, method: str, resource: str) -> Phrase:
    """Return ``{"error": "…"}`` and its status."""
    told = (f"{name}: {said.rstrip('.')}" for name, said in problem.fields.items())
    fields = "; ".join(told)
    message = fields or problem.message or MESSAGES.get(problem.code, "This cannot be done.")
    return Phrase(STATUS[problem.code], {"error": message}, problem.headers)


LEFT_OUT = (
    "lists of their own, segments, broadcasts, devices, accounts, `merge`, `convert`: marketing "
    "automation, and no data of Peerly's. There is no `Idempotency-Key`: PUT needs none."
)
"""As the README has it; OpenAPI shows it too."""

ENGAGE = Dialect(
    name=NAME,
    title="Engage",
    left_out=LEFT_OUT,
    beginnings=frozenset({"v1"}),
    authentication_classes=(KeyAuthentication,),
    reader_of=reader_of_key(KeyAuthentication),
    parser_class=JSONObjectParser,
    renderer_class=EngageRenderer,
    negotiation_class=OneRepresentation,
    pagination_class=EngagePagination,
    words=WORDS,
    security_schemes={
        "key": {
            "type": "http",
            "scheme": "basic",
            "description": "The API key as user name, the API secret as password; empty where an "
            "operation says that the key alone is enough.",
        }
    },
    phrase_problem=phrase_problem,
    envelope=envelope,
    problem_schema=ErrorEnvelope,
    key_names=KeyNames(identifier="api_key", prefix=keys.PUBLIC_KEY, secret="api_secret"),  # noqa: S106
    body_id=lambda thing, data: from_hex(data),
    wants_https=True,
)
