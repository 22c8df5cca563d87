"""Walking long lists: how a page is asked for, and a keyset whose last page costs as the first."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, F, Func, OrderBy, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from msgspec import json

from peerly.api.problems import InvalidQuery
from peerly.notation import as_number
from peerly.prepared import Later


def read_number(asked: Any, name: str, *, default: int, least: int = 1, most: int) -> int:
    """Return the whole number in the query ``asked`` under ``name``. Raises InvalidQuery."""
    text = asked.get(name)
    number = default if text is None else as_number(text, least, most)
    if number is None:
        raise InvalidQuery({name: f"Enter a whole number from {least} to {most}."})
    return number


def read_limit(asked: Any, name: str, *, default: int, most: int) -> int:
    """Return the same, cut to ``most`` however long it is. Raises InvalidQuery."""
    text = asked.get(name)
    if text is None:
        return default
    digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
    if not digits:
        raise InvalidQuery({name: "Enter a whole number, 1 or more."})
    return min(int(digits[:9]), most)


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """Return how OpenAPI describes a parameter of the query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


@dataclass(frozen=True)
class Page:
    """So many rows, behind the one with the keys ``after``; the first ones if that is None.

    Or behind so many as are to ``skip``, of which nothing else is known. ``counts``: with each
    row comes how many there are in all.
    """

    limit: int
    after: list[Any] | None = None
    skip: int = 0
    counts: bool = False


SEAL = 16
"""Bytes of a cursor that say it is ours."""


class BadCursor(ValueError):
    """A cursor that was not made here, for this list and this person."""


@dataclass(frozen=True)
class Keyset:
    """The place after a row, in the order its queryset has.

    ``scope`` says which list and whose it is; a cursor of another scope is refused.
    """

    rows: QuerySet[Any]
    scope: str

    def after(self, cursor: str) -> QuerySet[Any]:
        """Return the rows behind the one that ``cursor`` was made of. Raises BadCursor."""
        keys = order_of(self.rows)
        return self.rows.filter(behind(keys, place_in(cursor, self.scope, len(keys))))

    def cursor(self, row: Any) -> str:
        """Return the place after ``row``."""
        return cursor_at(self.keys_of(row), self.scope)

    def keys_of(self, row: Any) -> list[Any]:
        """Return the values that ``row`` stands in the order by."""
        return [getattr(row, name) for name, _ in order_of(self.rows)]


class Among(Func):
    """Whether a row is one of a few, whose keys a subquery finds by itself.

    An array has no share in how PostgreSQL orders joins: it knows that there are few, however
    many tables are joined to them. IN would be one join more, from the ninth on the last one.
    """

    output_field = BooleanField()

    def __init__(self, keys: Any) -> None:
        super().__init__(F("pk"), keys)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        words = {"template": "%(expressions)s)", "arg_joiner": " = ANY (ARRAY"}
        return self.as_sql(compiler, connection, **words, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        words = {"template": "%(expressions)s", "arg_joiner": " IN "}
        return self.as_sql(compiler, connection, **words, **extra)


def skipping(rows: QuerySet[Any], offset: int, count: int) -> QuerySet[Any]:
    """Return ``count`` of ``rows`` behind the first ``offset``.

    Those that are skipped are walked past in an index, where there is one for their order;
    nothing is looked up for them that only a row which is shown needs.
    """
    return rows.filter(Among(Subquery(rows.values("pk")[offset : offset + count])))


def picked(rows: QuerySet[Any], offset: int | Later, count: int) -> QuerySet[Any]:
    """Return the same for ``rows`` in an order of columns of theirs.

    Which rows they are is asked once, where the keys are found: what is picked by these needs no
    second look.
    """
    keys: Any
    if isinstance(offset, int):
        keys = Subquery(rows.values("pk")[offset : offset + count])
    else:  # a slice has to know its number
        text, told = rows.values("pk").query.sql_with_params()
        keys = RawSQL(f"{text} LIMIT {count} OFFSET %s", (*told, offset))  # noqa: S611
    every: QuerySet[Any] = type(rows)(rows.model)
    return every.filter(Among(keys)).order_by(*rows.query.order_by)


def cursor_at(values: Sequence[Any], scope: str) -> str:
    """Return the place behind the row whose keys are ``values``, opaque and signed."""
    place = json.encode([_pack(value) for value in values])
    return _spelled(_seal(place, scope) + place)


def place_in(cursor: str, scope: str, number: int | None = None) -> list[Any]:
    """Return the keys of the row that ``cursor`` is the place behind. Raises BadCursor.

    ``number`` is how many they are, where that is known: the list may have had another order once.
    """
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raise BadCursor from None
    seal, place = told[:SEAL], told[SEAL:]
    # What is spelled in another way is refused too: a cursor is one of ours, or none.
    if not hmac.compare_digest(seal, _seal(place, scope)) or _spelled(told) != cursor:
        raise BadCursor
    keys = [_unpack(value) for value in json.decode(place)]
    if number not in {None, len(keys)}:
        raise BadCursor
    return keys


def _spelled(told: bytes) -> str:
    return urlsafe_b64encode(told).rstrip(b"=").decode()


def _seal(place: bytes, scope: str) -> bytes:
    """Return what only we can say about a place in the list ``scope``."""
    # The scope's length first, so that no two pairs of them read the same.
    told = b"%d:%s%s" % (len(scope), scope.encode("utf-8", "surrogatepass"), place)
    return hashlib.blake2b(told, key=_key(settings.SECRET_KEY), digest_size=SEAL).digest()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"peerly.cursor" + secret.encode()).digest()


def order_of(rows: QuerySet[Any]) -> list[tuple[str, bool]]:
    """Return (attribute, descending) of the order of ``rows``."""
    keys = []
    for term in rows.query.order_by:
        if isinstance(term, str):
            keys.append((term.lstrip("-"), term.startswith("-")))
        elif isinstance(term, OrderBy) and isinstance(of := term.expression, F):
            keys.append((str(of.name), term.descending))  # type: ignore[attr-defined]
        else:
            raise TypeError("a list that is walked is ordered by what a row can tell by name")
    if not keys:
        raise TypeError("a list that is walked must have an order of its own")
    return keys


def behind(keys: list[tuple[str, bool]], values: list[Any]) -> Q:
    """Return (a, b, …) behind (x, y, …), as a bound an index can begin at and its exceptions."""
    (name, descending), *others = keys
    beyond = Q(**{f"{name}__{'lt' if descending else 'gt'}": values[0]})
    if not others:
        return beyond
    bound = Q(**{f"{name}__{'lte' if descending else 'gte'}": values[0]})
    return bound & (beyond | Q(**{name: values[0]}) & behind(others, values[1:]))


def _pack(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _unpack(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
