"""One folder per family of clients. The list is explicit: what is not in it does not exist."""

from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from peerly.api.dialect import Dialect, beginnings_of
from peerly.api.viewsets import Operation
from peerly.dialects.agyletime.dialect import AGYLETIME
from peerly.dialects.betterworks.dialect import BETTERWORKS
from peerly.dialects.engage.dialect import ENGAGE
from peerly.dialects.engagedly.dialect import ENGAGEDLY
from peerly.dialects.peerly.dialect import PEERLY

DIALECTS: tuple[Dialect, ...] = (PEERLY, AGYLETIME, BETTERWORKS, ENGAGE, ENGAGEDLY)


def paths_of(dialect: Dialect) -> list[URLPattern]:
    """Return the paths of ``dialect``: what its folder's ``urls`` has."""
    paths: list[URLPattern] = import_module(f"{__name__}.{dialect.name}.urls").urlpatterns
    return paths


class _Owned(RoutePattern):
    """Lets a path through to the patterns of its own dialect, and to no other's in vain."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__("")
        self.owns = dialect.owns

    def match(self, path: str) -> Any:
        return super().match(path) if self.owns(path) else None


def mount(dialect: Dialect) -> URLResolver:
    """Return what the resolver asks for the paths of ``dialect``, which are named after it.

    Raises LookupError at import for one that begins as none of its own do.
    """
    paths, name = paths_of(dialect), dialect.name
    for astray in (str(each.pattern) for each in paths):
        if not dialect.owns(astray):
            raise LookupError(f"the dialect {name} has no beginning for {astray!r}")
    return URLResolver(_Owned(dialect), paths, app_name=name, namespace=name)


def operations_of(dialect: Dialect) -> list[Operation]:
    """Return what the clients of ``dialect`` can ask for, each once."""
    bound: Any = (pattern.callback for pattern in paths_of(dialect))
    asked = {(view, action): view.cls for view in bound for action in view.actions.values()}
    known = ((viewset.operations, action) for (_, action), viewset in asked.items())
    return [operations[action] for operations, action in known if action in operations]


def of_path(url_path: str) -> Dialect | None:
    """Return the dialect that answers for ``url_path``, found or not."""
    first, both = beginnings_of(url_path)
    return _BEGINNINGS.get(first) or _BEGINNINGS.get(both)


_BEGINNINGS = {beginning: dialect for dialect in DIALECTS for beginning in dialect.beginnings}
