"""The OpenAPI documents and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, path
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from peerly.api.dialect import Dialect
from peerly.api.negotiation import OneRepresentation
from peerly.api.problems import describe
from peerly.dialects import DIALECTS, paths_of
from peerly.dialects.peerly.dialect import PEERLY


class OpenToAll(APIView):
    """Asked by anybody and only asked; its failures are phrased as the API's."""

    authentication_classes = ()
    permission_classes = ()
    schema = None  # no operation of any dialect
    # DRF would describe the view to OPTIONS; without it that is a plain 405.
    metadata_class = None
    http_method_names = ["get", "head"]

    def get_exception_handler(self) -> Callable[..., HttpResponse | None]:
        """Failures are phrased by the native dialect, whatever this view renders."""
        return _phrased


class Document(OpenToAll, SpectacularJSONAPIView):
    """One dialect's document, negotiated as all of its answers are."""

    about: Dialect = PEERLY
    renderer_classes: list[type[BaseRenderer]] = [OpenApiJsonRenderer2]


class Page(OpenToAll, SpectacularSwaggerSplitView):
    """Swagger UI; the split view loads its script from an address of its own, and no CDN."""

    content_negotiation_class = OneRepresentation
    about: Dialect = PEERLY

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show the page, with the way to the documents of the other dialects."""
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        if isinstance(response.data, dict):  # the page, not its script
            response.data["title"] = f"{self.about.title} · Peerly"
            response.data["here"] = self.about.title
            response.data["dialects"] = [
                {"title": each.title, "page": f"docs-{each.name}"} for each in DIALECTS
            ]
        return response


def _phrased(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    problem = describe(exc, context["view"])
    return None if problem is None else PEERLY.render_problem(problem, context["request"])


def _security_schemes(dialect: Dialect) -> dict[str, Any]:
    views: list[Any] = [pattern.callback for pattern in paths_of(dialect)]
    return {
        name: scheme
        for view in views
        for name, scheme in view.initkwargs["security_schemes"].items()
    }


def _description(dialect: Dialect) -> str:
    said = [str(settings.SPECTACULAR_SETTINGS["DESCRIPTION"])]
    if dialect.left_out:
        said.append(f"**Left out**, a 404 in the envelope: {dialect.left_out}")
    return "\n\n".join(said)


def _paths(dialect: Dialect, below: str) -> Iterator[URLPattern]:
    document = Document.as_view(
        about=dialect,
        patterns=paths_of(dialect),
        content_negotiation_class=dialect.negotiation_class,
        custom_settings={
            "TITLE": f"Peerly: {dialect.title}",
            "DESCRIPTION": _description(dialect),
            "APPEND_COMPONENTS": {"securitySchemes": _security_schemes(dialect)},
        },
    )
    page = Page.as_view(about=dialect, url_name=f"openapi-{dialect.name}")
    yield path(f"openapi{below}.json", document, name=f"openapi-{dialect.name}")
    yield path(f"openapi{below}.json/", document)
    yield path(f"docs{below}", page, name=f"docs-{dialect.name}")
    yield path(f"docs{below}/", page)


# Peerly's own has the plain addresses, which everybody expects to find it at.
urlpatterns: list[URLPattern] = [
    *_paths(PEERLY, below=""),
    *(path for each in DIALECTS[1:] for path in _paths(each, below=f"/{each.name}")),
]
