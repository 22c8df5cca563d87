"""Departments, businesses, locations and job titles."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peerly.api.fields import ClearableText, NameField, NullableText
from peerly.dialects.engagedly.serializers.fields import (
    Always,
    Id,
    MentionedAll,
    Picture,
    colleagues,
)
from peerly.dialects.engagedly.serializers.people import PERSON_ID


class Member(serializers.Serializer):
    """Somebody who belongs to a department or a business."""

    id = Id("user")
    name = NullableText(source="full_name")
    email = serializers.CharField(allow_null=True)
    first_name = NullableText()
    middle_name = NullableText(source="record.middle_name")
    last_name = NullableText()
    display_picture = Picture("medium", "small")
    is_admin = Always(False)


class Department(serializers.Serializer):
    """A department in a list. Peerly has no administrators of departments."""

    id = Id("department")
    name = serializers.CharField()
    members_count = serializers.IntegerField()
    administrators_count = Always(0)
    example: ClassVar = {
        "id": "64657074-0000-8000-8000-000000000003",
        "name": "Sales",
        "members_count": 1,
        "administrators_count": 0,
    }

    @staticmethod
    def prepare(entries: Any, viewer: Any) -> Any:
        """Count the members in the same query."""
        return entries.with_member_count(colleagues(viewer))


class DepartmentInFull(Department):
    """A department with everybody in it."""

    members = serializers.SerializerMethodField()
    example: ClassVar = {
        **Department.example,
        "members": [
            {
                "id": PERSON_ID,
                "name": "Ann Rao",
                "email": "ann@acme.test",
                "first_name": "Ann",
                "middle_name": None,
                "last_name": "Rao",
                "display_picture": None,
                "is_admin": False,
            }
        ],
    }

    @staticmethod
    def prepare(entries: Any, viewer: Any) -> Any:
        """Load the members as well."""
        people = colleagues(viewer)
        return entries.with_member_count(people).with_members(people)

    @extend_schema_field(Member(many=True))
    def get_members(self, place: Any) -> Any:
        """Who belongs to it, blocked or not."""
        return Member([each.user for each in place.belonging], many=True).data


class Business(Department):
    """A business in a list."""

    id = Id("business")
    example: ClassVar = {
        **Department.example,
        "id": "62757369-0000-8000-8000-000000000003",
        "name": "Export",
    }


class BusinessInFull(DepartmentInFull):
    """A business with everybody who works for it."""

    id = Id("business")
    example: ClassVar = {**DepartmentInFull.example, **Business.example}


class PlaceChanges(serializers.Serializer):
    """A department or a business to make, or what changes of one."""

    name = NameField(max_length=255)
    members = MentionedAll(
        colleagues, "user", help_text="The whole set; left out, the members stay."
    )
    example: ClassVar = {"name": "Sales", "members": [PERSON_ID]}


class Location(serializers.Serializer):
    """A location."""

    id = Id("location")
    name = serializers.CharField()
    address_line1 = NullableText()
    address_line2 = NullableText()
    city = NullableText()
    state = NullableText()
    country = NullableText()
    postal_code = NullableText()
    example: ClassVar = {
        "id": "3",
        "name": "Harbour",
        "address_line1": "1 Quay",
        "address_line2": None,
        "city": "Hamburg",
        "state": None,
        "country": "Germany",
        "postal_code": "20457",
    }


class LocationChanges(serializers.Serializer):
    """A location to make, or what changes of one."""

    name = NameField(max_length=255)
    address_line1 = ClearableText(max_length=255)
    address_line2 = ClearableText(max_length=255)
    city = ClearableText(max_length=255)
    state = ClearableText(max_length=255)
    country = ClearableText(max_length=255)
    postal_code = ClearableText(max_length=32)
    example: ClassVar = {name: told for name, told in Location.example.items() if name != "id"}


class JobTitle(serializers.Serializer):
    """A job title."""

    id = Id("job_title")
    name = serializers.CharField()
    description = NullableText()
    responsibilities = NullableText()
    example: ClassVar = {
        "id": "3",
        "name": "Forwarder",
        "description": "Sends what we sell.",
        "responsibilities": None,
    }


class JobTitleChanges(serializers.Serializer):
    """A job title to make, or what changes of one."""

    name = NameField(max_length=255)
    description = ClearableText(max_length=5000)
    responsibilities = ClearableText(max_length=5000)
    example: ClassVar = {name: told for name, told in JobTitle.example.items() if name != "id"}
