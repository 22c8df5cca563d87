"""Badges and awards."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import User
from accounts.periods import Frequency
from peerly.api.fields import EpochField, NameField, StrictIntegerField
from peerly.dialects.peerly.serializers.fields import OrganisationOfBody
from recognition.models import Badge as Thing
from recognition.models import BadgeAward as Award


class Badge(serializers.Serializer):
    """A badge."""

    id = serializers.IntegerField()
    org_id = serializers.IntegerField(source="organisation_id")
    name = serializers.CharField()
    hi5_count_required = serializers.IntegerField()
    hi5_frequency = serializers.ChoiceField(Frequency.choices)
    example: ClassVar = {
        "id": 2,
        "org_id": 1,
        "name": "Beloved colleague",
        "hi5_count_required": 10,
        "hi5_frequency": "MONTHLY",
    }


class NewBadge(serializers.Serializer):
    """A badge to add."""

    org_id = OrganisationOfBody()
    name = NameField(max_length=45)
    hi5_count_required = StrictIntegerField(min_value=1, max_value=Thing.MOST_REQUIRED)
    hi5_frequency = serializers.ChoiceField(Frequency.choices)
    example: ClassVar = {
        "name": "Beloved colleague",
        "hi5_count_required": 10,
        "hi5_frequency": "MONTHLY",
    }


class BadgeChanges(serializers.Serializer):
    """What should change; what is left out stays."""

    name = NameField(max_length=45, required=False)
    hi5_count_required = StrictIntegerField(
        min_value=1, max_value=Thing.MOST_REQUIRED, required=False
    )
    hi5_frequency = serializers.ChoiceField(Frequency.choices, required=False)
    example: ClassVar[dict[str, Any]] = {"hi5_count_required": 12}


class BadgeAward(serializers.Serializer):
    """A badge somebody earned."""

    id = serializers.IntegerField()
    badge_id = serializers.IntegerField()
    name = serializers.CharField(source="badge.name")
    period_start = EpochField()
    period_end = EpochField()
    awarded_at = EpochField()
    example: ClassVar = {
        "id": 8,
        "badge_id": 2,
        "name": "Beloved colleague",
        "period_start": 1793471400,
        "period_end": 1796063400,
        "awarded_at": 1795003200,
    }

    @staticmethod
    def prepare(awards: QuerySet[Award], viewer: User) -> QuerySet[Award]:
        """Load the badges in the same query."""
        return awards.select_related("badge")
