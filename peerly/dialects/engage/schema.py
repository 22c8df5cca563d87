"""How OpenAPI describes the envelope of Engage."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from peerly.notation import as_hex


class ErrorEnvelope(serializers.Serializer):
    """Every failure."""

    error = serializers.CharField(help_text="`field: sentence; …` where fields are wrong.")


def envelope(word: str, answer: Any, many: bool) -> tuple[Any, dict[str, Any]]:
    """Return (serializer, example) of the answer: only lists have something around them."""
    if not many:
        return answer, answer.example
    page = {
        "has_more": True,
        "data": [answer.example],
        "next_cursor": as_hex(7),
        "previous_cursor": None,
    }
    return _page_class(answer), page


@cache
def _page_class(answer: Any) -> Any:
    # One class for each: OpenAPI knows a component by its class.
    return inline_serializer(
        f"{answer.__name__}Page",
        {
            "has_more": serializers.BooleanField(),
            "data": answer(many=True),
            "next_cursor": serializers.CharField(allow_null=True),
            "previous_cursor": serializers.CharField(allow_null=True),
        },
    )
