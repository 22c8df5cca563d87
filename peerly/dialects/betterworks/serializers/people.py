"""People."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.api.fields import FullName
from accounts.models import JobTitle, Location, department_of, record_of
from accounts.models import User as Person
from accounts.roles import Role
from peerly.api.fields import (
    ClearableName,
    EmailAddressField,
    NameField,
    NullableText,
    StrictBooleanField,
    StrictCharField,
)
from peerly.api.plain_values import SIMPLE, PlainValueOrTextsField
from peerly.dialects.betterworks.serializers.directory import DepartmentField, EntryName
from peerly.dialects.betterworks.serializers.fields import (
    Moment,
    Named,
    PersonField,
    UUIDOfId,
)

ROLES = {
    Role.SUPER_ADMIN: "Super Admin",
    Role.ORGANISATION_ADMIN: "Super Admin",  # theirs is the head of one organisation
    Role.MODERATOR: "Admin",
    Role.EMPLOYEE: "User",
}
MOST_CUSTOM_FIELDS = 50
CUSTOM_KEY = re.compile(r"[a-z0-9_]{1,64}")


class Manager(serializers.Serializer):
    """Whom somebody answers to."""

    id = serializers.IntegerField()
    name = FullName()
    email = serializers.CharField(allow_null=True)


class Pictures(serializers.Serializer):
    """One picture, whatever its size."""

    small = serializers.CharField(source="profile_image_url", allow_null=True)
    medium = serializers.CharField(source="profile_image_url", allow_null=True)


class User(serializers.Serializer):
    """A person; ``custom_fields`` and ``employee_id`` only an administrator's key is told."""

    id = serializers.IntegerField()
    uuid = UUIDOfId("accounts.user")
    employee_id = NullableText(source="record.employee_id")
    email = serializers.CharField(allow_null=True)
    first_name = serializers.CharField()
    preferred_name = NullableText(source="display_name")
    last_name = serializers.CharField()
    name = FullName()
    title = NullableText(source="record.job_title.name")
    department = serializers.SerializerMethodField()
    manager = serializers.SerializerMethodField()
    location = NullableText(source="record.location.name")
    is_active = serializers.BooleanField()
    role = serializers.SerializerMethodField()
    picture_uris = Pictures(source="*")
    created_on = Moment(source="joined_at")
    modified_on = Moment(source="changed_at")
    custom_fields = serializers.DictField(source="record.attributes", read_only=True)
    example: ClassVar = {
        "id": 7,
        "uuid": "0f2c1c50-52b5-5a36-9f0c-0f3d3a7b6a51",
        "employee_id": "E-7",
        "email": "ann@acme.test",
        "first_name": "Ann",
        "preferred_name": "Annie",
        "last_name": "Rao",
        "name": "Ann Rao",
        "title": "Forwarder",
        "department": {"id": 4, "name": "Export"},
        "manager": {"id": 9, "name": "Ada Lindqvist", "email": "ada@acme.test"},
        "location": "Harbour",
        "is_active": True,
        "role": "User",
        "picture_uris": {
            "small": "https://peerly.example/faces/ann.svg",
            "medium": "https://peerly.example/faces/ann.svg",
        },
        "created_on": "2026-11-18T09:30:00Z",
        "modified_on": "2026-11-18T09:30:00Z",
        "custom_fields": {"shirt": "M"},
    }

    @staticmethod
    def prepare(people: QuerySet[Person], viewer: Person) -> Any:
        """Load what the fields above show: a few queries, however many people."""
        return people.with_record().with_last_change()  # type: ignore[attr-defined]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the person as the asker may know them."""
        told = super().to_representation(instance)
        if policies.can_read_records(self.context["viewer"]):
            # In an order of their own: a database may keep them in another one.
            told["custom_fields"] = dict(sorted((told.get("custom_fields") or {}).items()))
        else:
            told.pop("custom_fields", None)
            told["employee_id"] = None
        return told

    @extend_schema_field(Named(allow_null=True))
    def get_department(self, person: Any) -> Any:
        """The one they joined first, where there are several."""
        department = department_of(person)
        return None if department is None else Named(department).data

    @extend_schema_field(Manager(allow_null=True))
    def get_manager(self, person: Person) -> Any:
        """Whom they answer to, if that is somebody whom the asker sees at all."""
        manager = record_of(person).manager
        is_seen = manager is not None and policies.can_see(self.context["viewer"], manager)
        return Manager(manager).data if is_seen else None

    @extend_schema_field({"type": "string", "enum": ["Super Admin", "Admin", "User"]})
    def get_role(self, person: Person) -> str:
        """What these clients call the role."""
        return ROLES[Role(person.role)]


