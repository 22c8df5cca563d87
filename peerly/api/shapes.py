"""Words compiled: what a serializer makes of a row, made without it and without the row's model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar

from django.db.models import BigIntegerField, F, Func, Value
from django.db.models.functions import NullIf
from msgspec import UNSET, defstruct
from rest_framework import serializers
from rest_framework.fields import SkipField

from peerly.api.fields import (
    EpochField,
    HexIdField,
    MillisecondField,
    NullableText,
    SpelledField,
)
from peerly.api.moments import SECOND, microseconds

# Without the digits behind: SQLite rounds them to milliseconds, and the last ones up a second.
SQLITE_SECONDS = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER)"


class Microseconds(Func):
    """A moment as microseconds since 1970."""

    output_field = BigIntegerField()
    on_postgresql = f"(EXTRACT(EPOCH FROM %(expressions)s) * {SECOND})::bigint"
    """Its epochs are decimals, and exact."""
    on_sqlite = f"({SQLITE_SECONDS} * {SECOND} + CAST(substr(%(expressions)s, 21, 6) AS INTEGER))"
    """It has what Django wrote: six digits behind the seconds, or no digits and no dot."""

    def __init__(self, path: str) -> None:
        super().__init__(F(path))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        return self.as_sql(compiler, connection, template=self.on_postgresql, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        text, told = self.as_sql(compiler, connection, template=self.on_sqlite, **extra)
        # What is told of what stands there twice is told twice.
        return text, [*told] * self.on_sqlite.count("%(expressions)s")


Table = Sequence[Sequence[Any]]
"""The columns of some rows. Made column by column, rows take a third of the time."""

Fill = Callable[[Table], Any]
"""What makes the answers to some rows, or a part of each, of their columns."""


@dataclass(frozen=True)
class Shape:
    """What to select, in order, and how rows that begin so become what the word would answer."""

    columns: tuple[Any, ...]
    build: Callable[[Sequence[Any]], list[Any]]


Select = Callable[[str], Any]
"""How the column at a path is selected."""

Columns = Mapping[str, Select]
"""Paths from the row, each with how it is selected: as it is (F), or as Microseconds."""


LEFT_OUT = UNSET
"""What a field reckons that is not to be there at all."""


class ReckonedField(serializers.Field):
    """A field that is reckoned from several columns of a row, or from none."""

    columns: ClassVar[Columns] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **{"read_only": True, **kwargs})

    def reckon(self, *values: Any) -> Any:
        """Return what is answered, of what the columns have; LEFT_OUT for nothing at all."""
        raise NotImplementedError

    def get_attribute(self, instance: Any) -> Any:
        """Return the same of a row that is here as its model."""
        told = self.reckon(*(_reached(instance, path) for path in self.columns))
        if told is LEFT_OUT:
            raise SkipField
        return told

    def to_representation(self, value: Any) -> Any:
        """Return it."""
        return value


def _reached(thing: Any, path: str) -> Any:
    for name in path.split("__"):
        thing = getattr(thing, name, None)
    return microseconds(thing) if isinstance(thing, datetime) else thing


class OnlyOne(serializers.ListSerializer):
    """A list of the one thing there is."""

    def to_representation(self, data: Any) -> list[Any]:
        """Return it in its list."""
        return super().to_representation([data])


SELECTED: dict[type[serializers.Field], Select] = {
    serializers.IntegerField: F,
    serializers.CharField: F,
    serializers.EmailField: F,
    serializers.BooleanField: F,
    NullableText: lambda path: NullIf(F(path), Value("")),
}
"""What fields of exactly these kinds answer, as the database can say it."""

SPELLED: dict[type[serializers.Field], Select] = {
    EpochField: Microseconds,
    HexIdField: F,
    MillisecondField: Microseconds,
}
"""How the column of fields of exactly these kinds is selected: they answer what their
``to_representation`` makes of it. A dialect's own kinds say so by an attribute ``column``."""


