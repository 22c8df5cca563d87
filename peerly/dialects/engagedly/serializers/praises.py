"""Praises: recognitions, as these clients know them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils.text import slugify
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import FullName
from peerly.api.fields import MillisecondField, SpelledField
from peerly.api.shapes import Columns, OnlyOne, ReckonedField
from peerly.dialects.engagedly.serializers.fields import Always, Id, Picture
from peerly.dialects.engagedly.serializers.people import PERSON_ID
from recognition import policies
from recognition.models import Recognition

PICTURES = ("large", "original", "reduced")


class Actor(serializers.Serializer):
    """Who praised, or was praised."""

    id = Id("user")
    name = FullName(allow_null=True)
    designation = serializers.CharField(source="record.job_title.name", allow_null=True)
    display_picture = Picture(*PICTURES)


@extend_schema_field({"type": "string"})
class Word(Always):
    """The same word for everybody."""


class Group(serializers.Serializer):
    """Who can see it: everybody in the organisation, as there is no other audience."""

    id = serializers.IntegerField(source="organisation_id")
    name = Word("Everyone")
    type = Word("Group")
    display_picture = Always(None)


@extend_schema_field({"type": "string"})
class Code(SpelledField):
    """A text as a word that fits into an address."""

    column = F

    @staticmethod
    @lru_cache(1024)
    def spell(text: str) -> str:  # type: ignore[override]
        """Return the word."""
        return slugify(text, allow_unicode=True)


class Tag(serializers.Serializer):
    """The core value that it was for."""

    code = Code(source="text")
    label = serializers.CharField(source="text")  # type: ignore[assignment]


class Count(serializers.Serializer):
    """How many hi5s say something."""

    count = serializers.IntegerField(source="comment_count")


class Likes(serializers.Serializer):
    """How many hi5s there are, and whether one is of the key's owner."""

    count = serializers.IntegerField(source="hi5_count")
    is_liked = serializers.BooleanField(source="hi5_by_me")


@extend_schema_field({"type": "boolean"})
class CanDelete(ReckonedField):
    """Whether the key's owner may take it out of sight: by a review, in Peerly itself."""

    columns: ClassVar[Columns] = {"is_party": F}

    def reckon(self, *values: Any) -> bool:
        """Ask the policy."""
        viewer = self.context["viewer"]
        return policies.can_review_what_they_see(viewer, is_party=values[0])


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
    tags = OnlyOne(child=Tag(), source="core_value", read_only=True)
    audience = OnlyOne(child=Group(), source="*", read_only=True)
    links = Always([])
    attachments = Always([])
    comment_details = Count(source="*", read_only=True)
    like_details = Likes(source="*", read_only=True)
    can_edit = Always(False)
    can_delete = CanDelete()
    recognized_actors = OnlyOne(child=Actor(), source="given_for", read_only=True)
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
        return (
            told.with_comment_count()
            .with_party(viewer)
            .select_related("given_by__record__job_title", "given_for__record__job_title")
        )
