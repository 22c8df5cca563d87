"""What the proxies in front tell of a request, as far as they are believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED_PROTO = "HTTP_X_FORWARDED_PROTO"


class BelievedProtocol:
    """Middleware: of several protocols told, keep the one that the outermost proxy of ours saw.

    Each proxy may add its own, as to X-Forwarded-For; what stands before those of ours came from
    anywhere. From here on there is one, so that nobody reads another of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if FORWARDED_PROTO in request.META:
            hops = request.META[FORWARDED_PROTO].split(",")
            # Who declares none has one all the same, where there is such a header to believe.
            declared: Any = settings.REST_FRAMEWORK["NUM_PROXIES"]
            first = min(max(1, declared), len(hops))
            request.META[FORWARDED_PROTO] = hops[-first].strip().lower()
        return self.get_response(request)
