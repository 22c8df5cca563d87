"""The Dialect: how one family of API clients speaks to Peerly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from peerly.api.problems import Problem, describe
from peerly.api.viewsets import NoSuchEndpoint, ResourceViewSet

Words = Mapping[str, type[BaseSerializer]]


@dataclass(frozen=True)
class Phrase:
    """A problem in a dialect's own words: what goes over the wire."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Phrasing only: never what somebody can see, never what they may do.

    ``words`` are the serializers, by the names the viewsets' operations use. ``first_segments``
    are the beginnings of the paths it answers for, unknown ones included. ``phrase_problem``
    takes the neutral problem, the HTTP method and the resource a view is about.
    ``envelope`` returns the OpenAPI shape of a successful answer around a serializer.
    """

    name: str
    first_segments: frozenset[str]
    authentication_classes: Sequence[type[BaseAuthentication]]
    parser_class: type[BaseParser]
    renderer_class: type[BaseRenderer]
    negotiation_class: type[BaseContentNegotiation]
    pagination_class: type[BasePagination]
    words: Words
    phrase_problem: Callable[[Problem, str, str], Phrase]
    envelope: Callable[[str, Any, bool], Any]
    problem_schema: type[BaseSerializer]

    def path(
        self, route: str, viewset: type[ResourceViewSet], actions: dict[str, str]
    ) -> list[URLPattern]:
        """Return the patterns of ``route``, with and without a trailing slash, bound to this.

        Raises LookupError at import when the viewset needs a word this dialect does not have.
        """
        for action in actions.values():
            for word in viewset.operations[action].words():
                if word not in self.words:
                    raise LookupError(f"the dialect {self.name} has no word for {word!r}")
        view = self._bind(viewset, actions)
        return [path(route, view, name=route), path(f"{route}/", view)]

    def catch_all(self) -> list[URLPattern]:
        """Return the patterns that say 404 in this dialect below its own beginnings.

        They also keep Django from redirecting a POST whose path it does not know.
        """
        every = dict.fromkeys(("get", "post", "put", "patch", "delete"), "nothing")
        view = self._bind(NoSuchEndpoint, every)
        return [
            pattern
            for segment in sorted(self.first_segments)
            for pattern in (path(segment, view), path(f"{segment}/<path:rest>", view))
        ]

    def owns(self, url_path: str) -> bool:
        """Tell whether ``url_path`` is this dialect's to answer, found or not."""
        return url_path.lstrip("/").split("/", 1)[0] in self.first_segments

    def handle_exception(self, exc: Exception, context: dict[str, Any]) -> Response | None:
        """DRF's hook: phrase ``exc``, or return None for a bug."""
        view = context.get("view")
        problem = describe(exc, view)
        if problem is None:
            return None
        method = context["request"].method if context.get("request") else "GET"
        phrase = self.phrase_problem(problem, method, getattr(view, "resource", ""))
        return Response(phrase.body, status=phrase.status, headers=dict(phrase.headers))

    def render_problem(self, problem: Problem, request: HttpRequest) -> HttpResponse:
        """Phrase ``problem`` outside DRF, where Django itself has failed."""
        phrase = self.phrase_problem(problem, request.method or "GET", "")
        return JsonResponse(phrase.body, status=phrase.status, headers=dict(phrase.headers))

    def _bind(self, viewset: type[ResourceViewSet], actions: dict[str, str]) -> Any:
        return viewset.as_view(
            {**actions},
            dialect=self,
            authentication_classes=self.authentication_classes,
            parser_classes=[self.parser_class],
            renderer_classes=[self.renderer_class],
            content_negotiation_class=self.negotiation_class,
            pagination_class=self.pagination_class,
        )
