"""What every request gets: an id that its answer and its log lines share."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from peerly.notation import KEY, without_keys

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
LONGEST = 128
"""Characters of a request id, where no dialect promises another number."""


def request_id() -> str:
    """Return the id of the request at hand."""
    return _request_id.get()


class RequestIdMiddleware:
    """Take the caller's ``X-Request-Id`` or make one; put it on the answer, whatever it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        # Here, because the settings name this module for the logs, before there are any apps.
        from peerly.dialects import of_path

        self.get_response = get_response
        self.dialect_of = of_path

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if given and self._is_kept(given, request) else _made()
        # Not reset afterwards: Django logs a refusal when every middleware has returned.
        _request_id.set(request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response

    def _is_kept(self, given: str, request: HttpRequest) -> bool:
        dialect = self.dialect_of(request.path_info)
        longest = LONGEST if dialect is None else dialect.longest_request_id
        if KEY.search(given):  # on every line of the log, and in the answer
            return False
        return len(given) <= longest and _PRINTABLE.fullmatch(given) is not None


def _made() -> str:
    # As uuid4 has them, which asks the system for its bits, and then waits for its turn in Python
    # again. No secret, nor may it become one: whoever sees enough of them can tell the next.
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


class RequestIdFilter(logging.Filter):
    """Give every log record the ``request_id`` of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class OneLineFormatter(logging.Formatter):
    """Keep what users typed from writing log lines of their own, and keys out of them.

    No key belongs into an address, but whoever puts one there still shows it to every log.
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = record.message.translate(_ESCAPES)
        return super().formatMessage(record)


_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
