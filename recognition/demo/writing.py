"""Many rows into the database at once: COPY on PostgreSQL, prepared statements elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

from peerly.prepared import told_as

BATCH = 5000

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def next_id(model: type[Model]) -> int:
    """Return the first id of ``model`` that nothing has yet."""
    highest = model._base_manager.aggregate(highest=Max("pk"))["highest"]
    return (highest or 0) + 1


def write(
    model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]], *, first: int
) -> int:
    """Insert ``rows``, whose ids count up from ``first``; returns how many they were."""
    numbered = ((at, *row) for at, row in enumerate(rows, first))
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            count = _copy(cursor, f"COPY {model._meta.db_table} ({names}) FROM STDIN", numbered)
        else:
            marks = ", ".join(["%s"] * (len(columns) + 1))
            statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608
            count = _insert(cursor, statement, numbered)
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return count


@contextmanager
def unchecked(models: Sequence[type[Model]]) -> Iterator[None]:
    """Check the foreign keys of ``models``, and build their indexes, once at the end.

    PostgreSQL only, and for millions of rows; the tables are locked meanwhile. Call it in a
    transaction.
    """
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is pending stands in the way
        cursor.execute(FOREIGN_KEYS, [tables])
        keys = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tell_planner() -> None:
    """Let the database look at what is in it now, outside of any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    count = 0
    with cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)
            count += 1
    return count


def _insert(cursor: Any, statement: str, rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    while batch := list(islice(rows, BATCH)):
        cursor.executemany(statement, [tuple(map(told_as, row)) for row in batch])
        count += len(batch)
    return count
