"""What the querysets of this folder are made with: models by name, counts and lists of rows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, Subquery, TextField
from django.db.models.functions import Coalesce, JSONArray


def model(name: str) -> Any:
    """Return a model of recognition, which itself imports these querysets."""
    return apps.get_model("recognition", name)


def counted(rows: Any, group: str) -> Coalesce:
    """Return a correlated COUNT(*) of ``rows``, which all share one value of ``group``."""
    # Of all columns, not of the id: then an index is enough, and no row is read.
    counted = rows.order_by().values(group).annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class _Row(JSONArray):
    """Django's own makes JSONB on PostgreSQL, which is taken apart again to become a text."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        return self.as_sql(compiler, connection, function="JSON_BUILD_ARRAY", **extra)


class Listed(Subquery):
    """The columns of a few rows, in their order, as the text of a JSON list of lists; or NULL."""

    output_field = TextField()
    on_postgresql = "(SELECT JSON_AGG(row_told)::text FROM (%(subquery)s) listed)"
    on_sqlite = "(SELECT JSON_GROUP_ARRAY(JSON(row_told)) FROM (%(subquery)s))"

    def __init__(self, rows: Any, columns: tuple[str, ...]) -> None:
        super().__init__(rows.values(row_told=_Row(*columns)))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        return self.as_sql(compiler, connection, template=self.on_postgresql, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the SQL."""
        return self.as_sql(compiler, connection, template=self.on_sqlite, **extra)
