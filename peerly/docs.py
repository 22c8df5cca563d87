"""The OpenAPI documents and the page that shows them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from peerly.dialects.peerly.urls import urlpatterns as peerly_paths

NOTHING_ASKED: dict[str, Any] = {"authentication_classes": [], "permission_classes": []}

urlpatterns: list[URLPattern] = [
    path(
        "openapi.json",
        SpectacularJSONAPIView.as_view(patterns=peerly_paths, **NOTHING_ASKED),
        name="openapi",
    ),
    # The split view loads its script from an address of its own: no inline script, no CDN.
    path(
        "docs",
        SpectacularSwaggerSplitView.as_view(url_name="openapi", **NOTHING_ASKED),
        name="docs",
    ),
]
