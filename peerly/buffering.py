"""Between the web server and Django: whole requests in, whole answers out, few at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from queue import SimpleQueue
from typing import TYPE_CHECKING

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

CHUNK = 64 * 1024
"""Bytes that are read at a time."""

LARGEST_REFUSED = 1024 * 1024
"""Bytes of a body too large that are still read, so that its sender gets to see the refusal."""

LARGEST_ANSWER = 2 * 1024 * 1024
"""Bytes of an answer that are made at once; what is longer goes out piece by piece."""

CGI_NAMES = {"CONTENT_LENGTH", "CONTENT_TYPE", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR"}
CGI_NAMES |= {"REQUEST_METHOD", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"}


class BrokenBody(Exception):
    """The client stopped sending before its body was whole."""


class Seat:
    """A place in Django for one request at a time, with the database connections of that place.

    Django ties a connection to a thread. The server has many threads, most of which only wait
    for slow clients, so the connections move along with the seat instead, which also looks
    after them before and after each request, as Django does where it has no seats.
    """

    def __init__(self) -> None:
        self.connections: dict[str, BaseDatabaseWrapper] = {}

    def take(self) -> None:
        """Make this seat's connections the running thread's own, those of them that work."""
        for alias, connection in self.connections.items():
            connections[alias] = connection
            connection.close_if_unusable_or_obsolete()

    def leave(self) -> None:
        """Take them away from the running thread, new ones included."""
        for connection in connections.all(initialized_only=True):
            kept = self.connections.pop(connection.alias, None)
            try:
                connection.close_if_unusable_or_obsolete()
            finally:
                del connections[connection.alias]
            if connection.in_atomic_block:
                continue  # somebody left in the middle: another one takes its place
            if kept is None:
                connection.inc_thread_sharing()
            self.connections[connection.alias] = connection


class Seats:
    """Those that are free; the one left last is taken first, because its connection is warm.

    ``queue.LifoQueue`` does the same, in Python, and takes longer than the rest of this module.
    """

    def __init__(self, number: int) -> None:
        self._free = [Seat() for _ in range(number)]
        self._turns: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            self._turns.put(None)

    def get(self) -> Seat:
        """Wait for one, and take it."""
        self._turns.get()
        return self._free.pop()

    def put(self, seat: Seat) -> None:
        """Give it to whoever waits."""
        self._free.append(seat)
        self._turns.put(None)

    def free(self) -> int:
        """Return how many are free."""
        return len(self._free)


class Buffering:
    """A WSGI application around Django that lets at most ``seats`` requests in at once.

    A client that sends or reads slowly, or never ends, holds one of the server's many threads,
    but neither a seat nor a database connection; nor does a request that is ``away``. Bodies sent
    in chunks get a length here, without which Django would take them for empty.
    """

    def __init__(self, application: WSGIApplication, *, seats: int, largest_body: int) -> None:
        self.application = application
        # Bytes. Of what is longer, Django gets to see the length, which it refuses.
        self.largest_body = largest_body
        self.seats = Seats(seats)
        # granian mixes the process's own environment into every request's: secrets, and
        # variables such as HTTP_PROXY that would pass for headers.
        self.foreign = frozenset(os.environ) - CGI_NAMES

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in self.foreign:
            environ.pop(name, None)
        if environ.get("HTTP_HOST") == "":  # HTTP/1.0, as probes speak it, has no Host
            del environ["HTTP_HOST"]
        try:
            self._take_in(environ)
        except BrokenBody:
            start_response("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")])
            return [b""]
        return self._answer(environ, start_response)

    def _take_in(self, environ: WSGIEnvironment) -> None:
        """Replace the request's body by one that is here already. Raises BrokenBody."""
        stream, body = environ["wsgi.input"], b""
        declared = environ.get("CONTENT_LENGTH") or ""
        if environ.pop("HTTP_TRANSFER_ENCODING", None):
            # The server has taken the chunks apart, and ignored a Content-Length beside them.
            body = _read(stream, self.largest_body + 1)
            if len(body) > self.largest_body:
                _waste(stream, LARGEST_REFUSED)
            environ["CONTENT_LENGTH"] = str(len(body))
        elif declared.isdecimal() and int(declared) > self.largest_body:
            _waste(stream, min(int(declared), LARGEST_REFUSED))
        elif declared.isdecimal():
            body = _read(stream, int(declared))
            if len(body) < int(declared):
                raise BrokenBody
        environ["wsgi.input"] = BytesIO(body)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        stay = _Stay(self.seats)
        try:
            stay.answer = self.application(environ, start_response)
            stay.pieces = iter(stay.answer)
            beginning, is_all = _beginning(stay.pieces)
        except BaseException:
            stay.close()
            raise
        if is_all:
            stay.close()
            return [beginning]
        stay.beginning = beginning
        if _needs_no_database(stay.answer):
            stay.stand_up()
        return stay


class _Stay:
    """One request's time on a seat; as an answer, one too large to hold.

    That one keeps the seat until the client has it or hangs up, if it is read from the database
    meanwhile; else nobody would be left to serve while a few clients read slowly.
    """

    def __init__(self, seats: Seats) -> None:
        self.seats = seats
        self.answer: Iterable[bytes] = ()
        self.pieces: Iterator[bytes] = iter(())
        self.beginning = b""
        self.seat: Seat | None = None
        self.sit_down()
        _thread.stay = self

    def __iter__(self) -> Iterator[bytes]:
        yield self.beginning
        yield from self.pieces

    def sit_down(self) -> None:
        """Wait for a seat, and take it."""
        self.seat = self.seats.get()
        try:
            self.seat.take()
        except BaseException:
            self.stand_up()
            raise

    def stand_up(self) -> None:
        """Leave the seat to others, unless that has happened already."""
        seat, self.seat = self.seat, None
        if seat is not None:
            try:
                seat.leave()
            finally:
                self.seats.put(seat)

    def close(self) -> None:
        """Tell Django that the request is over, and free the seat."""
        _thread.stay = None
        try:
            close = getattr(self.answer, "close", None)
            if close is not None:
                close()
        finally:
            self.stand_up()


_thread = threading.local()
"""``stay``: that of the request which the running thread works on, if any."""


@contextmanager
def away() -> Iterator[None]:
    """Leave the running request's seat to others while the block waits for another server.

    The block must not use the database. Nothing happens within a transaction, which belongs to
    its connection, and so to the seat; nor where there are no seats: in a command, in a test.
    """
    stay: _Stay | None = getattr(_thread, "stay", None)
    if stay is None or stay.seat is None or _in_transaction():
        yield
        return
    stay.stand_up()
    try:
        yield
    finally:
        stay.sit_down()


def _in_transaction() -> bool:
    return any(known.in_atomic_block for known in connections.all(initialized_only=True))


def _needs_no_database(answer: Iterable[bytes]) -> bool:
    """Tell whether ``answer``, in Django's classes, is made already, or a file."""
    is_file = getattr(answer, "file_to_stream", None) is not None
    return is_file or not getattr(answer, "streaming", True)


def _read(stream: BytesIO, size: int) -> bytes:
    """Return the next ``size`` bytes, fewer only at the end."""
    pieces = []
    while size > 0 and (piece := stream.read(min(size, CHUNK))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _waste(stream: BytesIO, size: int) -> None:
    """Read as ``_read`` does, and keep nothing."""
    while size > 0 and (piece := stream.read(min(size, CHUNK))):
        size -= len(piece)


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """Return what ``pieces`` begins with, up to ``LARGEST_ANSWER`` or so, and if that is all."""
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            return b"".join(kept), False
    return b"".join(kept), True
