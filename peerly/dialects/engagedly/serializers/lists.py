"""Reasons for blocking, permissions and attributes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.roles import GRANTABLE, Role
from peerly.dialects.engagedly.lists import ADMINISTRATOR, BLOCK_REASONS, PERMISSIONS


@extend_schema_field(
    {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "integer"}, "value": {"type": "string"}},
        },
    }
)
class Options(serializers.ReadOnlyField):
    """What a select offers; empty where entries are chosen from, null where nothing is."""


class Attribute(serializers.Serializer):
    """Something that is noted of each person."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    attribute_key = serializers.CharField()
    preset = serializers.BooleanField(help_text="Whether it cannot be deleted.")
    mandatory = serializers.BooleanField()
    data_type = serializers.CharField()
    attribute_options = Options(allow_null=True)
    example: ClassVar = {
        "id": 1003,
        "name": "Shirt",
        "attribute_key": "custom-attribute-00003",
        "preset": False,
        "mandatory": False,
        "data_type": "single-select",
        "attribute_options": [{"id": 1, "value": "S"}, {"id": 2, "value": "M"}],
    }


class BlockReason(serializers.Serializer):
    """Why somebody may be blocked."""

    code = serializers.CharField()
    display_text = serializers.CharField()
    description = serializers.CharField()
    example: ClassVar = BLOCK_REASONS[0]


class Permission(serializers.Serializer):
    """A role, as something granted."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_admin = serializers.BooleanField(allow_null=True, help_text="true or null.")
    description = serializers.CharField()
    is_editable = serializers.BooleanField()
    default = serializers.BooleanField(help_text="What a new user has.")
    example: ClassVar = PERMISSIONS[1]


@extend_schema_field({"type": "array", "items": {"type": "integer", "enum": [3, 4]}})
class OnePermission(serializers.Field):
    """A list with the id of one permission: nobody has none, and nobody has two."""

    default_error_messages = {"one": "Enter a list with the id of one permission."}

    def to_internal_value(self, data: Any) -> int:
        """Return the role. The administrator's is let pass: what is refused then is the right."""
        if not isinstance(data, list) or not all(type(each) is int for each in data):
            self.fail("one")
        if ADMINISTRATOR in data:
            return ADMINISTRATOR
        if len(data) != 1 or data[0] not in GRANTABLE:
            self.fail("one")
        return Role(data[0])


class PermissionChange(serializers.Serializer):
    """The permissions in place of those there are."""

    permission_ids = OnePermission(source="role_id")
    example: ClassVar = {"permission_ids": [4]}
