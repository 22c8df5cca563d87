"""Failures outside DRF: speak the dialect of the path, else answer with a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from peerly.api.dialect import Dialect
from peerly.api.problems import Problem
from peerly.dialects import of_path
from peerly.dialects.peerly.dialect import PEERLY

TITLES = {
    400: "This request cannot be read",
    403: "This is not yours to see",
    404: "There is nothing here",
    405: "This cannot be done here",
    500: "Something went wrong on our side",
}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: Django could not read the request (a bad host, too many parameters)."""
    return _answer(request, 400, Problem("malformed_body", "The request cannot be read."))


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: a page's own refusal."""
    return _answer(request, 403, Problem("access_denied"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, or with that of another session."""
    again = "This form is out of date: go back, load it anew and try again"
    return _answer(request, 403, Problem("access_denied"), again)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such path."""
    return _answer(request, 404, Problem("not_found", "There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug, reported already; the answer says nothing about it."""
    return _answer(request, 500, Problem("internal"))


class WrongVerbMiddleware:
    """Say a 405 of Django's, which is empty, as every other failure is said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        said = Problem("method_not_allowed", f'Method "{request.method}" not allowed.')
        answer = _answer(request, 405, said)
        for name, value in response.items():
            if name != "Content-Type":
                answer[name] = value
        return answer


def _answer(
    request: HttpRequest, status: int, problem: Problem, title: str | None = None
) -> HttpResponse:
    dialect = _dialect_of(request)
    if dialect is not None:
        return dialect.render_problem(problem, request)
    told = {"status": status, "title": title or TITLES[status]}
    return render(request, "error.html", told, status=status)


def _dialect_of(request: HttpRequest) -> Dialect | None:
    """Return who answers: the path's owner; beyond that, only a browser gets a page."""
    wants_page = "text/html" in request.META.get("HTTP_ACCEPT", "")
    return of_path(request.path_info) or (None if wants_page else PEERLY)
