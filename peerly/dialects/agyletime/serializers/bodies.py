"""What these clients send."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from accounts.models import Department, JobTitle
from peerly.api.fields import (
    EmailAddressField,
    NameField,
    StrictBooleanField,
    StrictCharField,
    VisibleThing,
)
from peerly.dialects.agyletime.serializers.fields import DayField, SystemRoleIdField, ZoneField


class UserChanges(serializers.Serializer):
    """A user to add, or what to change; what is left out of a change stays."""

    firstName = NameField(source="first_name", max_length=50)
    lastName = NameField(source="last_name", max_length=50)
    email = EmailAddressField()
    timezone = ZoneField()
    teamId = VisibleThing(
        Department.objects.visible_to, source="departments", required=False, allow_null=True
    )
    systemRoleId = SystemRoleIdField(source="role_id", required=False)
    roleIds = serializers.ListField(
        child=VisibleThing(JobTitle.objects.visible_to),
        source="job_title",
        required=False,
        max_length=50,
        help_text="Business roles: Peerly keeps one.",
    )
    startAt = DayField(source="joining_date", required=False, allow_null=True)
    isActive = StrictBooleanField(
        source="is_active", required=False, help_text="false removes, true brings back."
    )
    example: ClassVar = {
        "firstName": "Ann",
        "lastName": "Rao",
        "email": "ann@acme.test",
        "timezone": "Asia/Kolkata",
        "teamId": 5,
        "systemRoleId": 3,
        "roleIds": [4],
        "startAt": "2020-01-02T00:00:00.000Z",
        "isActive": True,
    }


class BusinessRoleChanges(serializers.Serializer):
    """A business role to add, or what to change."""

    name = NameField(max_length=255)
    description = StrictCharField(required=False, allow_blank=True, max_length=5000)
    example: ClassVar = {"name": "Forwarder", "description": "Sends what others sell."}
