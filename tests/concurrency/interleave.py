"""Two at once, in a chosen order: a rival who comes exactly between two steps of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import connection, connections, models, transaction
from django.db.models import QuerySet

from accounts.models import User
from recognition.models import LastThanks

BLOCKED = 0.3
"""Seconds without an end after which a rival is taken to wait for a lock."""

ENDS = 30
"""Seconds in which a rival whom nothing stops has ended, on however slow a machine."""


class Rival:
    """Somebody else's request: a thread with a database connection of its own."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act = act
        self.answer: Any = None
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self._run)

    def start(self, *, patience: float = BLOCKED) -> None:
        """Let the rival act; comes back when they have ended, or seem to wait for a lock."""
        self.thread.start()
        self.thread.join(patience)

    def result(self) -> Any:
        """Wait for the end and return what came of it, or raise."""
        self.thread.join(ENDS)
        assert not self.thread.is_alive(), "the rival never ended"
        if self.failure is not None:
            raise self.failure
        return self.answer

    def _run(self) -> None:
        try:
            self.answer = self.act()
        except BaseException as failure:  # noqa: BLE001 - `result` raises it
            self.failure = failure
        finally:
            connections.close_all()


def meet(
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    act: Callable[[], Any],
    *,
    after: bool = False,
    guarded: bool = True,
) -> Rival:
    """Let a rival ``act`` just before the first call of ``owner.name``, or just ``after`` it.

    The call goes on when the rival has ended; or, where something is ``guarded`` by then, when
    the rival seems to wait for it.
    """
    rival = Rival(act)
    original = getattr(owner, name)
    patience = BLOCKED if guarded else ENDS
    called = threading.Event()

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        is_first = not called.is_set()
        called.set()
        result = original(*args, **kwargs) if after else None
        if is_first:
            rival.start(patience=patience)
            assert guarded or not rival.thread.is_alive(), "something still stops the rival"
        return result if after else original(*args, **kwargs)

    monkeypatch.setattr(owner, name, interrupted)
    return rival


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out transactions and row locks, which on SQLite are one thing: each statement counts."""

    def careless(*args: Any, **kwargs: Any) -> Any:
        return args[0] if args and callable(args[0]) else nullcontext()

    monkeypatch.setattr(transaction, "atomic", careless)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **kwargs: rows.all())


def without_sqlites_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite one transaction writes at a time: that hides what the guard is there for."""
    if connection.vendor == "sqlite":
        without_locks(monkeypatch)


@contextmanager
def without_constraint(model: type[models.Model], name: str) -> Iterator[None]:
    """Take a rule out of the database; put it back when the rows made meanwhile are gone."""
    rules = model._meta.constraints
    rule = next(rule for rule in rules if rule.name == name)
    rows = model._base_manager
    newest = rows.aggregate(newest=models.Max("pk", default=0))["newest"]
    # SQLite makes the table anew, as the model has it.
    model._meta.constraints = [each for each in rules if each is not rule]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, rule)
    finally:
        model._meta.constraints = rules
    try:
        yield
    finally:
        made = rows.filter(pk__gt=newest)
        if model is User:
            LastThanks.objects.filter(user__in=made).delete()
        made._raw_delete(made.db)  # a soft deletion would keep them
        with connection.schema_editor() as editor:
            editor.add_constraint(model, rule)
