"""Fields of values that are whatever an organisation keeps: text, a number, true or false."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peerly.notation import LARGEST_ID, is_storable

LONGEST_TEXT = 1000
SIMPLE = ["string", "number", "boolean"]
PLAIN_VALUE = {"type": SIMPLE}
"""How OpenAPI describes what PlainValueField takes."""


@extend_schema_field(PLAIN_VALUE)
class PlainValueField(serializers.Field):
    """Text, a number, true or false, which every database keeps and gives back as it is."""

    default_error_messages = {
        "invalid": "Enter text, a number, true or false.",
        "length": f"Enter a text of at most {LONGEST_TEXT} characters.",
    }

    def to_representation(self, value: Any) -> Any:
        """Return ``value``."""
        return value

    def to_internal_value(self, data: Any) -> Any:
        """Return ``data`` unless it is anything else, or cannot be kept."""
        if isinstance(data, str):
            return self.kept_text(data)
        # 1e999 is no number here, and NaN is less than nothing.
        if not isinstance(data, int | float) or not abs(data) <= LARGEST_ID:
            self.fail("invalid")
        return data

    def kept_text(self, data: Any) -> str:
        """Return ``data`` unless it is no text, or one that a database would refuse."""
        if not isinstance(data, str) or not is_storable(data):
            self.fail("invalid")
        if len(data) > LONGEST_TEXT:
            self.fail("length")
        return data


@extend_schema_field({"type": [*SIMPLE, "array"], "items": {"type": "string"}})
class PlainValueOrTextsField(PlainValueField):
    """The same, or a list of texts."""

    default_error_messages = {"invalid": "Enter text, a number, true, false or a list of texts."}

    def to_internal_value(self, data: Any) -> Any:
        """Return ``data`` unless it is anything else, or cannot be kept."""
        if isinstance(data, list):
            return [self.kept_text(each) for each in data]
        return super().to_internal_value(data)
