"""People, as an HR system is told of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.models import Attribute, User, record_of
from accounts.roles import Role
from peerly.api.fields import MillisecondField, NullableText
from peerly.dialects.engagedly import ids
from peerly.dialects.engagedly.included import AROUND_ONE, AROUND_SEVERAL, Included
from peerly.dialects.engagedly.lists import custom_key
from peerly.dialects.engagedly.serializers.attributes import own_attributes
from peerly.dialects.engagedly.serializers.fields import (
    PICTURE,
    Always,
    Day,
    Id,
    NamedEntry,
    Picture,
)

PERSON_ID = ids.spell("user", 7)
JOB_TITLE = {"id": "3", "name": "Forwarder"}

KEPT_FROM_COLLEAGUES = (
    "middle_name",
    "employee_id",
    "custom_attributes",
    "block_reason_code",
    "employee_type",
    "birthdate",
    "joining_date",
    "phone_number",
    "level",
)
"""What only administrators' keys are told; to others it is blank."""


class Person(serializers.Serializer):
    """A person in a list."""

    id = Id("user")
    name = NullableText(source="full_name")
    status = serializers.SerializerMethodField()
    email = serializers.CharField(allow_null=True)
    first_name = NullableText()
    middle_name = NullableText(source="record.middle_name")
    last_name = NullableText()
    employee_id = NullableText(source="record.employee_id")
    display_picture = Picture("medium", "small")
    job_title = NamedEntry("job_title", source="record.job_title")
    location = NamedEntry("location", source="record.location")
    custom_attributes = serializers.SerializerMethodField()
    title = Always()
    nickname = NullableText(source="display_name")
    marital_status = Always()
    last_active_date = Always()
    block_reason_code = NullableText(source="record.removal_reason")
    user_blocked_at = MillisecondField(source="soft_delete_at", allow_null=True)
    departments = serializers.SerializerMethodField()
    business_unit = serializers.SerializerMethodField()
    employee_type = serializers.SerializerMethodField()
    gender = Always()
    birthdate = Day(source="record.birth_date")
    joining_date = Day(source="record.joining_date")
    phone_number = NullableText(source="record.phone_number")
    linkedin = Always()
    twitter = Always()
    differently_abled = Always()
    veteran_status = Always()
    ethnicity = Always()
    employee_level = Always()
    level = NullableText(source="record.level")
    is_cxo = Always(False)
    example: ClassVar[dict[str, Any]] = {
        "id": PERSON_ID,
        "name": "Ann Rao",
        "status": "Active",
        "email": "ann@acme.test",
        "first_name": "Ann",
        "middle_name": None,
        "last_name": "Rao",
        "employee_id": "E-7",
        "display_picture": {"medium": PICTURE, "small": PICTURE},
        "job_title": JOB_TITLE,
        "location": None,
        "custom_attributes": {"custom-attribute-00003": {"name": "Shirt", "value": "M"}},
        "title": None,
        "nickname": "Ann",
        "marital_status": None,
        "last_active_date": None,
        "block_reason_code": None,
        "user_blocked_at": None,
        "departments": [],
        "business_unit": [],
        "employee_type": {"id": None, "name": "Full time"},
        "gender": None,
        "birthdate": "1990-02-03",
        "joining_date": "2020-01-02",
        "phone_number": "555 0107",
        "linkedin": None,
        "twitter": None,
        "differently_abled": None,
        "veteran_status": None,
        "ethnicity": None,
        "employee_level": None,
        "level": "L1",
        "is_cxo": False,
    }

    @staticmethod
    def prepare(people: QuerySet[User], viewer: User) -> Any:
        """Load what the fields above show: one query, and one for each kind of place."""
        return people.with_record()  # type: ignore[attr-defined]

    def to_representation(self, instance: User) -> dict[str, Any]:
        """Return the fields, then the people around this one who were asked for."""
        told: dict[str, Any] = super().to_representation(instance)
        if not policies.can_read_records(self.context["viewer"]):
            told |= dict.fromkeys(KEPT_FROM_COLLEAGUES & told.keys())
            told["custom_attributes"] = {}
        if names := self.context.get("included"):
            told |= self._around(instance, names)
        return told

    def _around(self, person: User, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the people around ``person``; loaded with the first one, for the whole page."""
        shared: Any = self.context
        if "around" not in shared:
            several: Any = self.parent  # none around somebody alone
            page = several.instance if several else [person]
            shared["around"] = Included(names, page, shared["viewer"])
        context = {**shared, "included": ()}
        around = shared["around"].of(person)
        return {
            name: Person(who, many=isinstance(who, list), context=context).data if who else who
            for name, who in around.items()
        }

    def get_status(self, person: User) -> str:
        """Active, or Blocked once removed."""
        return "Blocked" if person.is_removed else "Active"

    @extend_schema_field(
        {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "value": {}},
            },
        }
    )
    def get_custom_attributes(self, person: User) -> dict[str, Any]:
        """Every attribute of the organisation's own; each value is text, or a list of texts."""
        noted = record_of(person).attributes
        return {
            custom_key(each): {"name": each.name, "value": _as_text(each, noted.get(each.key))}
            for each in own_attributes(self.context)
        }

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_departments(self, person: User) -> list[dict[str, Any]]:
        """The departments they are in."""
        return [_place("department", each.department) for each in person.memberships.all()]

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_business_unit(self, person: User) -> list[dict[str, Any]]:
        """The businesses they work for."""
        return [_place("business", each.business) for each in person.engagements.all()]

    @extend_schema_field({"type": ["object", "null"]})
    def get_employee_type(self, person: User) -> dict[str, Any] | None:
        """What is noted; it is text, so it has no id."""
        kind = record_of(person).employee_type
        return {"id": None, "name": kind} if kind else None


def _place(thing: str, entry: Any) -> dict[str, Any]:
    return {"id": ids.spell(thing, entry.pk), "name": entry.name, "is_admin": False}


def _as_text(attribute: Attribute, value: Any) -> Any:
    if attribute.values == Attribute.Kind.MULTIPLE_SELECT:
        return [str(each) for each in value or []]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value)


