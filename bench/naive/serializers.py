"""ModelSerializers, nested."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from accounts.models import User
from recognition.models import CoreValue, Hi5, Recognition


class CoreValueSerializer(serializers.ModelSerializer):
    """A core value."""

    class Meta:
        model = CoreValue
        fields = ("id", "text", "description", "thumbnail_url")


class PersonSerializer(serializers.ModelSerializer):
    """A person beside a recognition."""

    class Meta:
        model = User
        fields = ("id", "display_name", "first_name", "last_name", "profile_image_url")


class UserSerializer(serializers.ModelSerializer):
    """A person in a list."""

    hi5_quota_balance = serializers.IntegerField(source="allowance.balance", default=None)
    hi5_count = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (
            *("id", "first_name", "last_name", "email", "display_name", "profile_image_url"),
            *("role", "hi5_quota_balance", "organisation", "hi5_count"),
            *("soft_delete_by", "soft_delete_at"),
        )

    def get_hi5_count(self, user: User) -> int:
        """How many hi5s they received."""
        return Hi5.objects.filter(
            recognition__given_for=user, recognition__hidden_at=None, withdrawn_at=None
        ).count()


class RecognitionSerializer(serializers.ModelSerializer):
    """A recognition."""

    given_for_user = PersonSerializer(source="given_for", read_only=True)
    given_by_user = PersonSerializer(source="given_by", read_only=True)
    core_value = CoreValueSerializer(read_only=True)
    core_value_id = serializers.PrimaryKeyRelatedField(
        source="core_value", queryset=CoreValue.objects.all(), write_only=True
    )
    hi5_count = serializers.SerializerMethodField()
    hi5_by_me = serializers.SerializerMethodField()

    class Meta:
        model = Recognition
        fields = (
            *("id", "text", "given_for", "given_by", "given_at", "core_value", "core_value_id"),
            *("given_for_user", "given_by_user", "hi5_count", "hi5_by_me"),
        )
        read_only_fields = ("given_by", "given_at")

    def get_hi5_count(self, recognition: Recognition) -> int:
        """How many hi5s it has."""
        return recognition.hi5s.filter(withdrawn_at=None).count()

    def get_hi5_by_me(self, recognition: Recognition) -> bool:
        """Whether one of them is the reader's."""
        mine = {"given_by": self.context["request"].user, "withdrawn_at": None}
        return recognition.hi5s.filter(**mine).exists()


class Hi5Serializer(serializers.ModelSerializer):
    """A hi5."""

    class Meta:
        model = Hi5
        fields = ("id", "recognition", "comment", "given_by", "given_at")
        read_only_fields: ClassVar = ("recognition", "given_by", "given_at")
