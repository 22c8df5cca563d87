"""What is refused at the door of every dialect, before anybody is looked up."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from peerly.api.dialect import Dialect
from peerly.api.problems import Problem
from peerly.dialects import DIALECTS, of_path
from peerly.notation import KEY
from peerly.proxies import FORWARDED_PROTO

WAYS = {each.credential_headers for each in DIALECTS}
"""The headers that each kind of credentials comes in."""


class Doorkeeper:
    """Middleware: a key in the address, two kinds of credentials at once, plain http.

    Where several credentials disagree, choosing one would be a guess; and a key in an address is
    in every proxy's log by now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        dialect = of_path(request.path_info)
        problem = _refusal(request, dialect) if dialect is not None else None
        if dialect is not None and problem is not None:
            response = dialect.render_problem(problem, request)
            response["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)


def _refusal(request: HttpRequest, dialect: Dialect) -> Problem | None:
    if dialect.wants_https and _came_by_plain_http(request):
        return Problem("access_denied", "Use https: plain http is not answered.")
    if KEY.search(unquote(request.get_full_path())):
        return Problem(
            "invalid_query",
            "A key does not belong into an address: send it in its header, and revoke this one.",
            fields={"key": "A key does not belong into an address."},
        )
    shown = [way for way in WAYS if any(name in request.headers for name in way)]
    if len(shown) > 1:
        return Problem(
            "invalid_query",
            "Two kinds of credentials in one request: send one.",
            fields={"Authorization": "Two kinds of credentials in one request: send one."},
        )
    return None


def _came_by_plain_http(request: HttpRequest) -> bool:
    # Believed from anybody when it says http: whoever lies harms only their own request.
    is_told_of = settings.SECURE_PROXY_SSL_HEADER is not None
    said = request.META.get(FORWARDED_PROTO)
    return said == "http" or (is_told_of and not request.is_secure())
