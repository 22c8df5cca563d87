"""Fields that only this dialect has."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from peerly.api.fields import ClearableText, SpelledField, VisibleThing, VisibleThings
from peerly.api.shapes import ReckonedField
from peerly.dialects.engagedly import ids

PICTURE = "https://peerly.example/faces/ann.svg"

# Reading out -----------------------------------------------------------------


@extend_schema_field({"type": "string"})
class Id(SpelledField):
    """The id of a ``thing``, as this dialect spells it."""

    column = F

    def __init__(self, thing: str, **kwargs: Any) -> None:
        self.spell = partial(ids.spell, thing)
        super().__init__(read_only=True, **{"source": "pk", **kwargs})


class Day(serializers.DateField):
    """A date, ``2020-01-02``, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)


@extend_schema_field({})
class Always(ReckonedField):
    """Something that Peerly knows nothing of: the same for everybody, and never left out."""

    def __init__(self, value: Any = None) -> None:
        self.value = value
        super().__init__()

    def reckon(self, *values: Any) -> Any:
        """Look at nothing."""
        return self.value


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Picture(serializers.Field):
    """The same address under the name of each size, or null."""

    column = F

    def __init__(self, *sizes: str, source: str = "profile_image_url") -> None:
        self.sizes = sizes
        super().__init__(read_only=True, source=source, allow_null=True)

    def to_representation(self, value: str) -> dict[str, str] | None:
        """Return the sizes."""
        return dict.fromkeys(self.sizes, value) if value else None


class NamedEntry(serializers.Serializer):
    """An entry of the directory in brief."""

    id = serializers.CharField()
    name = serializers.CharField()

    def __init__(self, thing: str, **kwargs: Any) -> None:
        self.thing = thing
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, entry: Any) -> dict[str, str]:
        """Return id and name."""
        return {"id": ids.spell(self.thing, entry.pk), "name": entry.name}


# Reading in ------------------------------------------------------------------


class EmployeeId(ClearableText):
    """What an employer calls somebody: once, where there is one."""

    cleared = None


@extend_schema_field({"type": "string", "example": "2020-01-02"})
class DateOfTwoKinds(serializers.Field):
    """``2020-01-02`` or ``Jan 02, 2020``; null for none."""

    default_error_messages = {"invalid": "Enter a date as 2020-01-02 or as Jan 02, 2020."}
    KINDS = (
        (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
        (re.compile(r"[A-Z][a-z]{2} [0-9]{2}, [0-9]{4}"), "%b %d, %Y"),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> date:
        """Return the date."""
        text = data if isinstance(data, str) else ""
        fits = [kind for pattern, kind in self.KINDS if pattern.fullmatch(text)]
        try:
            return datetime.strptime(text, fits[0]).replace(tzinfo=UTC).date()
        except (IndexError, ValueError):
            self.fail("invalid")


def colleagues(viewer: User) -> Any:
    """Return whom ``viewer`` may mention: blocked ones are still on record as members."""
    return User.all_objects.visible_to(viewer)


@extend_schema_field({"type": "string"})
class Mentioned(VisibleThing):
    """The id of something visible; null for none."""

    def __init__(self, rows: Any, thing: str, **kwargs: Any) -> None:
        super().__init__(rows, thing, required=False, allow_null=True, **kwargs)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class MentionedAll(VisibleThings):
    """The ids of what is visible: the whole set, in place of the one before."""

    def __init__(self, rows: Any, thing: str, **kwargs: Any) -> None:
        super().__init__(rows, thing, required=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the rows. Null is no list, and yet nothing that everybody must send."""
        if data is None:
            self.fail("no_list")
        return super().run_validation(data)
