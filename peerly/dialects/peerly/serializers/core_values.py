"""Core values."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from peerly.api.fields import NullableText, StrictCharField, VisibleThing, WebAddressField
from peerly.dialects.peerly.serializers.fields import OrganisationOfBody
from recognition.models import CoreValue as Value


def _parent() -> VisibleThing:
    return VisibleThing(
        Value.objects.visible_to,
        source="parent",
        required=False,
        allow_null=True,
        help_text="A top-level core value of the same organisation.",
    )


class CoreValue(serializers.Serializer):
    """A core value."""

    id = serializers.IntegerField()
    org_id = serializers.IntegerField(source="organisation_id")
    text = serializers.CharField()
    description = serializers.CharField()
    parent_core_value_id = serializers.IntegerField(source="parent_id", allow_null=True)
    thumbnail_url = NullableText()
    example: ClassVar = {
        "id": 3,
        "org_id": 1,
        "text": "Own the outcome",
        "description": "See it through to the person it was for.",
        "parent_core_value_id": None,
        "thumbnail_url": None,
    }


class CoreValueChanges(serializers.Serializer):
    """A core value as it should read."""

    text = StrictCharField(max_length=255)
    description = StrictCharField(max_length=1000)
    parent_core_value_id = _parent()
    thumbnail_url = WebAddressField(required=False, allow_null=True)
    example: ClassVar[dict[str, Any]] = {
        "text": "Own the outcome",
        "description": "See it through to the person it was for.",
        "parent_core_value_id": None,
    }


class NewCoreValue(CoreValueChanges):
    """A core value to add."""

    org_id = OrganisationOfBody()
