"""Composite foreign keys for migrations: a row refers to rows of its own organisation only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations

Pair = tuple[str, str, str]
"""A table, its column, and the table referred to, where (organisation_id, id) is unique."""


def keys_within(pairs: Sequence[Pair]) -> migrations.RunPython:
    """Return the operation that adds such a key for each of ``pairs``, on PostgreSQL.

    SQLite cannot add keys to a table that exists.
    """

    def add(apps: Any, schema_editor: Any) -> None:
        for table, column, target in pairs:
            # Checked at once, unlike Django's own keys: inserting a hi5 thereby locks its
            # recognition against a review that hides it at that moment (recognition/actions/hi5s).
            _execute(
                schema_editor,
                f"ALTER TABLE {table} ADD CONSTRAINT {_name(table, column)}"
                f" FOREIGN KEY (organisation_id, {column}) REFERENCES {target}"
                " (organisation_id, id)",
            )

    def drop(apps: Any, schema_editor: Any) -> None:
        for table, column, _ in pairs:
            _execute(schema_editor, f"ALTER TABLE {table} DROP CONSTRAINT {_name(table, column)}")

    return migrations.RunPython(add, drop)


def _name(table: str, column: str) -> str:
    return f"{table}_{column.removesuffix('_id')}_same_organisation"


def _execute(schema_editor: Any, statement: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement, params=None)
