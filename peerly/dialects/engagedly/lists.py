"""The short lists that this dialect prints: reasons for blocking, permissions, attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Attribute
from accounts.roles import Role

BLOCK_REASONS = [
    {"code": code, "display_text": text, "description": description}
    for code, text, description in (
        ("involuntary", "Involuntary", "The organisation ended the employment."),
        ("voluntary", "Voluntary", "The person ended the employment."),
        ("dismissal_with_cause", "Dismissal with cause", "Dismissed for something they did."),
        ("fatigue", "Burnout", "Exhausted by the work."),
        ("sabatical", "Sabbatical", "Away for long, and coming back."),
        ("retirement", "Retirement", "Retired."),
        ("temporary_leave", "Temporary leave", "Away for a while."),
        ("not_known", "Not known", "No reason was given."),
    )
]
"""The codes are the page's, its spelling of "sabatical" included."""

ADMINISTRATOR = Role.ORGANISATION_ADMIN

PERMISSIONS: list[dict[str, Any]] = [
    {
        "id": role.value,
        "name": name,
        "is_admin": True if role == ADMINISTRATOR else None,
        "description": description,
        "is_editable": False,
        "default": role == Role.EMPLOYEE,
    }
    for role, name, description in (
        (
            ADMINISTRATOR,
            "Site Administrator",
            "Runs the organisation: its people, values, badges, settings and credentials.",
        ),
        (Role.EMPLOYEE, "Employee", "Gives recognitions and joins in with hi5s."),
        (Role.MODERATOR, "Moderator", "Reviews recognitions that somebody reported."),
    )
]
"""The roles of an organisation. Everybody has exactly one."""

CUSTOM = "custom-attribute-"
"""What the key of an attribute begins with that an organisation has added."""

FIRST_CUSTOM = 1000
"""Ids below are Peerly's own attributes'; above, an attribute's is this and its primary key."""


@dataclass(frozen=True, kw_only=True)
class UserAttribute:
    """Something that is noted of each person, as this dialect tells it."""

    id: int
    name: str
    attribute_key: str
    preset: bool
    mandatory: bool
    data_type: str
    attribute_options: list[dict[str, Any]] | None


def custom_key(attribute: Attribute) -> str:
    """Return what this dialect calls an attribute that the organisation has added."""
    return f"{CUSTOM}{attribute.pk:05x}"


def described(attribute: Attribute) -> UserAttribute:
    """Return an attribute of the organisation's own."""
    options = [{"id": number, "value": text} for number, text in enumerate(attribute.options, 1)]
    kind = Attribute.Kind
    is_select = attribute.values in {kind.SINGLE_SELECT, kind.MULTIPLE_SELECT}
    return UserAttribute(
        id=FIRST_CUSTOM + attribute.pk,
        name=attribute.name,
        attribute_key=custom_key(attribute),
        preset=False,
        mandatory=attribute.is_mandatory,
        data_type=attribute.values,
        attribute_options=options if is_select else None,
    )


PRESETS = [
    UserAttribute(
        id=number,
        name=key.replace("_", " ").capitalize(),
        attribute_key=key,
        preset=True,
        mandatory=key in {"email", "first_name", "last_name"},
        data_type=kind,
        attribute_options=[] if kind.endswith("select") else None,
    )
    for number, (key, kind) in enumerate(
        (
            ("email", "text"),
            ("first_name", "text"),
            ("middle_name", "text"),
            ("last_name", "text"),
            ("employee_id", "text"),
            ("employee_type", "text"),
            ("level", "text"),
            ("education", "text"),
            ("phone_number", "text"),
            ("secondary_phone_number", "text"),
            ("birth_date", "date"),
            ("joining_date", "date"),
            ("promotion_date", "date"),
            ("review_date", "date"),
            ("job_title", "single-select"),
            ("location", "single-select"),
            ("departments", "multiple-select"),
            ("business_units", "multiple-select"),
        ),
        1,
    )
]
"""What Peerly itself notes: these exist for everybody and cannot be deleted."""
