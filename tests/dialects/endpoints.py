"""The operations of a dialect, as the resolver has them: nobody keeps a list by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from peerly.api.dialect import Dialect
from peerly.api.nothing import NoSuchEndpoint
from peerly.api.viewsets import Operation, ResourceViewSet

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Endpoint:
    """One method at one path: ``PUT core_values/<id>``."""

    dialect: Dialect
    method: str
    route: str
    viewset: type[ResourceViewSet]
    action: str

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"

    @property
    def operation(self) -> Operation:
        """What the viewset says of it."""
        return self.viewset.operations[self.action]

    @property
    def parameters(self) -> list[str]:
        """The names in the path."""
        return PARAMETER.findall(self.route)

    def path(self, pk: Any) -> str:
        """Return the path for the thing whose id is ``pk``."""
        return "/" + PARAMETER.sub(str(pk), self.route)

    def word(self, name: str | None) -> Any:
        """Return the dialect's serializer called ``name``."""
        return self.dialect.words[name or ""]


def endpoints(dialect: Dialect) -> list[Endpoint]:
    """Return every operation that ``dialect`` offers, once, at the first spelling of its path."""
    first: dict[Any, str] = {}
    for route, view in routes(dialect).items():
        first.setdefault(view, route)
    return [
        Endpoint(dialect, method.upper(), route, view.cls, action)
        for view, route in first.items()
        if view.cls is not NoSuchEndpoint
        for method, action in view.actions.items()
        if method != "head"
    ]


def routes(dialect: Dialect) -> dict[str, Any]:
    """Return {route: view} of everything bound to ``dialect``."""
    found: dict[str, Any] = {}
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        if getattr(pattern.callback, "initkwargs", {}).get("dialect") is dialect:
            found.setdefault(route, pattern.callback)  # as for a request, the first one counts
    return found


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern
