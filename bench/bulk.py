"""Loading many rows at once: indexes and keys are taken away meanwhile, and checked at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text
FROM pg_constraint WHERE contype IN ('f', 'u') AND conrelid = ANY(%s::regclass[])
   OR contype = 'f' AND confrelid = ANY(%s::regclass[])
ORDER BY contype = 'u', conname
"""

INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
"""


@contextmanager
def without_indexes(
    cursor: psycopg.Cursor[Any], tables: list[str], say: Callable[[str], None]
) -> Iterator[None]:
    """Take keys and indexes from ``tables``, and make the very same again on leaving."""
    constraints = cursor.execute(CONSTRAINTS, [tables, tables]).fetchall()
    for table, name, _, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
    indexes = cursor.execute(INDEXES, [tables]).fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}".encode())
    yield
    say(f"{len(indexes)} indexes")
    for _, definition in indexes:
        cursor.execute(definition.encode())
    say(f"{len(constraints)} keys")
    # What is unique first, as foreign keys stand on it: the other way round than they went.
    for table, name, definition, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'.encode())
