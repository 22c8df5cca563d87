"""Praises: recognitions, as these clients know them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.text import slugify
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peerly.api.fields import MillisecondField, NullableText
from peerly.dialects.engagedly.serializers.fields import Always, Id, Picture
from peerly.dialects.engagedly.serializers.people import PERSON_ID
from recognition import policies
from recognition.models import Recognition

PICTURES = ("large", "original", "reduced")


class Actor(serializers.Serializer):
    """Who praised, or was praised."""

    id = Id("user")
    name = NullableText(source="full_name")
    designation = serializers.CharField(source="record.job_title.name", allow_null=True)
    display_picture = Picture(*PICTURES)


class Group(serializers.Serializer):
    """Who can see it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    type = serializers.CharField()
    display_picture = Always(None)


class Tag(serializers.Serializer):
    """The core value that it was for."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class Count(serializers.Serializer):
    """How many."""

    count = serializers.IntegerField()


class Likes(Count):
    """How many hi5s, and whether one is of the key's owner."""

    is_liked = serializers.BooleanField()


class Praise(serializers.Serializer):
    """A recognition; every colleague can see it."""

    id = serializers.IntegerField()
    activity_type = Always("Praise")
    activity_date = MillisecondField(source="given_at")
    last_updated_at = MillisecondField(source="given_at", help_text="A praise is never edited.")
    title = Always(None)
    content = serializers.CharField(source="text")
    pinned = Always(False)
    author = Actor(source="given_by")
    tags = serializers.SerializerMethodField()
    audience = serializers.SerializerMethodField()
    links = Always([])
    attachments = Always([])
    comment_details = serializers.SerializerMethodField()
    like_details = serializers.SerializerMethodField()
    can_edit = Always(False)
    can_delete = serializers.SerializerMethodField()
    recognized_actors = serializers.SerializerMethodField()
    example: ClassVar = {
        "id": 42,
        "activity_type": "Praise",
        "activity_date": "2026-11-18T09:30:00.000Z",
        "last_updated_at": "2026-11-18T09:30:00.000Z",
        "title": None,
        "content": "Ann stayed with our customer until the export ran.",
        "pinned": False,
        "author": {"id": PERSON_ID, "name": "Ben", "designation": None, "display_picture": None},
        "tags": [{"code": "own-the-outcome", "label": "Own the outcome"}],
        "audience": [
            {"id": 1, "name": "Everyone", "type": "Group", "display_picture": None},
        ],
        "links": [],
        "attachments": [],
        "comment_details": {"count": 1},
        "like_details": {"count": 3, "is_liked": False},
        "can_edit": False,
        "can_delete": True,
        "recognized_actors": [
            {"id": PERSON_ID, "name": "Ann Rao", "designation": None, "display_picture": None}
        ],
    }

    @staticmethod
    def prepare(recognitions: QuerySet[Recognition], viewer: Any) -> Any:
        """Load what the fields above show, in the same query."""
        told: Any = recognitions.told_to(viewer)  # type: ignore[attr-defined]
        return told.with_comment_count().select_related(
            "given_by__record__job_title", "given_for__record__job_title"
        )

    @extend_schema_field(Tag(many=True))
    def get_tags(self, praise: Recognition) -> list[dict[str, Any]]:
        """The core value that it was given for."""
        label = praise.core_value.text
        return [{"code": slugify(label, allow_unicode=True), "label": label}]

    @extend_schema_field(Group(many=True))
    def get_audience(self, praise: Recognition) -> list[dict[str, Any]]:
        """Everybody in the organisation: there is no other audience."""
        everyone = {"id": praise.organisation_id, "name": "Everyone", "type": "Group"}
        return [{**everyone, "display_picture": None}]

    @extend_schema_field(Count())
    def get_comment_details(self, praise: Any) -> dict[str, int]:
        """How many hi5s say something."""
        return {"count": praise.comment_count}

    @extend_schema_field(Likes())
    def get_like_details(self, praise: Any) -> dict[str, Any]:
        """How many hi5s there are, and whether the key's owner gave one."""
        return {"count": praise.hi5_count, "is_liked": praise.hi5_by_me}

    def get_can_delete(self, praise: Recognition) -> bool:
        """Whether the key's owner may take it out of sight: by a review, in Peerly itself."""
        return policies.can_review(self.context["viewer"], praise)

    @extend_schema_field(Actor(many=True))
    def get_recognized_actors(self, praise: Recognition) -> list[Any]:
        """Who was praised: one person."""
        return [Actor(praise.given_for).data]
