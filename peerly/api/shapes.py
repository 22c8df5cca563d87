"""Words compiled: what a serializer makes of a row, made without it and without the row's model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, make_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from django.db.models import BigIntegerField, F, Func, Value
from django.db.models.functions import NullIf
from rest_framework import serializers
from rest_framework.fields import SkipField

from peerly.api.fields import EpochField, HexIdField, MillisecondField, NullableText

SECOND = 1_000_000
"""Microseconds."""

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

# Without the digits behind: SQLite rounds them to milliseconds, and the last ones up a second.
SQLITE_SECONDS = "CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER)"


class Microseconds(Func):
    """A moment as microseconds since 1970: a whole number, which no driver has to parse."""

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


class WholeSeconds(Microseconds):
    """The same in seconds: the one that a moment since 1970 is in."""

    on_postgresql = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
    on_sqlite = SQLITE_SECONDS


def moment_at(told: int) -> datetime:
    """Return the moment that ``Microseconds`` has told of."""
    return EPOCH + told * MICROSECOND


Build = Callable[[Any], Any]
"""What makes an answer, or a part of it, of a row."""


@dataclass(frozen=True)
class Shape:
    """What to select, in order, and how a row of just that becomes what the word would answer."""

    columns: tuple[Any, ...]
    build: Build


Select = Callable[[str], Any]
"""How the column at a path is selected."""

Columns = Mapping[str, Select]
"""Paths from the row, each with how it is selected: as it is (F), or as Microseconds."""


LEFT_OUT = object()
"""What a field reckons that is not to be there at all."""


class ReckonedField(serializers.Field):
    """A field that is reckoned from several columns of a row, or from none."""

    columns: ClassVar[Columns] = {}
    is_left_out_sometimes: ClassVar[bool] = False

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


def microseconds(moment: datetime) -> int:
    """Return what ``Microseconds`` selects."""
    return (moment - EPOCH) // MICROSECOND


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
    EpochField: WholeSeconds,
}
"""What fields of exactly these kinds answer, as the database can say it."""

SPELLED: dict[type[serializers.Field], Select] = {HexIdField: F, MillisecondField: Microseconds}
"""How the column of fields of exactly these kinds is selected: they answer what their
``to_representation`` makes of it. A dialect's own kinds say so by an attribute ``column``."""


@cache
def shape_of(word: type[serializers.BaseSerializer], viewer: Any = None) -> Shape | None:
    """Return the shape of what a serializer tells ``viewer``.

    None where a field is of a kind that has none, or the serializer has a hand in it itself.
    """
    columns: list[Any] = []
    try:
        build = _object(word(context={"viewer": viewer}), "", columns)
    except LookupError:
        return None
    return Shape(tuple(columns), build)


def _object(word: Any, path: str, columns: list[Any]) -> Build:
    """Return what makes ``word`` of a row; adds to ``columns`` what that takes."""
    if type(word).to_representation is not serializers.Serializer.to_representation:
        raise LookupError(word)
    made, parts = _maker(word), _parts(word, path, columns)

    def plain(row: Any) -> Any:
        return made(*row[parts[0][0]])

    def mixed(row: Any) -> Any:
        values: list[Any] = []
        for own, make in parts:
            if make is None:
                values += row[own]
            else:
                values.append(make(row))
        return made(*values)

    return plain if len(parts) == 1 and parts[0][1] is None else mixed


def _parts(word: Any, path: str, columns: list[Any]) -> list[tuple[slice, Build | None]]:
    """Return where each field's values are in a row, and what makes its own of them, if not all."""
    parts: list[tuple[slice, Build | None]] = []
    for field in word.fields.values():
        begin = len(columns)
        make = _made(field, path, columns)
        if make is None:
            columns.append(SELECTED[type(field)](path + "__".join(field.source_attrs)))
        own = slice(begin, len(columns))
        if make is None and parts and parts[-1][1] is None:  # neighbours are taken in one go
            own = slice(parts.pop()[0].start, len(columns))
        parts.append((own, make))
    return parts


def _maker(word: Any) -> Callable[..., Any]:
    """Return what makes an object of its values: a dataclass, which takes half as long as a dict.

    But orjson takes what begins with _ for nobody else's business, and a dataclass is always whole.
    """
    names = list(word.fields)
    if any(getattr(each, "is_left_out_sometimes", False) for each in word.fields.values()):
        return lambda *values: {
            name: it for name, it in zip(names, values, strict=True) if it is not LEFT_OUT
        }
    if any(each.startswith("_") for each in names):
        return lambda *values: dict(zip(names, values, strict=True))
    return make_dataclass(type(word).__name__, names)


def _made(field: Any, path: str, columns: list[Any]) -> Build | None:
    """Return what makes the value of a field that is no column of its own, None of one that is."""
    if isinstance(field, serializers.Serializer):
        return _object(field, _beneath(path, field), columns)
    if isinstance(field, OnlyOne):
        one = _object(field.child, _beneath(path, field), columns)
        return lambda row: [one(row)]
    select = SPELLED.get(type(field)) or getattr(field, "column", None)
    if select is not None:
        return _spelled(field, select(path + "__".join(field.source_attrs)), columns)
    if not isinstance(field, ReckonedField):
        return None
    own = slice(len(columns), len(columns) + len(field.columns))
    columns.extend(select(path + name) for name, select in field.columns.items())
    return lambda row: field.reckon(*row[own])


def _beneath(path: str, field: Any) -> str:
    """Return where the columns of what ``field`` holds begin."""
    return path + "".join(f"{name}__" for name in field.source_attrs)


def _spelled(field: Any, column: Any, columns: list[Any]) -> Build:
    """Return what makes the value of a field that spells ``column`` in its own way."""
    if column not in columns:  # dates are told twice, ids in two spellings
        columns.append(column)
    at, spell = columns.index(column), field.to_representation
    if isinstance(column, Microseconds):
        return lambda row: None if row[at] is None else spell(moment_at(row[at]))
    return lambda row: None if row[at] is None else spell(row[at])
