"""When a key was last used is only a note: who reads is not turned away for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection

from accounts.models import Credential
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK

PATH = "/beta/permissions"

PATH = "/organisation/users"


@contextmanager
def held_elsewhere(credential: Credential) -> Iterator[None]:
    """Let another connection hold the row; on SQLite that is the whole database."""
    another = connection.copy()
    own = connection.cursor()
    try:
        with another.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            cursor.execute(
                "UPDATE accounts_credential SET speaks = speaks WHERE id = %s", [credential.pk]
            )
            if connection.vendor != "sqlite":
                own.execute("SET lock_timeout = '50ms'")  # a server's is longer, and there is one
            yield
            cursor.execute("ROLLBACK")
    finally:
        if connection.vendor != "sqlite":
            own.execute("RESET lock_timeout")
        another.close()


@pytest.mark.django_db(transaction=True)
def test_a_read_succeeds_while_somebody_else_writes_and_is_noted_later(
    cast: SimpleNamespace,
) -> None:
    caller = Caller(SPEAK["agyletime"], cast.ada)
    Credential.objects.update(last_used_at=None)

    with held_elsewhere(Credential.objects.get()):
        assert caller.ask("GET", PATH).status_code == 200
    assert Credential.objects.get().last_used_at is None

    assert caller.ask("GET", PATH).status_code == 200
    assert Credential.objects.get().last_used_at is not None
