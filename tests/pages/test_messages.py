"""What a page tells on the next one: each message once, short or long, as Django's storage does."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

SHORT, LONG = ["Done."], ["x" * 3_000, "y" * 3_000]
DJANGOS = "django.contrib.messages.storage.fallback.FallbackStorage"

pytestmark = pytest.mark.one_database("no database is asked")


class Browser:
    """Visits pages by way of the middleware alone; keeps cookies and a session."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.session: dict[str, Any] = {}

    def visit(self, *tell: str, reads: bool = True) -> list[str]:
        """Return what the page shows, if it ``reads``; after that it tells more."""
        request: Any = RequestFactory().get("/")
        request.COOKIES, request.session = dict(self.cookies), self.session
        shown: list[str] = []

        def page(request: HttpRequest) -> HttpResponse:
            if reads:
                shown.extend(map(str, get_messages(request)))
            for each in tell:
                messages.info(request, each)
            return HttpResponse()

        answer = MessageMiddleware(page)(request)
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
            if not cookie.value:
                del self.cookies[name]
        return shown


@pytest.mark.parametrize("told", [SHORT, LONG, SHORT + LONG], ids=["short", "long", "both"])
def test_a_message_is_told_once(told: list[str]) -> None:
    browser = Browser()
    assert browser.visit(*told) == []
    assert browser.visit() == told
    assert browser.visit() == []
    assert browser.cookies == {}


def test_messages_wait_until_a_page_shows_them() -> None:
    browser = Browser()
    browser.visit(*SHORT)
    browser.visit(*LONG, reads=False)
    assert browser.visit() == SHORT + LONG


def test_whatever_is_told_is_told_as_by_django(settings: Settings) -> None:
    chance = random.Random(7)
    ours, djangos = Browser(), Browser()
    known = {ours: django_settings.MESSAGE_STORAGE, djangos: DJANGOS}
    assert known[ours] != DJANGOS
    for _ in range(300):
        tell = [chance.choice([*SHORT, *LONG, "ü" * 900]) for _ in range(chance.randrange(4))]
        reads, cookie = chance.random() < 0.5, chance.choice([None] * 8 + ["", "not:ours"])
        shown = []
        for browser, storage in known.items():
            settings.MESSAGE_STORAGE = storage
            if cookie is not None:
                browser.cookies["messages"] = cookie
            shown.append(browser.visit(*tell, reads=reads))
        assert shown[0] == shown[1]
        assert ours.cookies.keys() == djangos.cookies.keys()
        assert ours.session == djangos.session
