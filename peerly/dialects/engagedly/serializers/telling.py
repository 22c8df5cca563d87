"""What is told of people: the bodies that write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import Business, Department, JobTitle, Location
from peerly.api.fields import ClearableName, ClearableText, EmailAddressField, NameField
from peerly.dialects.engagedly import ids
from peerly.dialects.engagedly.lists import BLOCK_REASONS
from peerly.dialects.engagedly.serializers.attributes import CustomAttributes
from peerly.dialects.engagedly.serializers.fields import (
    DateOfTwoKinds,
    EmployeeId,
    Mentioned,
    MentionedAll,
    colleagues,
)


class PersonChanges(serializers.Serializer):
    """What is told of a person; what is left out stays. Other keys are ignored."""

    first_name = NameField(max_length=50)
    last_name = NameField(max_length=50)
    email = EmailAddressField(help_text="Of the organisation's domain.")
    middle_name = ClearableName(max_length=50)
    employee_id = EmployeeId(max_length=64)
    employee_type = ClearableText(max_length=64)
    level = ClearableText(max_length=64)
    education = ClearableText(max_length=255)
    phone_number = ClearableText(max_length=32)
    secondary_phone_number = ClearableText(max_length=32)
    joining_date = DateOfTwoKinds()
    birth_date = DateOfTwoKinds()
    promotion_date = DateOfTwoKinds()
    review_date = DateOfTwoKinds()
    location = Mentioned(Location.objects.visible_to, "location")
    job_title = Mentioned(JobTitle.objects.visible_to, "job_title")
    departments = MentionedAll(Department.objects.visible_to, "department")
    businesses = MentionedAll(Business.objects.visible_to, "business")
    hr_managers = MentionedAll(colleagues, "user")
    secondary_managers = MentionedAll(colleagues, "user")
    manager_id = Mentioned(colleagues, "user", source="manager")
    custom_attributes = CustomAttributes(source="attributes")
    example: ClassVar = {
        "first_name": "Ann",
        "last_name": "Rao",
        "email": "ann@acme.test",
        "employee_id": "E-7",
        "joining_date": "Jan 02, 2020",
        "job_title": "3",
        "manager_id": ids.spell("user", 8),
        "custom_attributes": {"custom-attribute-00003": "M"},
    }

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, and one for each attribute of their own that the body has by key."""
        return {**super().get_fields(), **CustomAttributes.fields_for(self)}

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse to clear what is mandatory."""
        CustomAttributes.require_mandatory(self.context, attrs, is_new=False)
        return attrs


class NewPerson(PersonChanges):
    """Somebody to make."""

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse to leave out what is mandatory."""
        CustomAttributes.require_mandatory(self.context, attrs, is_new=True)
        return attrs


class BlockReasonField(serializers.ChoiceField):
    """One of the codes; null for none."""

    def __init__(self, **kwargs: Any) -> None:
        codes = [reason["code"] for reason in BLOCK_REASONS]
        super().__init__(codes, required=False, allow_null=True, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the code unless it is anything but text."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Deactivation(serializers.Serializer):
    """Why somebody is blocked."""

    block_reason_code = BlockReasonField(source="removal_reason")
    example: ClassVar = {"block_reason_code": "voluntary"}
