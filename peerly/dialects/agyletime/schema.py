"""How OpenAPI describes the envelope of Agyle Time."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from peerly.api.schema import component_name
from peerly.dialects.agyletime.serializers import ACCESS_TOKEN


class ErrorEnvelope(serializers.Serializer):
    """Every failure."""

    status = serializers.ChoiceField(["error"])
    message = serializers.CharField(help_text="`field (MISSING|UNDEFINED|INVALID): text, …`.")
    code = serializers.CharField()
    result = serializers.CharField(help_text="The same as `code`.")


SUCCESS = {"status": "success", "result": 0, "message": "Success"}
PAGE = {"itemsCount": 1, "nextPageToken": "000000000000000000000008", "pageLimit": 1}


def envelope(word: str, answer: Any, many: bool) -> tuple[Any, dict[str, Any]]:
    """Return (serializer, example) of the envelope around ``answer``."""
    told: dict[str, Any] = {**SUCCESS, "data": [answer.example] if many else answer.example}
    if many:
        told |= PAGE
    if word == ACCESS_TOKEN:
        told |= dict(zip(_oauth(), answer.example.values(), strict=True))
    return _envelope_class(word, answer, many), told


@cache
def _envelope_class(word: str, answer: Any, many: bool) -> Any:
    # One class for each: OpenAPI knows a component by its class.
    fields: dict[str, Any] = {
        "status": serializers.ChoiceField(["success"]),
        "result": serializers.IntegerField(),
        "message": serializers.CharField(),
        "data": answer(many=many),
    }
    if many:
        fields["itemsCount"] = serializers.IntegerField(help_text="Items in this page.")
        fields["nextPageToken"] = serializers.CharField(
            required=False, help_text="Left out of the last page."
        )
        fields["pageLimit"] = serializers.IntegerField(help_text="As applied.")
    if word == ACCESS_TOKEN:
        fields |= _oauth()
    return inline_serializer(f"{component_name(word)}{'Page' if many else 'Answer'}", fields)


def _oauth() -> dict[str, Any]:
    """Return the fields of RFC 6749 §5.1."""
    return {
        "access_token": serializers.CharField(),
        "token_type": serializers.CharField(),
        "expires_in": serializers.IntegerField(help_text="Seconds."),
    }
