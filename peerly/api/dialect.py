"""The Dialect: how one family of API clients speaks to Peerly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ErrorDetail
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle

from peerly.api.nothing import NoSuchEndpoint
from peerly.api.problems import UNDEFINED, Problem, describe
from peerly.api.viewsets import ResourceViewSet
from peerly.notation import as_id

Words = Mapping[str, type[BaseSerializer]]


def beginnings_of(url_path: str) -> tuple[str, str]:
    """Return what a dialect may know ``url_path`` by: its first segment, and the first two."""
    first, _, rest = url_path.strip("/").partition("/")
    return first, f"{first}/{rest.partition('/')[0]}"


@dataclass(frozen=True)
class Phrase:
    """A problem in a dialect's own words: what goes over the wire."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class KeyNames:
    """What the clients of a dialect call the parts of a credential.

    ``identifier`` is the part that is no secret, ``prefix`` what it begins with; None where there
    is only a ``secret``.
    """

    secret: str
    identifier: str | None = None
    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Phrasing only: never what somebody can see, never what they may do.

    ``words`` are the serializers, by the names the viewsets' operations use. ``beginnings`` are
    those of the paths it answers for, unknown ones included: one segment or two.
    ``phrase_problem`` takes the neutral problem, the HTTP method and the resource a view is about.
    ``envelope`` returns the OpenAPI shape of a successful answer around a serializer.

    ``credential_headers`` are the headers its clients sign in with. ``path_id`` and ``body_id``
    read an id as this dialect spells those of a kind of thing: the name of the path's parameter,
    or what a VisibleThing is of.
    """

    name: str
    beginnings: frozenset[str]
    authentication_classes: Sequence[type[BaseAuthentication]]
    parser_class: type[BaseParser]
    renderer_class: type[BaseRenderer]
    negotiation_class: type[BaseContentNegotiation]
    pagination_class: type[BasePagination]
    words: Words
    phrase_problem: Callable[[Problem, str, str], Phrase]
    envelope: Callable[[str, Any, bool], Any]
    problem_schema: type[BaseSerializer]
    title: str = ""
    """What a person calls these clients, on a page."""
    left_out: str = ""
    """What these clients' page has and Peerly does not, and why; a 404 in the envelope."""
    key_names: KeyNames | None = None
    """What its credentials are made of; None where people sign in themselves."""
    credential_headers: tuple[str, ...] = ("Authorization",)
    throttle_classes: Sequence[Callable[[], BaseThrottle]] = ()
    path_id: Callable[[str, str], int | None] = lambda thing, text: as_id(text)
    body_id: Callable[[str, Any], int | None] = lambda thing, data: (
        as_id(data) if isinstance(data, int) else None
    )
    security_schemes: Mapping[str, Any] = field(default_factory=dict)
    """How OpenAPI describes its credentials: all of these together sign a request."""
    path_schemas: Mapping[str, Any] = field(default_factory=dict)
    """How OpenAPI describes the names in its paths that are spelled in a way of its own."""
    refuses_unknown_fields: bool = False
    """Whether a field that no word has is an error; else it is ignored."""
    wants_json_always: bool = False
    """Whether a POST, PUT or PATCH must say it is JSON even where no body is read."""
    wants_https: bool = False
    """Whether a request that came by plain http is refused; it is never redirected."""
    reader_of: Callable[[HttpRequest], tuple[Any, dict[str, Any]] | None] | None = None
    """Who a request says it is from, and what a statement is told to find out whether that is so:
    for the express lane, which there is none of where this is None."""
    longest_request_id: int = 128
    """Printable characters of an ``X-Request-Id`` that comes back as it was sent."""

    def path(
        self,
        route: str,
        viewset: type[ResourceViewSet],
        actions: dict[str, str],
        also: Sequence[str] = (),
    ) -> list[URLPattern]:
        """Return the patterns of ``route``, with and without a trailing slash, bound to this.

        ``also`` are other spellings of the route, behind which is the very same view.
        Raises LookupError at import when the viewset needs a word this dialect does not have.
        """
        for action in actions.values():
            for word in viewset.operations[action].words():
                if word not in self.words:
                    raise LookupError(f"the dialect {self.name} has no word for {word!r}")
        view = self._bind(viewset, actions, route)
        others = [f"{route}/", *(f"{each}{end}" for each in also for end in ("", "/"))]
        return [path(route, view, name=route), *(path(each, view) for each in others)]

    def catch_all(self) -> list[URLPattern]:
        """Return the patterns that say 404 in this dialect below its own beginnings.

        They also keep Django from redirecting a POST whose path it does not know.
        """
        return self.nothing_at(*sorted(self.beginnings))

    def nothing_at(self, *routes: str) -> list[URLPattern]:
        """Return the patterns that say 404 in this dialect at ``routes`` and below."""
        every = dict.fromkeys(("get", "post", "put", "patch", "delete"), "nothing")
        view = self._bind(NoSuchEndpoint, every)
        return [
            pattern
            for route in routes
            for pattern in (path(f"{route}{end}", view) for end in ("", "/", "/<path:rest>"))
        ]

    def owns(self, url_path: str) -> bool:
        """Tell whether ``url_path`` is this dialect's to answer, found or not."""
        return not self.beginnings.isdisjoint(beginnings_of(url_path))

    def unknown_fields(self, serializer: Any, data: Any) -> dict[str, ErrorDetail]:
        """Return a sentence for each field of a body that this dialect may not be sent."""
        if not self.refuses_unknown_fields:
            return {}
        known = {name for name, field in serializer.fields.items() if not field.read_only}
        said = ErrorDetail("Field is not allowed", code=UNDEFINED)
        return dict.fromkeys(sorted(set(data) - known), said)

    def handle_exception(self, exc: Exception, context: dict[str, Any]) -> Response | None:
        """DRF's hook: phrase ``exc``, or return None for a bug."""
        view = context.get("view")
        problem = describe(exc, view)
        if problem is None:
            return None
        method = context["request"].method if context.get("request") else "GET"
        phrase = self._phrase(problem, method, getattr(view, "resource", ""))
        return Response(phrase.body, status=phrase.status, headers=dict(phrase.headers))

    def render_problem(self, problem: Problem, request: HttpRequest) -> HttpResponse:
        """Phrase ``problem`` outside DRF, where Django itself has failed."""
        phrase = self._phrase(problem, request.method or "GET", "")
        return JsonResponse(phrase.body, status=phrase.status, headers=dict(phrase.headers))

    def _phrase(self, problem: Problem, method: str, resource: str) -> Phrase:
        return self.phrase_problem(problem.without_keys(), method, resource)

    def _bind(
        self, viewset: type[ResourceViewSet], actions: dict[str, str], route: str = ""
    ) -> Any:
        return viewset.as_view(
            {**actions},
            dialect=self,
            route=route,
            path_schemas={**viewset.path_schemas, **self.path_schemas},
            security_schemes=viewset.security_schemes or self.security_schemes,
            authentication_classes=self.authentication_classes,
            parser_classes=[self.parser_class],
            renderer_classes=[self.renderer_class],
            content_negotiation_class=self.negotiation_class,
            pagination_class=self.pagination_class,
        )
