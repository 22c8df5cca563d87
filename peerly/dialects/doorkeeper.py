"""What is refused at the door of every dialect, before anybody is looked up."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import HttpHeaders, split_domain_port, validate_host
from django.urls import ResolverMatch, URLPattern

from peerly.api.dialect import Dialect
from peerly.api.problems import Problem
from peerly.dialects import DIALECTS, mount, of_path, paths_of
from peerly.notation import KEY
from peerly.proxies import FORWARDED_PROTO

RESOLVERS = {each.name: mount(each) for each in DIALECTS}


def _kind(route: str) -> tuple[str, int]:
    return route.partition("/")[0], route.count("/")


def _alike(dialect: Dialect) -> dict[tuple[str, int], list[URLPattern]]:
    """Return, in order, only those paths which begin so and can be so long."""
    routes = [(str(pattern.pattern), pattern) for pattern in paths_of(dialect)]
    return {
        kind: [
            pattern
            for route, pattern in routes
            if _kind(route) == kind or ("<path:" in route and _kind(route)[0] == kind[0])
        ]
        for kind in {_kind(route) for route, _ in routes}
    }


ALIKE = {each.name: _alike(each) for each in DIALECTS}
"""Looking through all the paths takes longer than much of what is asked for."""

KNOWN = {
    each.name: {
        route: RESOLVERS[each.name].resolve(route)
        for route in (str(pattern.pattern) for pattern in paths_of(each))
        if "<" not in route
    }
    for each in DIALECTS
}
"""What is found at the paths without parameters, which need no looking for."""

WAYS = {frozenset(map(HttpHeaders.to_wsgi_name, each.credential_headers)) for each in DIALECTS}
"""The headers that each kind of credentials comes in, as WSGI spells them."""


LONGEST_KNOWN = 64
"""Characters of a query that is taken apart once for all who ask the same, as most do: too few for
more parameters than Django takes. It is UTF-8, whatever a request says that its body is."""


@lru_cache(maxsize=256)
def _query(text: str) -> Any:
    return QueryDict(text)


@lru_cache(maxsize=64)
def _is_ours(host: str, *allowed: str) -> bool:
    """Tell whether Django lets ``host`` in, which asks the same of every request."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


class Doorkeeper:
    """Middleware: refuses a key in the address, two kinds of credentials at once, plain http.

    Whoever is let in goes straight to the dialect's view.
    Where several credentials disagree, choosing one would be a guess; and a key in an address is
    in every proxy's log by now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        text = request.META.get("QUERY_STRING", "")
        if len(text) <= LONGEST_KNOWN and text.isascii():
            request.GET = _query(text)
        dialect = of_path(request.path_info)
        if dialect is None:
            return self.get_response(request)
        problem = _refusal(request, dialect)
        if problem is None:
            return _let_in(request, dialect)
        response = dialect.render_problem(problem, request)
        response["Cache-Control"] = "no-store"
        return response


def _let_in(request: HttpRequest, dialect: Dialect) -> HttpResponse:
    """Return what the view behind the path answers, as Django's own handler would ask it.

    The middleware behind this one is for pages: sessions, tokens of forms, messages. No program
    has any of them, and passing by takes as long as half of what most programs ask for.
    """
    if not _is_ours(request.META.get("HTTP_HOST", ""), *settings.ALLOWED_HOSTS):
        request.get_host()  # a strange one is refused, here as there
    route = request.path_info.removeprefix("/")
    found = KNOWN[dialect.name].get(route) or _found(dialect, route)
    request.resolver_match = found
    response: Any = found.func(request, *found.args, **found.kwargs)
    if hasattr(response, "render"):
        response = response.render()
    response.headers.setdefault("Content-Length", str(len(response.content)))
    answer: HttpResponse = response
    return answer


def _found(dialect: Dialect, route: str) -> ResolverMatch:
    """Return what is at ``route``. Raises Resolver404."""
    for pattern in ALIKE[dialect.name].get(_kind(route), ()):
        if found := pattern.resolve(route):
            return found
    return RESOLVERS[dialect.name].resolve(route)


def _refusal(request: HttpRequest, dialect: Dialect) -> Problem | None:
    if dialect.wants_https and _came_by_plain_http(request):
        return Problem("access_denied", "Use https: plain http is not answered.")
    query = request.META.get("QUERY_STRING", "")
    if KEY.search(request.path_info) or KEY.search(unquote(query) if "%" in query else query):
        return Problem(
            "invalid_query",
            "A key does not belong into an address: send it in its header, and revoke this one.",
            fields={"key": "A key does not belong into an address."},
        )
    shown = [way for way in WAYS if not way.isdisjoint(request.META)]
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
