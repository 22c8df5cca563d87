"""Reports, cases and reviews."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import User
from peerly.api.fields import EpochField, NullableText, StrictBooleanField, StrictCharField
from peerly.dialects.peerly.serializers.recognitions import Recognition
from recognition.models import Case as ModerationCase
from recognition.models import Recognition as Thanks
from recognition.models import Report as Doubt

LONGEST = Thanks.LONGEST_COMMENT


class Report(serializers.Serializer):
    """A report."""

    id = serializers.IntegerField()
    recognition_id = serializers.IntegerField(source="case.recognition_id")
    mark_as = serializers.CharField()
    reason = serializers.CharField()
    reported_by = serializers.IntegerField(source="reported_by_id")
    reported_at = EpochField()
    example: ClassVar = {
        "id": 5,
        "recognition_id": 42,
        "mark_as": "incorrect",
        "reason": "This was another team's work.",
        "reported_by": 9,
        "reported_at": 1795003200,
    }


class NewReport(serializers.Serializer):
    """What is wrong with a recognition."""

    mark_as = serializers.ChoiceField(Doubt.Mark.choices)
    reason = StrictCharField(max_length=LONGEST)
    example: ClassVar = {"mark_as": "incorrect", "reason": "This was another team's work."}


class Review(serializers.Serializer):
    """A moderator's decision."""

    id = serializers.IntegerField()
    recognition_id = serializers.IntegerField(source="case.recognition_id")
    is_inappropriate = serializers.BooleanField()
    comment = NullableText()
    moderated_by = serializers.IntegerField(source="moderated_by_id")
    moderated_at = EpochField()
    example: ClassVar = {
        "id": 6,
        "recognition_id": 42,
        "is_inappropriate": False,
        "comment": "Both teams did it.",
        "moderated_by": 4,
        "moderated_at": 1795006800,
    }


class NewReview(serializers.Serializer):
    """A decision to make."""

    is_inappropriate = StrictBooleanField()
    comment = StrictCharField(required=False, allow_null=True, allow_blank=True, max_length=LONGEST)
    example: ClassVar = {"is_inappropriate": False, "comment": "Both teams did it."}

    def validate_comment(self, comment: str | None) -> str | None:
        """Nothing said is nothing stored."""
        return comment or None


class Case(serializers.Serializer):
    """A recognition somebody doubted, with what was reported and decided."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(ModerationCase.Status.choices)
    opened_at = EpochField()
    recognition_id = serializers.IntegerField()
    recognition = Recognition()
    reports = Report(many=True)
    reviews = Review(many=True)
    example: ClassVar = {
        "id": 11,
        "status": "dismissed",
        "opened_at": 1795003200,
        "recognition_id": 42,
        "recognition": Recognition.example,
        "reports": [Report.example],
        "reviews": [Review.example],
    }

    @staticmethod
    def prepare(cases: QuerySet[ModerationCase], viewer: User) -> Any:
        """Load recognitions, reports and reviews."""
        return cases.in_full(viewer)  # type: ignore[attr-defined]


class CaseQuery(serializers.Serializer):
    """Which cases to list."""

    status = serializers.ChoiceField(ModerationCase.Status.choices, required=False)
