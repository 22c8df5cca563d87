"""Failures outside DRF: speak the dialect of the path, else answer with a page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext

from accounts.views.page import place_of
from peerly import error_pages
from peerly.api.dialect import Dialect
from peerly.api.problems import Problem, describe
from peerly.dialects import of_path
from peerly.dialects.peerly.dialect import PEERLY, STATUS

PAGE_STATUS = {
    **STATUS,
    "malformed_body": 400,
    "invalid_query": 400,
    "unknown_id": 404,
    "internal": 500,
    "unavailable": 503,
}
"""By the code of a problem; whatever else a rule of the domain says is a 422."""

DJANGOS_OWN = (Http404, BadRequest, SuspiciousOperation)
"""Django logs these in its own way, then calls a handler below."""


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: Django could not read the request (a bad host, too many parameters); or 413."""
    unreadable = Problem("malformed_body", "The request cannot be read.")
    return _answer(request, describe(exception) or unreadable)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: a page's own refusal."""
    return _answer(request, Problem("access_denied"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, or with that of another session."""
    if _dialect_of(request) is not None:
        return _answer(request, Problem("access_denied"))
    return error_pages.answer(403, error_pages.OUT_OF_DATE, back=place_of(request))


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such path."""
    return _answer(request, Problem("not_found", "There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug, reported already; the answer says nothing about it.

    What a middleware stumbles over comes here too: a database that is away while a session is
    saved is no bug.
    """
    stumbled_over = sys.exc_info()[1]
    known = describe(stumbled_over) if isinstance(stumbled_over, Exception) else None
    return _answer(request, known or Problem("internal"))


class FailureMiddleware:
    """Say a page's failure as it is meant, and a 405 of Django's, which is empty, in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        said = Problem("method_not_allowed", f'Method "{request.method}" not allowed.')
        answer = _answer(request, said)
        for name, value in response.items():
            answer.headers.setdefault(name, value)
        return answer

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """Answer for what a view did not catch; None for a bug."""
        if isinstance(exc, DJANGOS_OWN):
            return None
        problem = describe(exc)
        return None if problem is None else _answer(request, problem)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    dialect = _dialect_of(request)
    if dialect is not None:
        return dialect.render_problem(problem, request)
    status = PAGE_STATUS.get(problem.code, 422)
    words = error_pages.WORDS.get(status, error_pages.WORDS[400])
    if status == 422 and problem.message:
        words = (words[0], gettext(problem.message))
    response = error_pages.answer(status, words)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _dialect_of(request: HttpRequest) -> Dialect | None:
    """Return who answers: the path's owner; beyond that, only a browser gets a page."""
    wants_page = "text/html" in request.META.get("HTTP_ACCEPT", "")
    return of_path(request.path_info) or (None if wants_page else PEERLY)