@cache
def shape_of(word: type[serializers.BaseSerializer], viewer: Any = None) -> Shape | None:
    """Return the shape of what a serializer tells ``viewer``.

    None where a field is of a kind that has none, or the serializer has a hand in it itself.
    """
    columns: list[Any] = []
    try:
        fill = _object(word(context={"viewer": viewer}), "", columns)
    except LookupError:
        return None
    return Shape(tuple(columns), lambda rows: fill(list(zip(*rows, strict=True))) if rows else [])


def _object(word: Any, path: str, columns: list[Any]) -> Fill:
    """Return what makes ``word`` of each row; adds to ``columns`` what that takes."""
    if type(word).to_representation is not serializers.Serializer.to_representation:
        raise LookupError(word)
    make, parts = _maker(word), dict[Any, Fill]()
    places = [(_twin(field), isinstance(field, OnlyOne)) for field in word.fields.values()]
    for (twin, _), field in zip(places, word.fields.values(), strict=True):
        parts[twin] = parts.get(twin) or _part(field, path, columns)

    def fill(table: Table) -> list[Any]:
        told = {twin: part(table) for twin, part in parts.items()}
        return list(
            map(make, *[[[it] for it in told[of]] if is_one else told[of] for of, is_one in places])
        )

    return fill


def _twin(field: Any) -> Any:
    """Return what fields have in common that tell the same under two names, as dates often are.

    So do somebody and the list of them alone.
    """
    told: Any = field.child if isinstance(field, OnlyOne) else field
    is_known = isinstance(told, serializers.Serializer) or type(told) in SPELLED
    is_plain = told._kwargs.keys() <= {"help_text", "read_only", "source"}
    if not (is_plain and (is_known or hasattr(told, "column"))):
        return field.field_name
    return (type(told), field.source, told._args)


def _maker(word: Any) -> Callable[..., Any]:
    """Return what makes an object of its values, without those that are LEFT_OUT."""
    # Under names of ours: what has two underscores in front, or is no name in Python, is refused.
    names = {f"value_{at}": name for at, name in enumerate(word.fields)}
    # A struct takes two fifths of a dataclass's time, and a dict more. Nothing that a field tells
    # refers back to what holds it, so that there is nothing for the garbage collector to look for.
    return defstruct(type(word).__name__, names, rename=names, gc=False)


def _part(field: Any, path: str, columns: list[Any]) -> Fill:
    """Return what makes the values of a field of each row. Raises LookupError for another kind."""
    beneath = [_path(path, name) for name in ("__".join(field.source_attrs),) if name]
    thing: Any = field.child if isinstance(field, OnlyOne) else field
    if isinstance(thing, serializers.Serializer):
        return _object(thing, "".join(f"{each}__" for each in beneath) or path, columns)
    if isinstance(field, ReckonedField):
        return _reckoned(field, path, columns)
    if type(field) in SELECTED:
        return itemgetter(place_in(columns, SELECTED[type(field)](beneath[0])))
    select = SPELLED.get(type(field)) or getattr(field, "column", None)
    if select is None:
        raise LookupError(field)
    return _spelled(field, select(beneath[0]), columns)


def _path(path: str, name: str) -> str:
    """Return the path to ``name`` behind ``path``; what is referred to has the id of that."""
    return f"{path.removesuffix('__')}_id" if path and name == "id" else path + name


def place_in(columns: list[Any], column: Any) -> int:
    """Return the place of ``column`` among those that are selected, each of them once."""
    if column not in columns:
        columns.append(column)
    return columns.index(column)


def _reckoned(field: ReckonedField, path: str, columns: list[Any]) -> Fill:
    own = [place_in(columns, select(path + name)) for name, select in field.columns.items()]
    if not own:
        return lambda table: [field.reckon()] * len(table[0])
    return lambda table: list(map(field.reckon, *[table[at] for at in own]))


def _spelled(field: Any, column: Any, columns: list[Any]) -> Fill:
    at, spell = place_in(columns, column), field.to_representation
    if spell.__func__ is SpelledField.to_representation:
        spell = field.spell
    if type(field) is EpochField:
        return lambda table: [None if it is None else it // SECOND for it in table[at]]
    return lambda table: [None if it is None else spell(it) for it in table[at]]
