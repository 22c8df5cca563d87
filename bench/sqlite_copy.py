"""The standard rows in SQLite: taken from PostgreSQL once, and copied for each run."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench import dataset
from bench.databases import manage
from bench.dataset import Say
from bench.places import DATA, OWN, folder

KEPT = DATA / "peerly.sqlite3"
WORK = OWN / "work.sqlite3"
CHUNK = 10_000
WITHOUT_ROWS = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrating fills."""


@contextmanager
def sqlite_copy(original: str, work: str, balance: int, say: Say) -> Iterator[str]:
    """Yield the URL of a SQLite database with the rows of ``original``, to write to.

    The newcomers of ``work`` are in it too, each with ``balance`` hi5s to give.
    """
    _ensure(original, say)
    try:
        folder(OWN)
        shutil.copyfile(KEPT, WORK)
        with psycopg.connect(work) as rows, closing(sqlite3.connect(WORK)) as target:
            _admit(rows, target, balance)
        yield f"sqlite:///{WORK}"
    finally:
        _remove(WORK)


def _ensure(original: str, say: Say) -> None:
    """Make the copy that is kept, unless it is of the same rows and of the same schema."""
    stamp = KEPT.with_suffix(".stamp")
    wanted = dataset.fingerprint(dataset.STANDARD) + manage(original, "showmigrations", "--plan")
    if KEPT.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("copying the rows into SQLite")
    stamp.unlink(missing_ok=True)
    _remove(KEPT)
    manage(f"sqlite:///{KEPT}", "migrate", "--verbosity", "0")
    with psycopg.connect(original) as rows, closing(sqlite3.connect(KEPT)) as target:
        _copy_all(rows, target)
    stamp.write_text(wanted)


def _copy_all(rows: psycopg.Connection[Any], target: sqlite3.Connection) -> None:
    made = "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
    tables = [name for name, _ in target.execute(made, ["table"])]
    indexes = target.execute(made, ["index"]).fetchall()
    for name, _ in indexes:
        target.execute(f'DROP INDEX "{name}"')
    for table in set(tables) - WITHOUT_ROWS:
        if not table.startswith("sqlite_"):
            _copy(rows, target, table)
    for _, definition in indexes:
        target.execute(definition)
    target.commit()
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("ANALYZE")
    target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(
    rows: psycopg.Connection[Any], target: sqlite3.Connection, table: str, where: str = "true"
) -> None:
    columns = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    query = sql.SQL("SELECT {} FROM {} WHERE ").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    )
    places = ", ".join("?" * len(columns))
    named = ", ".join(f'"{column}"' for column in columns)
    insert = f'INSERT INTO "{table}" ({named}) VALUES ({places})'
    with rows.cursor(f"copy_{table}") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(query + sql.SQL(where))
        while chunk := cursor.fetchmany(CHUNK):
            target.executemany(insert, [[_plain(value) for value in row] for row in chunk])
    target.commit()


def _admit(rows: psycopg.Connection[Any], target: sqlite3.Connection, balance: int) -> None:
    (newest,) = target.execute("SELECT max(id) FROM accounts_user").fetchone()
    theirs = f"user_id > {newest}"
    _copy(rows, target, "accounts_user", f"id > {newest}")
    _copy(rows, target, "recognition_allowance", theirs)
    target.execute(f"UPDATE recognition_allowance SET balance = {balance} WHERE {theirs}")
    # Behind what the copy has: hi5s given meanwhile have taken their numbers in between.
    _copy(rows, target, "recognition_ledgerentry", f"{theirs} AND opens_period")
    target.commit()


def _plain(value: Any) -> Any:
    """Return a value as Django writes it in SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value) if isinstance(value, Decimal) else value


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".lock"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
