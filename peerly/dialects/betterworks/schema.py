"""How OpenAPI describes what Betterworks clients get."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from peerly.api.schema import component_name


class Failure(serializers.Serializer):
    """A sentence; a 400 about fields or parameters has a list of sentences under each instead."""

    detail = serializers.CharField(required=False)


NEXT = "https://peerly.example/api/v1/users/?page=2&size=30"


def envelope(word: str, answer: Any, many: bool) -> tuple[Any, dict[str, Any]]:
    """Return (serializer, example): one thing goes bare, a list with what is behind it."""
    if not many:
        return answer, answer.example
    told = {"results": [answer.example], "more": True, "nextURL": NEXT, "count": 42}
    return _page_class(word, answer), told


@cache
def _page_class(word: str, answer: Any) -> Any:
    # One class for each: OpenAPI knows a component by its class.
    fields = {
        "results": answer(many=True),
        "more": serializers.BooleanField(),
        "nextURL": serializers.CharField(allow_null=True),
        "count": serializers.IntegerField(),
    }
    return inline_serializer(f"{component_name(word)}Results", fields)