@extend_schema_field(
    {
        "type": "object",
        "maxProperties": MOST_CUSTOM_FIELDS,
        "propertyNames": {"pattern": f"^{CUSTOM_KEY.pattern}$"},
        "additionalProperties": {
            "type": [*SIMPLE, "array", "null"],
            "items": {"type": "string"},
            "description": "null deletes it.",
        },
    }
)
class CustomFields(serializers.DictField):
    """What an organisation notes of its own; what is not sent stays."""

    child = PlainValueOrTextsField(allow_null=True, help_text="null deletes it.")
    default_error_messages = {
        "key": "A key is made of a-z, 0-9 and _, at most 64 of them.",
        "many": f"Enter at most {MOST_CUSTOM_FIELDS} custom fields.",
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return the values by their keys."""
        if isinstance(data, dict) and not all(map(CUSTOM_KEY.fullmatch, data)):
            self.fail("key")
        if isinstance(data, dict) and len(data) > MOST_CUSTOM_FIELDS:
            self.fail("many")
        return super().to_internal_value(data)


class UserChanges(serializers.Serializer):
    """What is told of somebody; what is left out stays as it is."""

    employee_id = StrictCharField(required=False, allow_null=True, max_length=64)
    email = EmailAddressField(required=False)
    first_name = NameField(required=False, max_length=50)
    preferred_name = ClearableName(max_length=30, source="display_name")
    last_name = ClearableName(max_length=50)
    title = EntryName(JobTitle, required=False, allow_null=True, source="job_title")
    department = DepartmentField(required=False, allow_null=True, source="departments")
    manager = PersonField(required=False, allow_null=True)
    location = EntryName(Location, required=False, allow_null=True)
    is_active = StrictBooleanField(required=False)
    custom_fields = CustomFields(required=False, source="attributes")
    example: ClassVar[dict[str, Any]] = {
        "title": "Head of Export",
        "department": {"name": "Export", "parent": "Operations"},
        "manager": "ada@acme.test",
    }


class UserToPut(UserChanges):
    """Somebody by ``employee_id``, else by ``email``; a new person needs e-mail and first name."""

    example: ClassVar[dict[str, Any]] = {
        "employee_id": "E-7",
        "email": "ann@acme.test",
        "first_name": "Ann",
        "last_name": "Rao",
        "title": "Forwarder",
        "department": "Export",
        "manager": "ada@acme.test",
        "location": "Harbour",
        "custom_fields": {"shirt": "M"},
    }


class PutLine(serializers.Serializer):
    """What became of one of several people who came at once."""

    index = serializers.IntegerField(help_text="Where they stood in the array, from 0.")
    status = serializers.IntegerField(help_text="What they would have been answered with alone.")
    id = serializers.IntegerField(required=False, help_text="Left out where it failed.")
    errors = serializers.DictField(required=False, help_text="As a failure's body has them.")  # type: ignore[assignment]


class PutLines(serializers.Serializer):
    """A line for each of several people who came at once."""

    results = PutLine(many=True)
    example: ClassVar[dict[str, Any]] = {
        "results": [
            {"index": 0, "status": 201, "id": 7},
            {"index": 1, "status": 400, "errors": {"email": ["Enter a valid email address."]}},
        ]
    }
