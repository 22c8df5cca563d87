"""Clients that keep asking while something is taken away, and what they were told when."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.concurrency.rush import together
from tests.server import Answer, Server

CONNECTIONS = 16
ENOUGH = 40
"""Requests before something is taken away, and after it."""

SECONDS = 20
"""After which the server is too slow to be tested."""


@dataclass(frozen=True)
class Attempt:
    """One request: when it began and ended (``time.monotonic``), and what it was answered."""

    began: float
    ended: float
    answer: Any

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.answer.status_code)


@dataclass
class Load:
    """All attempts so far, of all clients."""

    attempts: list[Attempt] = field(default_factory=list)
    more: threading.Condition = field(default_factory=threading.Condition)
    is_over: bool = False

    def add(self, attempt: Attempt) -> None:
        """Keep one more."""
        with self.more:
            self.attempts.append(attempt)
            self.more.notify_all()

    def within(self, since: float, until: float = math.inf) -> list[Attempt]:
        """Return the attempts that began behind ``since`` and were answered before ``until``."""
        return [each for each in self.attempts if each.began > since and each.ended < until]

    def wait(self, since: float = 0.0) -> None:
        """Return when enough attempts that began behind ``since`` have been answered."""
        with self.more:
            enough = self.more.wait_for(lambda: len(self.within(since)) >= ENOUGH, SECONDS)
        assert enough, "the server is too slow"


@contextmanager
def pressure(
    server: Server,
    headers: Mapping[str, str],
    method: str,
    path: str,
    body: Any = None,
    *,
    connections: int = CONNECTIONS,
) -> Iterator[Load]:
    """Keep asking, signed with ``headers``, until the block and enough requests after it are over.

    The connections are spread over all workers.
    """
    load = Load()

    def keep_asking(start: Callable[[], object]) -> None:
        with server.client() as client:
            start()
            while not load.is_over:
                began = time.monotonic()
                answer: Answer = client.ask(method, path, body, **headers)
                load.add(Attempt(began, time.monotonic(), answer))

    clients = threading.Thread(target=together, args=([keep_asking] * connections,))
    clients.start()
    try:
        load.wait()
        yield load
        load.wait(time.monotonic())
    finally:
        load.is_over = True
        clients.join()


def do(client: Any, method: str, path: str, body: Any = None) -> float:
    """Send what takes something away; returns when it was acknowledged."""
    answer = client.ask(method, path, body)
    assert answer.status_code == 200, answer.content
    return time.monotonic()
