"""Fields that take JSON at its word: text is text, a number is a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peerly.api.viewsets import as_id


class StrictCharField(serializers.CharField):
    """Text. DRF would turn the number 1e999 into "inf"; NUL and lone surrogates it refuses."""

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless it is anything but text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


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
        super().__init__(max_length=2048, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return ``data`` unless a browser would do anything but load it from the web."""
        address = super().to_internal_value(data)
        try:
            parts = urlsplit(address)
            is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_web = False
        if not is_web or parts.username is not None or not address.isprintable() or " " in address:
            self.fail("address")
        return address


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "maximum": 253402300799})
class EpochField(serializers.Field):
    """A moment as whole epoch seconds, UTC."""

    default_error_messages = {
        "invalid": "Enter whole epoch seconds.",
        "range": "This moment is out of range.",
    }
    LAST = 253402300799  # the end of the year 9999

    def to_representation(self, value: datetime) -> int:
        """Return the second that ``value`` is in."""
        return int(value.timestamp())

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        if not 0 <= data <= self.LAST:
            self.fail("range")
        return datetime.fromtimestamp(data, UTC)


class EpochParameter(EpochField):
    """The same, spelled in a query string."""

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        if not isinstance(data, str) or not data.isascii() or not data.isdigit() or len(data) > 15:
            self.fail("invalid")
        return super().to_internal_value(int(data))


class EpochEndParameter(EpochParameter):
    """The end of a span, its whole second included: what happened in it is told with its number."""

    def to_internal_value(self, data: Any) -> datetime:
        """Return the second's last moment in UTC."""
        return super().to_internal_value(data) + timedelta(microseconds=999_999)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1})
class VisibleThing(serializers.Field):
    """The id of something the asker can see; validated, it is the thing itself.

    ``rows`` takes the asker and returns the queryset to look in.
    """

    default_error_messages = {"unknown": "This does not exist."}

    def __init__(self, rows: Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row; an id that is not one, or is somebody else's, is unknown alike."""
        number = as_id(data) if isinstance(data, int) else None
        rows = self.rows(self.context["viewer"])
        thing = rows.filter(pk=number).first() if number else None
        if thing is None:
            self.fail("unknown")
        return thing

    def to_representation(self, value: Any) -> int:
        """Return the id."""
        return int(value.pk)


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
        if not all(word.removeprefix("-").isascii() for word in words):
            self.fail("invalid")
        if not all(word.removeprefix("-").isdigit() for word in words):
            self.fail("invalid")
        return [number for number in map(as_id, words) if number]
