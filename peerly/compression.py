"""Pages, styles and scripts go over the wire compressed; what programs ask for stays as it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = {"text/html", "text/css", "text/javascript", "image/svg+xml", "text/csv"}


class PageCompression(GZipMiddleware):
    """Django's own, which also pads pages at random: their length tells nothing of a secret."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress ``response`` if browsers load it as a page or a part of one."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in COMPRESSIBLE:
            return response
        return super().process_response(request, response)
