"""Queries that every request asks, compiled once instead of each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import Expression
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Later(Expression):
    """A value of a prepared query that is told when it is asked: text or a whole number."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any]]:
        """Stand in for the value."""
        return "%s", (self,)


class Prepared(Generic[M]):
    """A queryset with ``Later`` values, for which Django writes the SQL once.

    Writing it takes several times as long as the database needs to answer. What comes back is
    what the queryset would have given, the rows of ``select_related`` included.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build

    def get(self, **values: str | int) -> M | None:
        """Return the one row, None where there is none; ``values`` are told by name."""
        query = self._query
        told = [values[each.name] if isinstance(each, Later) else each for each in query.parameters]
        with connection.cursor() as cursor:
            cursor.execute(query.sql, told)
            row = cursor.fetchone()
        return query.model_of(list(row)) if row else None

    @cached_property
    def _query(self) -> _Query:
        # Only now: models are not ready yet when the module that has the query is imported.
        return _Query(self._build())


class _Query:
    """What Django's compiler knows of a queryset once it has written the SQL."""

    def __init__(self, rows: models.QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(rows.db)
        self.sql, self.parameters = compiler.as_sql()
        known: Any = compiler.klass_info
        columns = [expression for expression, *_ in compiler.select]
        self.own = slice(known["select_fields"][0], known["select_fields"][-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.converters = list(compiler.get_converters(columns).items())
        populators: Any = get_related_populators  # the stubs are a release ahead of Django here
        self.related = populators(known, compiler.select, rows.db)
        self.model, self.using = rows.model, rows.db

    def model_of(self, row: list[Any]) -> Any:
        for position, (converters, column) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], column, connection)
        thing = self.model.from_db(self.using, self.names, row[self.own])
        for related in self.related:
            related.populate(row, thing)
        return thing
