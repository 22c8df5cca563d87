"""The language of the pages: the visitor's. What programs read, and the admin, is in English."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from peerly.dialects import of_path

IN_ENGLISH = frozenset({"admin", "docs", "openapi", "openapi.json", "healthz", "readyz"})
"""Beginnings of paths beside the dialects' that are for those who run or write programs."""

WITHOUT_WORDS = frozenset({"static", "faces"})
"""Beginnings of paths behind which there is the same for everybody."""


class Languages:
    """Middleware: the language chosen here, else one that the browser asks for, else English.

    It stands outside of nearly every other one, so that what they refuse is said in it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_page(request.path_info):
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


def _is_page(path: str) -> bool:
    beginning = path.strip("/").partition("/")[0]
    return beginning not in IN_ENGLISH | WITHOUT_WORDS and of_path(path) is None
