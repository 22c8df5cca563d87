"""The databases of the bench: made once each, migrated when the schema moved on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench import dataset
from bench.dataset import Say, Shape
from bench.places import ROOT, SECRETS, folder
from bench.postgres import named

AFTER_LOADING: list[list[str]] = [["rebuild_tallies"]]
"""Management commands that work out what is kept beside the rows themselves: rollups."""


def ensure(server: str, shape: Shape, say: Say) -> str:
    """Return the name of the database with the rows of ``shape``, made if there is none."""
    with psycopg.connect(server, autocommit=True) as connection:
        if _is_made(connection, shape):
            _bring_up_to_date(named(server, shape.name), say)
            return shape.name
        say(f"making {shape.name}: {sum(shape.recognitions):,} recognitions")
        started = time.monotonic()
        draft = f"{shape.name}_draft"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        _fill(named(server, draft), shape, say)
        _publish(connection, draft, shape)
        say(f"{shape.name} took {time.monotonic() - started:.0f} s")
    return shape.name


@contextmanager
def copied(server: str, original: str, copy: str) -> Iterator[str]:
    """Yield the URL of a copy of a database, to write to; it is dropped on leaving."""
    names = {"copy": sql.Identifier(copy), "original": sql.Identifier(original)}
    drop = sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names)
    make = sql.SQL("CREATE DATABASE {copy} TEMPLATE {original} STRATEGY file_copy").format(**names)
    with psycopg.connect(server, autocommit=True) as connection:
        _drop_left_over(connection)
        connection.execute(drop)
        connection.execute(make)
    try:
        yield named(server, copy)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(drop)


def _drop_left_over(connection: psycopg.Connection) -> None:
    """Drop the copies of runs that ended without tidying up; their process ids are in the names."""
    names = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^work_[0-9]+$'")
    for (name,) in names.fetchall():
        if not Path(f"/proc/{name.removeprefix('work_')}").exists():
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def manage(url: str, *words: str) -> str:
    """Run a command of ``manage.py`` on the database at ``url``; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(url),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(url: str) -> dict[str, str]:
    """Return the environment of a program that uses the database at ``url``."""
    # Every key asks at full speed here; that requests are counted stays as it is.
    given = {
        "DATABASE_URL": url,
        "PEERLY_DATA": str(folder(SECRETS)),
        "PEERLY_DEMO": "off",
        "INTEGRATION_RATE": "1000000000/60",
        "LOG_LEVEL": "WARNING",
    }
    return {**os.environ, **given}


def _is_made(connection: psycopg.Connection, shape: Shape) -> bool:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [shape.name],
    ).fetchone()
    return row is not None and row[0] == dataset.fingerprint(shape)


def _fill(url: str, shape: Shape, say: Say) -> None:
    manage(url, "migrate", "--verbosity", "0")
    with psycopg.connect(url) as connection:
        dataset.load(connection, shape, say)
    _settle(url, say)


def _bring_up_to_date(url: str, say: Say) -> None:
    if "[ ]" in manage(url, "showmigrations", "--plan"):
        say("migrating")
        manage(url, "migrate", "--verbosity", "0")
        _settle(url, say)


def _settle(url: str, say: Say) -> None:
    for command in AFTER_LOADING:
        say(" ".join(command))
        manage(url, *command)
    say("VACUUM, ANALYZE")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE, FREEZE)")
        connection.execute("CHECKPOINT")


def _publish(connection: psycopg.Connection, draft: str, shape: Shape) -> None:
    """Give a finished database its name, and say what it was made of."""
    names = {"draft": sql.Identifier(draft), "name": sql.Identifier(shape.name)}
    drop = "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    for statement in (drop, "ALTER DATABASE {draft} RENAME TO {name}"):
        connection.execute(sql.SQL(statement).format(**names))
    comment = sql.SQL("COMMENT ON DATABASE {name} IS {text}")
    connection.execute(comment.format(text=sql.Literal(dataset.fingerprint(shape)), **names))
