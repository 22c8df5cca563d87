"""Recognitions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import User as Person
from peerly.api.fields import (
    EpochEndParameter,
    EpochField,
    EpochParameter,
    IdsParameter,
    NullableText,
    StrictCharField,
    VisibleThing,
)
from peerly.dialects.peerly.serializers.people import PersonInBrief
from recognition.models import CoreValue
from recognition.models import Recognition as Thanks

WORDS_OF_THANKS = "Ann stayed with our customer until the export ran."


class ValueInBrief(serializers.Serializer):
    """A core value as shown beside a recognition."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    description = serializers.CharField()
    thumbnail = NullableText(source="thumbnail_url")


class Recognition(serializers.Serializer):
    """A recognition, with the names that telling it takes."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    given_for = serializers.IntegerField(source="given_for_id")
    given_by = serializers.IntegerField(source="given_by_id")
    given_at = EpochField()
    core_value = ValueInBrief()
    given_for_user = PersonInBrief(source="given_for")
    given_by_user = PersonInBrief(source="given_by")
    hi5_count = serializers.IntegerField()
    hi5_by_me = serializers.BooleanField()
    example: ClassVar = {
        "id": 42,
        "text": WORDS_OF_THANKS,
        "given_for": 7,
        "given_by": 8,
        "given_at": 1794999600,
        "core_value": {
            "id": 3,
            "text": "Own the outcome",
            "description": "See it through to the person it was for.",
            "thumbnail": None,
        },
        "given_for_user": PersonInBrief.example,
        "given_by_user": {**PersonInBrief.example, "id": 8, "display_name": "Ben"},
        "hi5_count": 3,
        "hi5_by_me": False,
    }

    @staticmethod
    def prepare(recognitions: QuerySet[Thanks], viewer: Person) -> Any:
        """Load what the fields above show, in the same query."""
        return recognitions.told_to(viewer)  # type: ignore[attr-defined]


class GivenRecognition(serializers.Serializer):
    """A recognition just given. The page prints ``core_values_id``; both spellings are here."""

    id = serializers.IntegerField()
    core_values_id = serializers.IntegerField(source="core_value_id")
    core_value_id = serializers.IntegerField()
    text = serializers.CharField()
    given_for = serializers.IntegerField(source="given_for_id")
    given_by = serializers.IntegerField(source="given_by_id")
    given_at = EpochField()
    example: ClassVar = {
        "id": 42,
        "core_values_id": 3,
        "core_value_id": 3,
        "text": WORDS_OF_THANKS,
        "given_for": 7,
        "given_by": 8,
        "given_at": 1794999600,
    }


class NewRecognition(serializers.Serializer):
    """A recognition to give."""

    given_for = VisibleThing(lambda viewer: Person.objects.visible_to(viewer).live())
    core_value_id = VisibleThing(CoreValue.objects.visible_to, source="core_value")
    text = StrictCharField(trim_whitespace=False, help_text="1 to 5,000 characters, kept as sent.")
    example: ClassVar = {"given_for": 7, "core_value_id": 3, "text": WORDS_OF_THANKS}

    def validate_text(self, text: str) -> str:
        """Count the characters that say something; keep them all."""
        if not text.strip():
            raise serializers.ValidationError("This field may not be blank.")
        if len(text.strip()) > Thanks.LONGEST_TEXT:
            raise serializers.ValidationError("Enter at most 5,000 characters.")
        return text


class RecognitionQuery(serializers.Serializer):
    """Which recognitions to list; everything given must fit."""

    given_by = IdsParameter(required=False)
    given_for = IdsParameter(required=False)
    core_value_id = IdsParameter(required=False, source="about")
    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        source="mentioning",
        help_text="Words that the text must all have.",
    )
    since = EpochParameter(required=False, help_text="Given at this moment or later.")
    until = EpochEndParameter(required=False, help_text="Given at this moment or earlier.")
