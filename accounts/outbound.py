"""Asking another server: bounded in time, in size, and in where the answer may lead."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

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
    if not _turns.acquire(blocking=False):
        raise NoAnswer("unavailable")
    outcome: queue.SimpleQueue[Answer | NoAnswer] = queue.SimpleQueue()
    # A socket's timeout starts anew with every byte, so a server that drips could hold us for
    # hours. Only this thread waits for it, and stops at the first pause or the end of the headers.
    threading.Thread(
        target=lambda: outcome.put(_in_turn(method, url, seconds, request)), daemon=True
    ).start()
    try:
        with buffering.away():
            result = outcome.get(timeout=seconds)
    except queue.Empty:
        raise NoAnswer("timeout") from None
    if isinstance(result, NoAnswer):
        raise result
    return result


def _in_turn(method: str, url: str, seconds: float, request: dict[str, Any]) -> Answer | NoAnswer:
    # The turn ends with the exchange, not with our patience: the threads of a server that drips
    # would else become ever more.
    try:
        return _exchange(method, url, seconds, request)
    finally:
        _turns.release()


def _exchange(method: str, url: str, seconds: float, request: dict[str, Any]) -> Answer | NoAnswer:
    deadline = time.monotonic() + seconds
    try:
        with requests.request(
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
