"""Many at once: requests to the server over as many connections, let go at one moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from accounts.actions import tokens
from accounts.models import User
from tests.server import Answer, Server

START_SECONDS = 30


@dataclass(frozen=True)
class Ask:
    """One request to send."""

    person: User | None
    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def rush(server: Server, asks: Sequence[Ask], *, clients: int = 0) -> list[Answer]:
    """Send all ``asks`` at once; returns their answers in the same order.

    Over ``clients`` connections, each of which sends its share one after the other; without a
    number, each request has a connection of its own.
    """
    clients = clients or len(asks)
    people = {ask.person.pk: ask.person for ask in asks if ask.person}
    bearers = {pk: f"Bearer {tokens.issue(person=person)}" for pk, person in people.items()}
    answers: list[Answer | None] = [None] * len(asks)

    def send(share: int, start: Callable[[], object]) -> None:
        with server.client() as client:
            start()
            for place in range(share, len(asks), clients):
                ask = asks[place]
                headers = dict(ask.headers)
                if ask.person is not None:
                    headers["Authorization"] = bearers[ask.person.pk]
                answers[place] = client.ask(ask.method, ask.path, ask.body, **headers)

    together([partial(send, share) for share in range(clients)])
    return [answer for answer in answers if answer is not None]


def together(jobs: Sequence[Callable[[Callable[[], object]], object]]) -> None:
    """Run every job in a thread of its own; each calls what it is given once it is ready to start.

    Raises what the first job that failed has raised.
    """
    barrier = threading.Barrier(len(jobs))
    failures: list[BaseException] = []

    def run(job: Callable[[Callable[[], object]], object]) -> None:
        try:
            job(lambda: barrier.wait(START_SECONDS))
        except BaseException as failure:  # noqa: BLE001 - it is raised again below
            barrier.abort()
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise next((each for each in failures if not _is_consequence(each)), failures[0])


def _is_consequence(failure: BaseException) -> bool:
    return isinstance(failure, threading.BrokenBarrierError)


def tally(answers: Sequence[Any]) -> Counter[tuple[int, str | None]]:
    """Return how often there was which (status, error code); a success has no code."""
    return Counter((answer.status_code, _code(answer)) for answer in answers)


def _code(answer: Any) -> str | None:
    error = answer.json().get("error", {})
    code: str | None = error.get("code", "none") if error else None
    return code
