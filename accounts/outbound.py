"""Asking another server: bounded in time, in size, and in where the answer may lead."""

from __future__ import annotations

import queue
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from peerly import buffering

LONGEST_ANSWER = 64 * 1024

AT_ONCE = 32
"""Questions that may wait for an answer in one process: a fraction of the server's threads."""

_turns = threading.BoundedSemaphore(AT_ONCE)


class NoAnswer(Exception):
    """The other server gave no answer that can be used; ``code`` is social-auth's word for why.

    Its text never holds the URL: a secret may be in it.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Answer:
    """A status and at most ``LONGEST_ANSWER`` bytes; a redirect is an answer like any other."""

    status: int
    body: bytes


def ask(method: str, url: str, *, seconds: float, **request: Any) -> Answer:
    """Send one request (``request`` as requests takes it) and return the answer to it.

    Others use our seat and our database connection meanwhile, so that a server that hangs holds
    up nobody but those who need it. Raises NoAnswer: at the latest when ``seconds`` have passed,
    and at once when too many wait already.
    """
    if seconds <= 0:
        raise NoAnswer("timeout")
    outcome: queue.SimpleQueue[Answer | NoAnswer] = queue.SimpleQueue()
    line = _Line()
    # A socket's timeout starts anew with every byte, so a server that drips could hold us for
    # hours. Only this thread waits for it, and until we hang up.
    thread = threading.Thread(
        target=lambda: outcome.put(_in_turn(line, method, url, seconds, request)), daemon=True
    )
    _begin(thread)
    try:
        with buffering.away():
            result = outcome.get(timeout=seconds)
    except queue.Empty:
        raise NoAnswer("timeout") from None
    finally:
        line.hang_up()
    if isinstance(result, NoAnswer):
        raise result
    return result


def _begin(thread: threading.Thread) -> None:
    """Start ``thread`` if it is its turn, which it gives back itself. Raises NoAnswer."""
    if not _turns.acquire(blocking=False):
        raise NoAnswer("unavailable")
    try:
        thread.start()
    except RuntimeError:  # the system gives us no more of them
        _turns.release()
        raise NoAnswer("unavailable") from None


class _Line:
    """The connections of one exchange, for whoever has waited long enough to hang up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._is_hung_up = False

    def hold(self, end: socket.socket) -> socket.socket:
        """Return ``end``, remembered; its handshake is still to come."""
        with self._lock:
            # A copy: TLS takes the original apart.
            self._ends.append(end.dup())
            if self._is_hung_up:
                self._shut()
        return end

    def hang_up(self) -> None:
        """End what is held, and what is yet to be connected: whoever reads it reads no more."""
        with self._lock:
            self._is_hung_up = True
            self._shut()

    def close(self) -> None:
        """Let go of what is held."""
        with self._lock:
            while self._ends:
                self._ends.pop().close()

    def _shut(self) -> None:
        for end in self._ends:
            with suppress(OSError):  # the other side was faster
                end.shutdown(socket.SHUT_RDWR)


class _Held(HTTPConnection):
    """A connection that its line knows from its first moment."""

    line: _Line

    def _new_conn(self) -> socket.socket:
        return self.line.hold(super()._new_conn())


class _Adapter(HTTPAdapter):
    """How requests connects, with every connection on ``line``."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        super().__init__()

    def get_connection_with_tls_context(self, *where: Any, **how: Any) -> Any:
        """Return requests' pool of connections, which makes them of our kind."""
        pool: Any = super().get_connection_with_tls_context(*where, **how)
        bases = (_Held, pool.ConnectionCls)
        pool.ConnectionCls = type("Held", bases, {"line": self._line})
        return pool


def _in_turn(
    line: _Line, method: str, url: str, seconds: float, request: dict[str, Any]
) -> Answer | NoAnswer:
    # The turn ends with the exchange, not with our patience: there would else be ever more
    # threads. Looking up a name cannot be hung up on, and has an end of its own.
    try:
        return _exchange(line, method, url, seconds, request)
    finally:
        line.close()
        _turns.release()


def _exchange(
    line: _Line, method: str, url: str, seconds: float, request: dict[str, Any]
) -> Answer | NoAnswer:
    deadline = time.monotonic() + seconds
    try:
        with requests.Session() as session:
            for scheme in ("https://", "http://"):
                session.mount(scheme, _Adapter(line))
            with session.request(
                method, url, timeout=seconds, allow_redirects=False, stream=True, **request
            ) as response:
                return _read(response, deadline)
    except requests.exceptions.SSLError:
        return NoAnswer("tls_error")
    except requests.Timeout:
        return NoAnswer("timeout")
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError):
        return NoAnswer("connection_failed")


def _read(response: requests.Response, deadline: float) -> Answer | NoAnswer:
    body = b""
    # read1 returns what has come, where read would wait for the whole amount.
    while part := response.raw.read1(LONGEST_ANSWER, decode_content=True):
        body += part
        if len(body) > LONGEST_ANSWER:
            return NoAnswer("unavailable")
        if time.monotonic() > deadline:
            return NoAnswer("timeout")
    return Answer(response.status_code, body)
