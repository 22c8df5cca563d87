"""Queries that many requests ask, compiled once instead of each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import Expression
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)

MARKS = re.compile(r"(.*?)(?:\{(\w+)\}|(?<!:):([a-z_]+)|\Z)", re.DOTALL)
"""Text up to a part, a value (not a cast, which has two colons) or the end."""

PLACE = re.compile("%[%s]")
"""Where a value goes, or a percent sign."""

NAME = re.compile(r"%\((\w+)\)s")
"""Where the value of a name goes."""


class Later(Expression):
    """A value of a prepared query that is told when it is asked: text, a number or a moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any]]:
        """Stand in for the value."""
        return "%s", (self,)


def told_as(value: Any) -> Any:
    """Return ``value`` as a statement is told it: moments are written as the database has them."""
    is_moment = isinstance(value, datetime)
    return connection.ops.adapt_datetimefield_value(value) if is_moment else value


def alone() -> AbstractContextManager[None]:
    """Let what is asked in here fail alone: within a transaction, that takes a savepoint."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


class _Statement:
    """SQL with places for the values of each ``Later``; others, if plain, are written into it.

    A number or an empty text that is always the same need not be sent each time, and PostgreSQL
    plans better when it knows them. What stands in several places is sent once.
    """

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        left = iter(parameters)
        self.others: dict[str, Any] = {}
        self.sql = PLACE.sub(lambda place: self._told(place[0], left), sql)
        self._names = list(dict.fromkeys(NAME.findall(self.sql)))
        self._numbered = self.sql % {name: f"${at}" for at, name in enumerate(self._names, 1)}

    def _told(self, place: str, left: Iterator[Any]) -> str:
        if place == "%%":
            return place
        value = next(left)
        if value == "":
            return "''"
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:d}"
        if isinstance(value, Later):
            return f"%({value.name})s"
        name = f"other_{len(self.others)}"
        self.others[name] = value
        return f"%({name})s"

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """Return the rows, each ``Later`` being told."""
        told = values | self.others
        known: Any = connections[DEFAULT_DB_ALIAS]
        if getattr(known, "takes_numbered", False):  # PostgreSQL's, ours
            rows: list[Any] = known.rows_of(self._numbered, [told[name] for name in self._names])
            return rows
        with known.cursor() as cursor:
            cursor.execute(self.sql, told)
            return list(cursor.fetchall())


class Prepared(Generic[M]):
    """A queryset with ``Later`` values, for which Django writes the SQL once.

    Writing it takes several times as long as the database needs to answer. What comes back is
    what the queryset would have given, the annotations and the rows of ``select_related`` included.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build

    def get(self, **values: str | int) -> M | None:
        """Return the one row, None where there is none; ``values`` are told by name."""
        query = self._query
        rows = query.ask(values)
        return query.model_of(list(rows[0])) if rows else None

    @cached_property
    def _query(self) -> _ModelQuery:
        # Only now: models are not ready yet when the module that has the query is imported.
        return _ModelQuery(self._build())


class Proof(NamedTuple):
    """What tells that nothing was found from that nothing may be seen.

    Where a query has no rows, but ``rows`` have one (they have one at most), a row of nothing but
    None comes back instead. ``order`` is that of the query, as SQL.
    """

    rows: models.QuerySet[Any, Any]
    order: str


class PreparedRows:
    """The same for a ``values_list``, whose rows come back as tuples."""

    def __init__(self, rows: models.QuerySet[Any, Any], proof: Proof | None = None) -> None:
        self._query = _Query(rows, proof)

    def all(self, **values: Any) -> list[Any]:
        """Return all rows; ``values`` are told by name."""
        return self._query.ask(values)


class PreparedText:
    """SQL by hand around querysets: ``{name}`` is one of them, ``:name`` a value told later."""

    def __init__(self, text: str, **parts: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._text, self._parts = text, parts

    def all(self, **values: Any) -> list[Any]:
        """Return the rows as the driver gives them."""
        return self._statement.rows(values)

    @cached_property
    def _statement(self) -> _Statement:
        pieces: list[str] = []
        parameters: list[Any] = []
        for plain, part, name in MARKS.findall(self._text):
            pieces.append(plain)
            if part:
                sql, told = self._parts[part]().query.sql_with_params()
                pieces.append(sql)
                parameters += told
            elif name:
                pieces.append("%s")
                parameters.append(Later(name))
        return _Statement("".join(pieces), parameters)


class _Query:
    """What Django's compiler knows of a queryset once it has written the SQL."""

    def __init__(self, rows: models.QuerySet[Any, Any], proof: Proof | None = None) -> None:
        compiler = rows.query.get_compiler(rows.db)
        sql, parameters = compiler.as_sql()
        if proof is not None:
            also, told = proof.rows.query.sql_with_params()
            both = f"({also}) AS proof LEFT JOIN ({sql}) AS told ON TRUE"
            sql = f"SELECT told.* FROM {both} ORDER BY {proof.order}"  # noqa: S608 - of Django's
            parameters = (*told, *parameters)
        self.statement = _Statement(sql, parameters)
        self.using = rows.db
        columns = [expression for expression, *_ in compiler.select]
        self.converters = [
            (position, found)
            for position, found in compiler.get_converters(columns).items()
            # Django makes an int of what is one; in a table of counts that is most of the work.
            if not isinstance(found[1].output_field, models.IntegerField)
        ]
        self.learn(compiler, columns)

    def learn(self, compiler: Any, columns: list[Any]) -> None:
        """Take note of what else is needed. The compiler is not kept: it is large."""

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Return the rows, each value as Django would have it."""
        rows = self.statement.rows(values)
        return [self._converted(list(row)) for row in rows] if self.converters else rows

    def _converted(self, row: list[Any]) -> list[Any]:
        for position, (converters, column) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], column, connection)
        return row


class _ModelQuery(_Query):
    """The same, of rows that become models."""

    def learn(self, compiler: Any, columns: list[Any]) -> None:
        """Take note of how a row becomes a model."""
        known: Any = compiler.klass_info
        self.own = slice(known["select_fields"][0], known["select_fields"][-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.annotations = tuple(compiler.annotation_col_map.items())
        populators: Any = get_related_populators  # the stubs are a release ahead of Django here
        self.related = populators(known, compiler.select, self.using)
        self.model = known["model"]

    def model_of(self, row: list[Any]) -> Any:
        """Return the row as its model, annotations and related ones in it."""
        thing = self.model.from_db(self.using, self.names, row[self.own])
        for name, position in self.annotations:
            setattr(thing, name, row[position])
        for related in self.related:
            related.populate(row, thing)
        return thing
