"""What is noted of a person under keys, checked against what the organisation has defined."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import Attribute, User
from peerly.errors import InvalidField, Unproven
from peerly.notation import LARGEST_ID

MOST, LARGEST = 200, 64 * 1024
"""Keys that are kept of one person, and characters of JSON with all of their values."""
MOST_HEARSAY, LARGEST_HEARSAY = 50, 8 * 1024
"""The same of what anybody may say: it takes no room from what the organisation notes."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WANTED: dict[str, str] = {
    Attribute.Kind.TEXT: gettext_noop("Enter text."),
    Attribute.Kind.NUMBER: gettext_noop("Enter a number of at most 63 bits."),
    Attribute.Kind.DATE: gettext_noop("Enter a date such as 2026-11-18."),
    Attribute.Kind.BOOLEAN: gettext_noop("Enter true or false."),
    Attribute.Kind.SINGLE_SELECT: gettext_noop("Enter one of the options."),
    Attribute.Kind.MULTIPLE_SELECT: gettext_noop("Enter a list of options."),
}
"""What is said of a value that is not of its attribute's kind."""


class BadAttribute(InvalidField):
    """The value of the attribute ``key`` is not of its kind."""

    def __init__(self, key: str, kind: str) -> None:
        super().__init__(f"attributes.{key}", WANTED[kind])


class TooManyAttributes(InvalidField):
    """Nobody has more than so many of them, nor longer ones than so."""

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        room = f"At most {most} are kept of one person, and {largest} characters in all."
        super().__init__("attributes", room)


def merge(*, person: User, kept: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return ``kept`` with what is ``told``; None deletes a key.

    Raises BadAttribute, TooManyAttributes.
    """
    kinds = {each.key: each for each in _defined(person, told)}
    for key, value in told.items():
        if not all(map(_can_be_kept, value if isinstance(value, list) else [value])):
            raise BadAttribute(key, Attribute.Kind.NUMBER)
        if key in kinds and value is not None and not _fits(kinds[key], value):
            raise BadAttribute(key, kinds[key].values)
    return _merged(kept, told, MOST, LARGEST)


def overhear(*, person: User, kept: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return ``kept``, which anybody may have said, with what somebody unproven has ``told``.

    Raises Unproven where the organisation has defined an attribute; TooManyAttributes.
    """
    if any(_defined(person, told)):
        raise Unproven
    return _merged(kept, told, MOST_HEARSAY, LARGEST_HEARSAY)


def _defined(person: User, told: dict[str, Any]) -> Iterator[Attribute]:
    """Yield the attributes that the organisation of ``person`` has defined among ``told``."""
    yield from Attribute.objects.filter(organisation=person.organisation_id, key__in=told)


def _merged(kept: dict[str, Any], told: dict[str, Any], most: int, largest: int) -> dict[str, Any]:
    merged = {key: value for key, value in {**kept, **told}.items() if value is not None}
    # Less is welcome, however much there still is.
    has_more = len(merged) > most and merged.keys() - kept.keys()
    if has_more or (_size(merged) > largest and _size(merged) > _size(kept)):
        raise TooManyAttributes(most, largest)
    return merged


def _size(noted: dict[str, Any]) -> int:
    return len(json.dumps(noted))


def _can_be_kept(value: Any) -> bool:
    # JSON's 1e999 is infinite, which no database takes, and an integer has as many digits as sent.
    return not isinstance(value, int | float) or abs(value) <= LARGEST_ID


def _fits(attribute: Attribute, value: Any) -> bool:
    kind = Attribute.Kind
    match attribute.values:
        case kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case kind.BOOLEAN:
            return isinstance(value, bool)
        case kind.DATE:
            return isinstance(value, str) and _is_date(value)
        case kind.SINGLE_SELECT:
            return value in attribute.options
        case kind.MULTIPLE_SELECT:
            return isinstance(value, list) and all(each in attribute.options for each in value)
    return isinstance(value, str)


def _is_date(text: str) -> bool:
    try:
        # ISO 8601 has other ways of writing a day, which nobody expects to read here.
        return DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False
