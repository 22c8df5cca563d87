"""The database as a whole: whether it can be used, and bringing it up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from peerly.environment import BadConfiguration

Migration = tuple[str, str]
"""An app's label and the name of one of its migrations."""

OURS = {"accounts", "recognition"}

SOON = 100
"""Milliseconds that who is impatient waits for SQLite's one writer."""

LOCK = 0x7065_6572_6C79  # "peerly": what PostgreSQL's advisory lock is called


def require_usable() -> None:
    """Raise BadConfiguration unless the database answers and this version of Peerly knows it."""
    try:
        connection.ensure_connection()
        unknown = unknown_migrations()
    except Error as problem:
        reason = (str(problem).splitlines() or [type(problem).__name__])[0].rstrip(".")
        raise BadConfiguration(f"the database cannot be used: {reason}.") from problem
    if unknown:
        app, name = min(unknown)
        raise BadConfiguration(
            f"the database belongs to a newer Peerly: this one does not know {app}.{name}."
        )


def require_current() -> None:
    """Raise BadConfiguration unless the database can be used as it is: what a command needs."""
    require_usable()
    if missing_migrations():
        raise BadConfiguration("the database is not up to date; `manage.py migrate` brings it so.")


def is_shared() -> bool:
    """Tell whether several processes can use this database: not one in memory."""
    name = str(connection.settings_dict["NAME"])
    return connection.vendor != "sqlite" or not (name == ":memory:" or "mode=memory" in name)


def missing_migrations() -> set[Migration]:
    """Return what this version of Peerly needs and the database has not got yet."""
    return set(_known_migrations() - _applied_migrations())


def unknown_migrations() -> set[Migration]:
    """Return what a newer Peerly has done to the database."""
    unknown = _applied_migrations() - _known_migrations()
    return {migration for migration in unknown if migration[0] in OURS}


def migrate() -> None:
    """Bring the database up to date; call it within ``one_at_a_time``.

    Raises BadConfiguration where Peerly's user may not make tables.
    """
    if missing_migrations():
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except MigrationSchemaMissing:
            raise BadConfiguration(
                "the database lets its user make no tables; make that user the owner of it"
                " (createdb --owner), or grant them CREATE on its schema."
            ) from None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process is in here, on whatever machine if it is PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        file = Path(f"{connection.settings_dict['NAME']}.lock")
        with file.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)  # closing the file frees it
            yield


@contextmanager
def impatient() -> Iterator[None]:
    """Let a write in here fail where it would have to wait: for what can be left out.

    Raises OperationalError, on SQLite at once; PostgreSQL waits for a row only, and not for long.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {SOON}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _applied_migrations() -> frozenset[Migration]:
    return frozenset(MigrationRecorder(connection).applied_migrations())


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[Migration]:
    return frozenset(MigrationLoader(None).disk_migrations)
