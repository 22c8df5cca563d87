"""Several rows in one column."""

from __future__ import annotations

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery


class Gathered(Subquery):
    """A list of what the rows of a subquery have in one column, in their order."""

    def __init__(self, rows: QuerySet[Any, Any], column: str) -> None:
        self.column = column
        super().__init__(rows.values(column), output_field=JSONField())

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        return self.as_sql(compiler, connection, "to_jsonb(ARRAY(%(subquery)s))", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        gathered = f"json_group_array({connection.ops.quote_name(self.column)})"
        template = f"(SELECT {gathered} FROM (%(subquery)s))"  # noqa: S608 - our own names
        return self.as_sql(compiler, connection, template, **extra)