class PersonInFull(Person):
    """A person alone."""

    education = NullableText(source="record.education")
    about_me = Always()
    secondary_phone_number = NullableText(source="record.secondary_phone_number")
    promotion_date = Day(source="record.promotion_date")
    review_date = Day(source="record.review_date")
    joining_date_string = serializers.SerializerMethodField()
    birthdate_as_date = Day(source="record.birth_date")
    is_admin = serializers.SerializerMethodField()
    example: ClassVar = {
        **Person.example,
        "education": "School of Commerce",
        "about_me": None,
        "secondary_phone_number": None,
        "promotion_date": None,
        "review_date": None,
        "joining_date_string": "Jan 02, 2020",
        "birthdate_as_date": "1990-02-03",
        "is_admin": False,
    }

    def get_joining_date_string(self, person: User) -> str | None:
        """The same date as it is written in the other way."""
        joined = record_of(person).joining_date
        return None if joined is None else f"{joined:%b %d, %Y}"

    def get_is_admin(self, person: User) -> bool:
        """Whether they are a Site Administrator."""
        return person.role == Role.ORGANISATION_ADMIN


class PersonChanged(PersonInFull):
    """A person as they are now that something was written."""

    display_picture = Picture("large", "medium", "small")
    example: ClassVar = {
        **PersonInFull.example,
        "display_picture": dict.fromkeys(("large", "medium", "small"), PICTURE),
    }


@extend_schema_field({"type": "string", "example": AROUND_SEVERAL[0]})
class IncludeParameter(serializers.Field):
    """Names with commas between, each of them one of ``choices``."""

    default_error_messages = {"unknown": "Enter some of {choices}, with commas between."}

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices
        super().__init__(required=False, help_text=f"Some of {', '.join(choices)}.")

    def to_internal_value(self, data: Any) -> tuple[str, ...]:
        """Return the names, in the order that they are told in."""
        asked = {name.strip() for name in str(data).split(",")}
        if not asked <= set(self.choices):
            self.fail("unknown", choices=", ".join(self.choices))
        return tuple(name for name in self.choices if name in asked)


class PersonQuery(serializers.Serializer):
    """Whom to tell beside a person."""

    include = IncludeParameter(AROUND_ONE)


class PeopleQuery(serializers.Serializer):
    """Which people to list, and whom to tell beside each."""

    email = serializers.CharField(
        required=False, max_length=254, help_text="The whole address, in any case."
    )
    include = IncludeParameter(AROUND_SEVERAL)
