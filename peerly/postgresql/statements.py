"""Statements that one connection keeps ready, each asked by a single call of libpq."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from psycopg import Connection, OperationalError, RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader, PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

MOST = 100
"""As many as psycopg itself keeps ready; each takes memory of the server's. Those that are asked
most come first: what comes later is asked by a cursor, which keeps its own ready."""

Key = tuple[str, Sequence[int] | None]
"""A statement, and the types of its values: a small number is of another than a large one."""


class Unread(Loader):
    """JSON as its text, which a field of Django's reads."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        """Return it without the version of the format in front."""
        return bytes(data[1:]).decode()


class Statements:
    """What a connection is asked again and again; rows come in their own bytes.

    Moments that come as text would be read one by one, in Python. A cursor of psycopg's sends,
    waits and reads by calls of their own, between each of which another thread may take its turn
    in Python, and is Python itself.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._pgconn = connection.pgconn
        self._cursor = RawCursor(connection)
        self._cursor.adapters.register_loader("jsonb", Unread)
        # What it has found out of how to write and read a type serves all statements.
        self._told = Transformer(self._cursor)
        self._names: dict[Key, bytes] = {}
        self._numbers = count()
        # Somebody may have said so, because of what is between us and the server.
        self._never_prepares = connection.prepare_threshold is None

    def rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return the rows of ``statement``, in which $1 is the first of ``values``.

        Raises psycopg.Error.
        """
        if not self._may_ask():
            return self._rows_by_cursor(statement, values)
        told = self._told
        given = told.dump_sequence(values, [PyFormat.AUTO] * len(values))
        key = (statement, told.types)
        if key not in self._names and len(self._names) >= MOST:
            return self._rows_by_cursor(statement, values)
        name = self._names.get(key) or self._prepared(key)
        try:
            result = self._asked(name, given)
        except InvalidSqlStatementName:  # behind a DROP or a ROLLBACK psycopg lets go of all
            self._names.clear()
            result = self._asked(self._prepared(key), given)
        told.set_pgresult(result)
        rows = told.load_rows(0, result.ntuples, tuple)
        told.set_pgresult(None)  # which it would keep in memory until the next one
        return rows

    def _may_ask(self) -> bool:
        """Tell whether what is asked stands alone, and so could be asked once more.

        A transaction is psycopg's to begin.
        """
        is_idle = self._pgconn.transaction_status == TransactionStatus.IDLE
        return is_idle and self.connection.autocommit and not self._never_prepares

    def _rows_by_cursor(self, statement: str, values: Sequence[Any]) -> list[Any]:
        self._cursor.execute(statement, values, binary=True)
        return self._cursor.fetchall()

    def _prepared(self, key: Key) -> bytes:
        """Make a statement ready, and return its name."""
        name, (statement, types) = f"peerly_{next(self._numbers)}".encode(), key
        self._require(self._pgconn.prepare(name, statement.encode(), types), ExecStatus.COMMAND_OK)
        self._names[key] = name
        return name

    def _asked(self, name: bytes, given: Any) -> PGresult:
        result = self._pgconn.exec_prepared(name, given, self._told.formats, Format.BINARY)
        self._require(result, ExecStatus.TUPLES_OK)
        return result

    def _require(self, result: PGresult, status: ExecStatus) -> None:
        if result.status == status:
            return
        if self._pgconn.status == ConnStatus.BAD:  # which libpq says in words alone
            raise OperationalError(result.get_error_message())
        raise error_from_result(result, self.connection.info.encoding)
