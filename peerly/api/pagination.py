"""Walking long lists: how a page is asked for, and a keyset whose last page costs as the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from peerly.api.problems import InvalidQuery
from peerly.notation import as_number


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
        try:
            values = [_unpack(value) for value in signing.loads(cursor, salt=self._salt)]
        except (signing.BadSignature, ValueError, TypeError):
            raise BadCursor from None
        keys = _keys(self.rows)
        if len(values) != len(keys):
            raise BadCursor
        return self.rows.filter(_behind(keys, values))

    def cursor(self, row: Any) -> str:
        """Return the place after ``row``, opaque and signed."""
        values = [_pack(getattr(row, name)) for name, _ in _keys(self.rows)]
        return signing.dumps(values, salt=self._salt, compress=True)

    @property
    def _salt(self) -> str:
        return f"peerly.cursor:{self.scope}"


def _keys(rows: QuerySet[Any]) -> list[tuple[str, bool]]:
    """Return (attribute, descending) of the order of ``rows``."""
    keys = []
    for term in rows.query.order_by:
        if not isinstance(term, str):
            raise TypeError(
                "a list that is walked is ordered by names, so that a row can tell them"
            )
        keys.append((term.lstrip("-"), term.startswith("-")))
    if not keys:
        raise TypeError("a list that is walked must have an order of its own")
    return keys


def _behind(keys: list[tuple[str, bool]], values: list[Any]) -> Q:
    """Return (a, b, …) behind (x, y, …), as a bound an index can begin at and its exceptions."""
    (name, descending), *others = keys
    beyond = Q(**{f"{name}__{'lt' if descending else 'gt'}": values[0]})
    if not others:
        return beyond
    bound = Q(**{f"{name}__{'lte' if descending else 'gte'}": values[0]})
    return bound & (beyond | Q(**{name: values[0]}) & _behind(others, values[1:]))


def _pack(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _unpack(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
