"""How OpenAPI describes this dialect's envelopes."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from peerly.api.schema import component_name


class PageOfRecords(serializers.Serializer):
    """About a list."""

    page = serializers.IntegerField()
    size = serializers.IntegerField()
    has_more = serializers.BooleanField()
    record_count = serializers.IntegerField()
    total_records = serializers.IntegerField(help_text="The same as `record_count`.")


class ErrorItem(serializers.Serializer):
    """One thing that is wrong."""

    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    code = serializers.CharField()


class Failure(serializers.Serializer):
    """Every failure."""

    error_type = serializers.CharField()
    message = serializers.CharField(required=False, help_text="Only of a 429.")
    errors = ErrorItem(many=True, required=False, help_text="Left out of a 429.")  # type: ignore[assignment]


PAGE = {"page": 1, "size": 25, "has_more": False, "record_count": 1, "total_records": 1}


def envelope(word: str, answer: Any, many: bool) -> tuple[Any, dict[str, Any]]:
    """Return (serializer, example) of ``{"success": true, "data": …}`` around ``answer``."""
    if many:
        example = {"success": True, "pagination": PAGE, "data": [answer.example]}
    else:
        example = {"success": True, "data": answer.example}
    return _envelope_class(word, answer, many), example


@cache
def _envelope_class(word: str, answer: Any, many: bool) -> Any:
    # One class for each: OpenAPI knows a component by its class.
    parts: dict[str, Any] = {"success": serializers.BooleanField(default=True)}
    if many:
        parts |= {"pagination": PageOfRecords(), "data": answer(many=True)}
        return inline_serializer(f"{component_name(word)}Page", parts)
    return inline_serializer(f"{component_name(word)}Answer", {**parts, "data": answer()})
