"""What a page tells on the next one: each message once, short or long."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.sessions import SessionStore

SHORT, LONG = ["Done."], ["x" * 3_000, "y" * 3_000]


class Browser:
    """Visits a page by way of the middleware alone; keeps cookies and a session."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.session = SessionStore()

    def visit(self, *, tell: list[str]) -> list[str]:
        """Return what the page shows; in ``tell`` is what it has for the next one."""
        request: Any = RequestFactory().get("/")
        request.COOKIES, request.session = dict(self.cookies), self.session
        shown: list[str] = []

        def page(request: HttpRequest) -> HttpResponse:
            if tell:
                for each in tell:
                    messages.info(request, each)
            else:
                shown.extend(map(str, get_messages(request)))
            return HttpResponse()

        answer = MessageMiddleware(page)(request)
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
            if not cookie.value:
                del self.cookies[name]
        return shown


@pytest.mark.parametrize("told", [SHORT, LONG, SHORT + LONG], ids=["short", "long", "both"])
def test_a_message_is_told_once(cast: SimpleNamespace, told: list[str]) -> None:
    browser = Browser()
    assert browser.visit(tell=[]) == []
    assert browser.visit(tell=told) == []
    assert browser.visit(tell=[]) == told
    assert browser.visit(tell=[]) == []
    assert browser.cookies == {}


def test_messages_wait_until_a_page_shows_them(cast: SimpleNamespace) -> None:
    browser = Browser()
    browser.visit(tell=SHORT)
    browser.visit(tell=LONG)
    assert browser.visit(tell=[]) == SHORT + LONG
