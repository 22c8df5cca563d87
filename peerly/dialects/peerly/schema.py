"""How OpenAPI describes the native envelope."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from peerly.api.schema import component_name


class Meta(serializers.Serializer):
    """About a list."""

    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)
    total = serializers.IntegerField(required=False, help_text="Only with `count=true`.")


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class FieldsField(serializers.DictField):
    """A sentence for each field that is wrong."""


class Error(serializers.Serializer):
    """What went wrong."""

    code = serializers.CharField(required=False, help_text="Left out of a 500 and a 503.")
    message = serializers.CharField()
    fields = FieldsField(required=False)  # type: ignore[assignment]


class ErrorEnvelope(serializers.Serializer):
    """Every failure."""

    error = Error()


META = {"limit": 10, "offset": 0, "has_more": False, "next_cursor": None}


def envelope(word: str, answer: Any, many: bool) -> tuple[Any, dict[str, Any]]:
    """Return (serializer, example) of ``{"data": …}`` around ``answer``, with meta for lists."""
    told = {"data": [answer.example], "meta": META} if many else {"data": answer.example}
    return _envelope_class(word, answer, many), told


@cache
def _envelope_class(word: str, answer: Any, many: bool) -> Any:
    # One class for each: OpenAPI knows a component by its class.
    if many:
        page = {"data": answer(many=True), "meta": Meta()}
        return inline_serializer(f"{component_name(word)}Page", page)
    return inline_serializer(f"{component_name(word)}Answer", {"data": answer()})
