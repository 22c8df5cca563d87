"""Hi5s and grants of hi5s."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import User
from peerly.api.fields import EpochField, NullableText, StrictCharField, StrictIntegerField
from recognition.models import Hi5 as Joining
from recognition.models import Recognition

LONGEST = Recognition.LONGEST_COMMENT


class Hi5(serializers.Serializer):
    """A hi5 just given."""

    id = serializers.IntegerField()
    recognition_id = serializers.IntegerField()
    comment = NullableText()
    given_by = serializers.IntegerField(source="given_by_id")
    given_at = EpochField()
    example: ClassVar = {
        "id": 99,
        "recognition_id": 42,
        "comment": "So true!",
        "given_by": 9,
        "given_at": 1795003200,
    }


class NewHi5(serializers.Serializer):
    """What to say with a hi5, if anything."""

    comment = StrictCharField(required=False, allow_null=True, allow_blank=True, max_length=LONGEST)
    example: ClassVar = {"comment": "So true!"}

    def validate_comment(self, comment: str | None) -> str | None:
        """Nothing said is nothing stored."""
        return comment or None


class Hi5Giver(serializers.Serializer):
    """Somebody who gave a hi5."""

    user_id = serializers.IntegerField(source="given_by_id")
    display_name = NullableText(source="given_by.display_name")
    profile_image_url = NullableText(source="given_by.profile_image_url")
    comment = NullableText()
    given_at = EpochField()
    example: ClassVar = {
        "user_id": 9,
        "display_name": "Chitra",
        "profile_image_url": None,
        "comment": "So true!",
        "given_at": 1795003200,
    }

    @staticmethod
    def prepare(hi5s: QuerySet[Joining], viewer: User) -> QuerySet[Joining]:
        """Load the givers in the same query."""
        return hi5s.select_related("given_by")


class NewGrant(serializers.Serializer):
    """Extra hi5s for the period that runs."""

    amount = StrictIntegerField(min_value=1, max_value=1000)
    reason = StrictCharField(max_length=255)
    example: ClassVar = {"amount": 3, "reason": "Organised the summer party"}


class Grant(serializers.Serializer):
    """A grant just made."""

    id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    amount = serializers.IntegerField()
    reason = serializers.CharField()
    granted_by = serializers.IntegerField(source="by_id")
    granted_at = EpochField(source="at")
    example: ClassVar = {
        "id": 310,
        "user_id": 7,
        "amount": 3,
        "reason": "Organised the summer party",
        "granted_by": 2,
        "granted_at": 1795003200,
    }
