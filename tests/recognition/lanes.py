"""Asking twice: as it comes, and with a lane closed, so that the ordinary way has to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from peerly.api.express import Lane

OWN = {"X-Request-Id", "X-RateLimit-Remaining"}
"""Headers that tell one request from the one before."""

Told = tuple[int, bytes, list[tuple[str, str]]]


@contextmanager
def watched(lane: type[Any] = Lane) -> Iterator[list[bool]]:
    """Yield a list that grows by whether the lane did it, with each request it was offered."""
    answer, taken = lane.answer, []

    def look(*args: Any) -> Any:
        found = answer(*args)
        taken.append(found is not None)
        return found

    with patch.object(lane, "answer", look):
        yield taken


@contextmanager
def closed(lane: type[Any] = Lane) -> Iterator[None]:
    """Let the lane answer nothing."""
    with patch.object(lane, "answer", lambda *_: None):
        yield


def told(answer: Any) -> Told:
    """Return all that went over the wire, but what is every request's own."""
    headers = [pair for pair in answer.headers.items() if pair[0] not in OWN]
    return answer.status_code, answer.content, sorted(headers)


def both_ways(ask: Callable[[], Any]) -> tuple[Any, bool]:
    """Return what ``ask`` is answered, the same both ways, and whether the lane can say it."""
    with watched() as taken:
        answer = ask()
    with closed():
        ordinary = ask()
    assert told(answer) == told(ordinary)
    return answer, taken == [True]
