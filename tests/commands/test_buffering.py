"""The seats between the web server and Django: who holds one, and for how long."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

from peerly.buffering import LARGEST_ANSWER, Buffering, away

PIECE = b"x" * 1024 * 1024
PIECES = LARGEST_ANSWER // len(PIECE) + 2


def _pieces() -> Iterable[bytes]:
    for _ in range(PIECES):
        yield PIECE


ANSWERS = {
    "made": lambda: HttpResponse(PIECE * PIECES),
    "file": lambda: FileResponse(BytesIO(PIECE * PIECES)),
    "stream": lambda: StreamingHttpResponse(_pieces()),
}


class _Django:
    """Stands in for Django: answers with ``make()``, as Django's own WSGI handler hands it over."""

    def __init__(self, make: Any) -> None:
        self.make = make

    def __call__(self, environ: dict[str, Any], start_response: Any) -> HttpResponseBase:
        answer: HttpResponseBase = self.make()
        start_response("200 OK", [])
        return answer


def _in_thread(work: Any) -> None:
    """Run ``work`` where no database connection is, as the seats take hold of those they find."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as problem:  # noqa: BLE001 - told in the main thread
            problems.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert problems == []


def _ask(buffering: Buffering) -> Any:
    return buffering({"wsgi.input": BytesIO()}, lambda status, headers: None)


@pytest.mark.parametrize(("kind", "free"), [("made", 1), ("file", 1), ("stream", 0)])
def test_only_what_is_read_from_the_database_keeps_its_seat_for_a_slow_reader(
    kind: str, free: int
) -> None:
    buffering = Buffering(_Django(ANSWERS[kind]), seats=1, largest_body=0)

    def read_slowly() -> None:
        answer = _ask(buffering)
        assert buffering.seats.free() == free
        size = sum(len(piece) for piece in answer)
        assert buffering.seats.free() == free
        if not isinstance(answer, list):
            answer.close()
        assert size == len(PIECE) * PIECES
        assert buffering.seats.free() == 1

    _in_thread(read_slowly)


def test_a_seat_is_free_while_its_request_asks_another_server() -> None:
    seen = []

    def make() -> HttpResponse:
        seen.append(buffering.seats.free())
        with away():
            seen.append(buffering.seats.free())
            with away():  # nothing is left to give back
                seen.append(buffering.seats.free())
        seen.append(buffering.seats.free())
        return HttpResponse(b"done")

    buffering = Buffering(_Django(make), seats=1, largest_body=0)

    _in_thread(lambda: _ask(buffering))

    assert seen == [0, 1, 1, 0]
    assert buffering.seats.free() == 1


def test_a_seat_comes_back_whatever_happens_elsewhere() -> None:
    def make() -> HttpResponse:
        with away():
            raise ConnectionError

    buffering = Buffering(_Django(make), seats=1, largest_body=0)

    def fail() -> None:
        with pytest.raises(ConnectionError):
            _ask(buffering)

    _in_thread(fail)

    assert buffering.seats.free() == 1
