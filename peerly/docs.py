"""The OpenAPI documents and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.views import APIView

from peerly.api.negotiation import OneRepresentation
from peerly.api.problems import describe
from peerly.dialects.peerly.dialect import PEERLY
from peerly.dialects.peerly.urls import urlpatterns as peerly_paths


class OpenToAll(APIView):
    """Asked by anybody and only asked; its failures are phrased as the API's."""

    authentication_classes = ()
    permission_classes = ()
    # DRF would describe the view to OPTIONS; without it that is a plain 405.
    metadata_class = None
    http_method_names = ["get", "head"]

    def get_exception_handler(self) -> Callable[..., HttpResponse | None]:
        """Failures are phrased by the native dialect, whatever this view renders."""
        return _phrased


class Document(OpenToAll, SpectacularJSONAPIView):
    """The native dialect's document, negotiated as all of its answers are."""

    content_negotiation_class = PEERLY.negotiation_class
    patterns = peerly_paths


class Page(OpenToAll, SpectacularSwaggerSplitView):
    """Swagger UI; the split view loads its script from an address of its own, and no CDN."""

    content_negotiation_class = OneRepresentation
    url_name = "openapi"


def _phrased(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    problem = describe(exc, context["view"])
    return None if problem is None else PEERLY.render_problem(problem, context["request"])


document = Document.as_view(renderer_classes=[OpenApiJsonRenderer2])
page = Page.as_view()


def front(request: HttpRequest) -> HttpResponse:
    """Show a browser that came to the bare address the way; to a program nothing is there."""
    if "text/html" in request.headers.get("Accept", ""):
        return redirect("docs")
    raise Http404


urlpatterns: list[URLPattern] = [
    path("", front),
    path("openapi.json", document, name="openapi"),
    path("openapi.json/", document),
    path("docs", page, name="docs"),
    path("docs/", page),
]
