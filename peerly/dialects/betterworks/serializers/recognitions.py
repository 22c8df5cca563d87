"""Recognitions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User as Person
from accounts.spelling import folded
from peerly.api.shapes import Columns, OnlyOne, ReckonedField
from peerly.dialects.betterworks.serializers.fields import (
    IDENTIFIER,
    Moment,
    Named,
    PersonInBrief,
    UUIDOfId,
    whom,
)
from peerly.notation import as_id
from recognition.models import CoreValue
from recognition.models import Recognition as Thanks

ANN = {"id": 7, "uuid": "0f2c1c50-52b5-5a36-9f0c-0f3d3a7b6a51", "name": "Ann Rao"}
BEN = {"id": 8, "uuid": "5b0a3f5e-7c57-5a1d-8d3a-93f1a2f4c0de", "name": "Ben Okafor"}


class Hashtag(Named):
    """A core value."""

    name = serializers.CharField(source="text")


@extend_schema_field({"type": "boolean"})
class IsPublic(ReckonedField):
    """Every colleague can read it; what only moderators can is not told here."""

    columns: ClassVar[Columns] = {"hidden_at": F}

    def reckon(self, *values: Any) -> bool:
        """Return whether no review has hidden it."""
        return values == (None,)


class Recognition(serializers.Serializer):
    """A recognition: who gave it, to whom, and for which core value."""

    id = serializers.IntegerField()
    uuid = UUIDOfId("recognition.recognition")
    created_on = Moment(source="given_at")
    modified_on = Moment(source="given_at", help_text="Nobody edits what they have given.")
    text = serializers.CharField()
    author = PersonInBrief(source="given_by")
    for_user = PersonInBrief(source="given_for")
    mentioned_users = OnlyOne(child=PersonInBrief(), source="given_for", read_only=True)
    hashtags = OnlyOne(child=Hashtag(), source="core_value", read_only=True)
    is_public = IsPublic()
    example: ClassVar = {
        "id": 42,
        "uuid": "9a4f0d5c-20b4-5c0e-b0a4-6d6e6a8b1f77",
        "created_on": "2026-11-18T09:30:00Z",
        "modified_on": "2026-11-18T09:30:00Z",
        "text": "Ann stayed with our customer until the export ran.",
        "author": BEN,
        "for_user": ANN,
        "mentioned_users": [ANN],
        "hashtags": [{"id": 3, "name": "Own the outcome"}],
        "is_public": True,
    }

    @staticmethod
    def prepare(recognitions: QuerySet[Thanks], viewer: Person) -> Any:
        """Load what the fields above show, in the same query."""
        return recognitions.select_related("given_by", "given_for", "core_value")


@extend_schema_field(
    {
        "type": "string",
        "description": IDENTIFIER["description"],
        "example": IDENTIFIER["example"],
    }
)
class PersonParameter(serializers.Field):
    """Somebody, by an identifier; who is unknown has no recognitions."""

    def to_internal_value(self, data: Any) -> list[int]:
        """Return the ids of whoever is meant."""
        person = whom(self.context["viewer"], data)
        if person is not None:
            return [person.pk]
        # What somebody gave who was removed since is still to be read.
        return [number] if (number := as_id(data)) else []


@extend_schema_field({"type": "string", "example": "#Own the outcome"})
class HashtagParameter(serializers.Field):
    """A core value by its id, or by its text in any case, with or without #."""

    def to_internal_value(self, data: Any) -> list[int]:
        """Return the ids of the core values meant."""
        values = CoreValue.objects.visible_to(self.context["viewer"])
        if number := as_id(data):
            return [number]
        text = folded(str(data).strip().removeprefix("#"))
        if not text.isprintable():
            return []  # PostgreSQL cannot be asked for a NUL, and no core value has one
        return list(values.filter(text_folded=text).values_list("pk", flat=True))


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentParameter(serializers.Field):
    """A moment in ISO 8601; a day begins at midnight, and where no zone is said it is UTC."""

    default_error_messages = {
        "invalid": "Enter a moment such as 2026-11-18T09:30:00Z, or a day such as 2026-11-18."
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        try:
            day = parse_date(data)
            moment = datetime(day.year, day.month, day.day) if day else parse_datetime(data)  # noqa: DTZ001
            if moment is None:
                self.fail("invalid")
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")


class EndParameter(MomentParameter):
    """The end of a span, which is no part of it: so that spans follow each other without a gap."""

    def to_internal_value(self, data: Any) -> datetime:
        """Return the last moment before it."""
        moment = super().to_internal_value(data)
        try:
            return moment - timedelta(microseconds=1)
        except OverflowError:
            self.fail("invalid")


class RecognitionQuery(serializers.Serializer):
    """Which recognitions to list; everything given must fit."""

    author = PersonParameter(required=False, source="given_by")
    for_user = PersonParameter(required=False, source="given_for")
    hashtag = HashtagParameter(required=False, source="about")
    created_after = MomentParameter(
        required=False, source="since", help_text="Given at this moment or later."
    )
    created_before = EndParameter(
        required=False, source="until", help_text="Given before this moment."
    )
