"""Fields that only these clients have."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.periods import is_timezone
from accounts.roles import Role
from peerly.api.fields import ClearableText, MillisecondField, StrictIntegerField
from peerly.api.shapes import ReckonedField

OFFERED = [role for role in Role if role != Role.SUPER_ADMIN]
"""The roles there are to these clients, who never cross organisations."""

MOMENT = re.compile(
    r"[0-9]{4}(-[0-9]{2}){2}([Tt][0-9]{2}(:[0-9]{2}){2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


class DayField(MillisecondField):
    """A day, written as the moment it begins; taken as written, in whatever zone that was."""

    default_error_messages = {"invalid": "Enter a moment such as 2007-11-06T16:34:41.000Z."}

    def to_representation(self, value: date) -> str:
        """Return the day's beginning."""
        return str(super().to_representation(datetime.combine(value, time(), UTC)))

    def to_internal_value(self, data: Any) -> date:
        """Return the day."""
        if not isinstance(data, str) or len(data) > 40 or not MOMENT.fullmatch(data):
            self.fail("invalid")
        try:
            found = parse_date(data) if len(data) == 10 else parse_datetime(data.upper())
        except ValueError:  # 30 February
            found = None
        if found is None:
            self.fail("invalid")
        return found.date() if isinstance(found, datetime) else found


@extend_schema_field({"type": "integer"})
class VersionField(ReckonedField):
    """Which version of a row this is, for clients who look for it: Peerly counts none."""

    def reckon(self, *values: Any) -> int:
        """Return 0."""
        return 0


@extend_schema_field({"type": "array", "items": {}})
class Nothing(ReckonedField):
    """A list of what Peerly does not keep."""

    def reckon(self, *values: Any) -> list[Any]:
        """Return an empty one."""
        return []


@extend_schema_field({"type": "integer", "enum": [int(role) for role in OFFERED]})
class SystemRoleIdField(StrictIntegerField):
    """The id of a role."""

    default_error_messages = {"unknown": "This does not exist."}

    def to_internal_value(self, data: Any) -> int:
        """Return the role's number."""
        number = super().to_internal_value(data)
        if number not in OFFERED:
            self.fail("unknown")
        return number


class ZoneField(ClearableText):
    """A time zone."""

    default_error_messages = {"zone": "Enter an IANA time zone such as Australia/Sydney."}

    def __init__(self) -> None:
        super().__init__(max_length=64)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the name, unless there is no such zone."""
        name = super().run_validation(data)
        if name and not is_timezone(name):
            self.fail("zone")
        return name
