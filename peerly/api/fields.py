"""Fields that take JSON at its word: text is text, a number is a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peerly.api.moments import microseconds, spelled
from peerly.notation import (
    HEX_ID,
    LAST_MOMENT,
    LONGEST_WEB_ADDRESS,
    as_hex,
    as_id,
    as_number,
    is_name,
    is_web_address,
    is_whole_number,
)

LAST_SECOND = 253402300799
"""The end of the year 9999: the last one that can be asked about."""


class StrictCharField(serializers.CharField):
    """Text. DRF would turn the number 1e999 into "inf"; NUL and lone surrogates it refuses."""

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless it is anything but text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class NullableText(serializers.CharField):
    """Text to show; an empty one is null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        """Return the text or None."""
        return value or None


class NameField(StrictCharField):
    """What somebody or something is called: what readers see is all there is."""

    default_error_messages = {"unseen": "Enter a name without invisible characters."}

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` without blanks around it, unless there is something unseen in it."""
        name = super().to_internal_value(data)
        if not is_name(name):
            self.fail("unseen")
        return name


class ClearableText(StrictCharField):
    """Text that there need not be: null and an empty one both clear it, and leave ``cleared``."""

    cleared: str | None = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the text; both ways of clearing it are the same."""
        return super().run_validation(data) or self.cleared


class ClearableName(ClearableText, NameField):
    """A name that not everybody has."""


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class EmailAddressField(StrictCharField):
    """An e-mail address, in small letters."""

    default_error_messages = {"address": "Enter a valid email address."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` in small letters, unless no letter could be sent there."""
        address = super().to_internal_value(data).lower()
        try:
            validate_email(address[:255])  # one that is too long is told so by max_length
        except ValidationError:
            self.fail("address")
        return address


class StrictIntegerField(serializers.IntegerField):
    """A whole number, not its spelling, not a fraction, not true."""

    def to_internal_value(self, data: Any) -> int:
        """Return ``data`` unless it is anything but a whole number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """true or false, not "true" and not 1."""

    def to_internal_value(self, data: Any) -> bool:
        """Return ``data`` unless it is anything but a boolean."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


# More is accepted, such as an é in the path; this much is promised.
PROMISED_ADDRESS = "^https?://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?$"


@extend_schema_field({"type": "string", "maxLength": 2048, "pattern": PROMISED_ADDRESS})
class WebAddressField(StrictCharField):
    """An http or https address; Peerly stores it and never fetches it."""

    default_error_messages = {"address": "Enter an http:// or https:// address."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_WEB_ADDRESS, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless a browser would do anything but load it from the web."""
        address = super().to_internal_value(data)
        # One that is too long is told so by max_length, in better words.
        if not is_web_address(address[:LONGEST_WEB_ADDRESS]):
            self.fail("address")
        return address


class SpelledField(serializers.Field):
    """A field to show: ``spell`` makes it of what the database has, if that is not None.

    A moment comes to ``spell`` as the microseconds since 1970.
    """

    spell: Callable[[Any], Any]

    def to_representation(self, value: Any) -> Any:
        """Return the spelling."""
        return self.spell(microseconds(value) if isinstance(value, datetime) else value)


@extend_schema_field({"type": "string", "format": "date-time"})
class MillisecondField(SpelledField):
    """A moment to show as RFC 3339 has it: in UTC, to the millisecond, 2007-11-06T16:34:41.000Z."""

    spell = staticmethod(partial(spelled, "milliseconds"))


def _epoch(last: int) -> dict[str, Any]:
    return {"type": "integer", "format": "int64", "minimum": 0, "maximum": last}


@extend_schema_field(_epoch(int(LAST_MOMENT.timestamp())))
class EpochField(serializers.Field):
    """A moment as whole epoch seconds, UTC."""

    default_error_messages = {
        "invalid": "Enter whole epoch seconds.",
        "range": "This moment is out of range.",
    }
    last = int(LAST_MOMENT.timestamp())

    def to_representation(self, value: datetime) -> int:
        """Return the second that ``value`` is in."""
        return int(value.timestamp())

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        if not 0 <= data <= self.last:
            self.fail("range")
        return datetime.fromtimestamp(data, UTC)


@extend_schema_field(_epoch(LAST_SECOND))
class EpochParameter(EpochField):
    """The same, spelled in a query string. Nothing is kept of it, so it may be any moment."""

    last = LAST_SECOND

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        number = as_number(data, 0, 10**15) if isinstance(data, str) else None
        if number is None:
            self.fail("invalid")
        return super().to_internal_value(number)


class EpochEndParameter(EpochParameter):
    """The end of a span, its whole second included: what happened in it is told with its number."""

    def to_internal_value(self, data: Any) -> datetime:
        """Return the second's last moment in UTC."""
        return super().to_internal_value(data) + timedelta(microseconds=999_999)


@extend_schema_field({"type": "string", "pattern": f"^{HEX_ID.pattern}$"})
class HexIdField(serializers.Field):
    """An id to show, in 24 hexadecimal digits."""

    def __init__(self) -> None:
        super().__init__(source="pk", read_only=True)

    def to_representation(self, value: int) -> str:
        """Return the digits."""
        return as_hex(value)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1})
class VisibleThing(serializers.Field):
    """The id of something the asker can see; validated, it is the thing itself.

    ``rows`` takes the asker and returns the queryset to look in; ``thing`` is what the dialect
    calls the kind of id, where it spells several kinds differently.
    """

    default_error_messages = {"unknown": "This does not exist."}

    def __init__(
        self, rows: Callable[[Any], QuerySet[Any]], thing: str = "", **kwargs: Any
    ) -> None:
        self.rows = rows
        self.thing = thing
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row; an id that is not one, or is somebody else's, is unknown alike."""
        number = self.context["view"].dialect.body_id(self.thing, data)
        rows = self.rows(self.context["viewer"])
        thing = rows.filter(pk=number).first() if number else None
        if thing is None:
            self.fail("unknown")
        return thing

    def to_representation(self, value: Any) -> int:
        """Return the id."""
        return int(value.pk)


class VisibleThings(VisibleThing):
    """A list of such ids; validated, it is the things, each once, looked for in one query."""

    default_error_messages = {"no_list": "Enter a list of ids."}

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the rows, in the order of their first mention; one unknown id spoils them all."""
        if not isinstance(data, list):
            self.fail("no_list")
        read = self.context["view"].dialect.body_id
        numbers = list(dict.fromkeys(read(self.thing, each) for each in data))
        if None in numbers:
            self.fail("unknown")
        found = self.rows(self.context["viewer"]).in_bulk(numbers) if numbers else {}
        if len(found) < len(numbers):
            self.fail("unknown")
        return [found[number] for number in numbers]

    def to_representation(self, value: Any) -> Any:
        """Return the ids."""
        return [thing.pk for thing in value]


@extend_schema_field({"type": "string", "pattern": "^[0-9]+(,[0-9]+){0,49}$", "example": "7,8"})
class IdsParameter(serializers.Field):
    """One id or several with commas between, at most fifty, spelled in a query string."""

    default_error_messages = {
        "invalid": "Enter one id, or several with commas between.",
        "many": "Enter at most 50 ids.",
    }

    def to_internal_value(self, data: Any) -> list[int]:
        """Return the ids that could be ids; one out of range is unknown and matches nothing."""
        words = [word.strip() for word in str(data).split(",")]
        if len(words) > 50:
            self.fail("many")
        if not all(map(is_whole_number, words)):
            self.fail("invalid")
        return [number for number in map(as_id, words) if number]
