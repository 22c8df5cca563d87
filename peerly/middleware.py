"""What every request gets: an id that its answer and its log lines share."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,128}")


class RequestIdMiddleware:
    """Take the caller's ``X-Request-Id`` or make one; put it on the answer, whatever it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _PRINTABLE.fullmatch(given) else str(uuid.uuid4())
        # Not reset afterwards: Django logs a refusal when every middleware has returned.
        _request_id.set(request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Give every log record the ``request_id`` of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class OneLineFormatter(logging.Formatter):
    """Keep what users typed from writing log lines of their own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = record.message.translate(_ESCAPES)
        return super().formatMessage(record)


_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
