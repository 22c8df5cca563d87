"""The connection."""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, features
from psycopg.pq import TransactionStatus

from peerly.postgresql.statements import Statements

SILENCE_SECONDS = 10
"""After so long without a word, only the server itself can tell that it is still there."""

BREATH_SECONDS = 0.02
"""Before that nobody looks whether it is lost; the next request fails, as if it was lost during
that. Looking takes a call of the system, and whoever makes one waits for their turn in Python."""

OTHERS = 100
"""Values that a statement may be told beside a list as long as can be: whose rows they are, say."""


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's own, which does not know how much a statement that the server binds can be told."""

    max_query_params = 2**16 - 1 - OTHERS


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own; a round trip before every request would be a third of what most of them ask."""

    features_class = DatabaseFeatures
    _heard_at = 0.0
    _statements: Statements | None = None

    def is_usable(self) -> bool:
        """Tell whether the kept connection works.

        A server that ends one says so, and what it says between two requests is nothing else. One
        that has vanished without a word is found out by asking, if it was not heard of lately; a
        request in between is answered with 503, as when it vanishes during one.

        One on which something went wrong is not kept: it may be lost, or have plans that a
        migration has made useless, which would fail for as long as it is kept. Of one that answered
        just now nobody looks for more.
        """
        if self.errors_occurred:
            return False
        now = time.monotonic()
        silence, self._heard_at = now - self._heard_at, now
        lately = silence < SILENCE_SECONDS and self._is_idle()
        is_silent = lately and (silence < BREATH_SECONDS or not self._has_come())
        return is_silent or super().is_usable()

    @property
    def takes_numbered(self) -> bool:
        """Whether ``rows_of`` may be asked: nobody listens, who would be told of nothing."""
        return not (self.execute_wrappers or self.queries_logged)

    def rows_of(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return the rows of ``statement``, in which $1 is the first of ``values``.

        What is around a cursor of Django's takes half as long as asking for a page does, and
        so would finding out where the values go in a long one. Raises django.db.Error.
        """
        self.close_if_health_check_failed()
        if self.connection is None:  # else it looks for a running loop first, to no end
            self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            if self._statements is None or self._statements.connection is not self.connection:
                self._statements = Statements(self.connection)
            return self._statements.rows(statement, values)

    def _is_idle(self) -> bool:
        """Tell whether nothing is under way, as far as this side knows. A lost one is not idle."""
        idle: bool = self.connection.pgconn.transaction_status == TransactionStatus.IDLE
        return idle

    def _has_come(self) -> bool:
        """Tell whether the server has said something, or hung up."""
        listening = select.poll()  # select cannot watch a descriptor above 1023
        listening.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(listening.poll(0))
