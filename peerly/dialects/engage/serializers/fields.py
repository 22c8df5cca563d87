"""Fields that only this dialect has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Department
from peerly.api.fields import ClearableText, StrictCharField, VisibleThing
from peerly.api.plain_values import PLAIN_VALUE, PlainValueField
from peerly.api.shapes import LEFT_OUT, Columns, ReckonedField
from peerly.notation import FIRST_MOMENT, HEX_ID, LAST_MOMENT, is_storable

LONGEST_UID = 254
URL_SAFE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._~-]{{0,{LONGEST_UID - 1}}}")
RESERVED = ("accounts", "convert", "merge")
"""What later pages have where a uid stands here: nobody is called so."""
LETTERS_AND_DIGITS = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_UID}}}")
MOST_KEYS = 100
LONGEST_KEY = 64
PHONE_NUMBER = re.compile(r"\+?(?:[ ().-]*[0-9]){7,15}\)?")


@extend_schema_field({"type": "boolean"})
class LacksUidField(ReckonedField):
    """Whether a uid can still be given to a person; left out where one was."""

    columns: ClassVar[Columns] = {"record__external_id": F}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=False, required=False, **kwargs)

    def reckon(self, *values: Any) -> Any:
        """Return that no other application has given them one."""
        return True if values == (None,) else LEFT_OUT


@extend_schema_field({"type": "string", "pattern": f"^{HEX_ID.pattern}$"})
class ListIdField(VisibleThing):
    """The id of a list, which is a department."""

    def __init__(self) -> None:
        super().__init__(Department.objects.visible_to, thing="list")


class IdentifierField(StrictCharField):
    """What another application calls somebody."""

    default_error_messages = {
        "letters": "It can only contain letters and digits.",
        "unsafe": "It must begin with a letter or digit, and can only contain these and . _ ~ -"
        " or be an email address.",
    }

    def __init__(self, *, of_letters_and_digits: bool = False, **kwargs: Any) -> None:
        self.of_letters_and_digits = of_letters_and_digits
        super().__init__(max_length=LONGEST_UID, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless nobody could be asked for by it."""
        text = super().to_internal_value(data)
        if self.of_letters_and_digits and not LETTERS_AND_DIGITS.fullmatch(text):
            self.fail("letters")
        if not can_be_called(text):
            self.fail("unsafe")
        return text


def can_be_called(uid: str) -> bool:
    """Tell whether ``uid`` may become somebody's: an address, or what a path has as it is.

    No client can ask for . and .., which it takes for a way through the path.
    """
    if "@" not in uid:
        return URL_SAFE.fullmatch(uid) is not None and uid not in RESERVED
    try:
        validate_email(uid)
    except ValidationError:
        return False
    return len(uid) <= LONGEST_UID and "/" not in uid


class PhoneNumberField(ClearableText):
    """A phone number as its owner writes it."""

    default_error_messages = {"number": "Enter 7 to 15 digits, in international format."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless nobody could dial it."""
        number = super().to_internal_value(data)
        if not PHONE_NUMBER.fullmatch(number):
            self.fail("number")
        return number


@extend_schema_field({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]})
class MomentField(serializers.Field):
    """A moment in ISO 8601; one without an offset is UTC, a day is its first moment."""

    default_error_messages = {
        "invalid": f"Enter a date, such as {FIRST_MOMENT:%Y-%m-%dT%H:%M:%SZ}.",
        "range": "This moment is out of range.",
    }

    def to_representation(self, value: datetime) -> str:
        """Return e.g. 2021-01-12T05:24:39.062+00:00."""
        return value.astimezone(UTC).isoformat(timespec="milliseconds")

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        if not isinstance(data, str) or len(data) > 40 or not data.isascii():
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data)
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            self.fail("range")
        return moment


@extend_schema_field({"type": "object", "additionalProperties": PLAIN_VALUE})
class AttributesField(serializers.Field):
    """Plain values by key."""

    default_error_messages = {
        "invalid": "Enter an object.",
        "many": f"Enter at most {MOST_KEYS} of them.",
        "key": f"Each key has 1 to {LONGEST_KEY} characters.",
        "value": "{name} must be text, a number, true or false.",
    }
    value = PlainValueField()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return ``data`` unless some value is not plain."""
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > MOST_KEYS:
            self.fail("many")
        for key, value in data.items():
            if not 0 < len(key) <= LONGEST_KEY or not is_storable(key):
                self.fail("key")
            self._check(key, value)
        return dict(data)

    def _check(self, key: str, value: Any) -> None:
        try:
            self.value.run_validation(value)
        except serializers.ValidationError:
            self.fail("value", name=key)


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": [*PLAIN_VALUE["type"], "null"]}}
)
class AttributeChangesField(AttributesField):
    """Plain values by key, and null for a key that is to go."""

    value = PlainValueField(allow_null=True)
