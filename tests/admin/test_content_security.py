"""The Content-Security-Policy: every page has it, and has nothing that it would block."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import Settings

from tests.admin.conftest import Enter
from tests.admin.pages import QUEUE, list_of, page_of
from tests.api import Api

PAGE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)
NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'"

DRAWING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pytest.fixture(autouse=True)
def _without_google(settings: Settings) -> None:
    settings.GOOGLE_CLIENT_ID = ""


class Blocked(HTMLParser):
    """Collects what a page has that a browser would not run, apply or load."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element's attributes."""
        self.inside = tag
        for name, value in attrs:
            loads = name in {"src", "action", "formaction"} or (tag, name) == ("link", "href")
            address = (value or "").partition("?")[0]
            if (
                name == "style"
                or name.startswith("on")
                or address.startswith("javascript:")
                or (loads and "//" in address)
            ):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Look at what stands in an element."""
        if self.inside in {"script", "style"} and data.strip():
            self.found.append(f"<{self.inside}>{data}")


def _holds(page: Any, status: int = 200) -> list[str]:
    """Return what is blocked on ``page``, which must be one and have the policy."""
    assert (page.status_code, page["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert page["Content-Security-Policy"] == PAGE
    return Blocked(page).found


def _addresses(stage: SimpleNamespace) -> Iterator[str]:
    """Yield the admin's pages: lists, forms, histories, confirmations."""
    yield from ("/admin/", "/admin/accounts/", QUEUE, f"{QUEUE}?status__exact=open")
    for model in admin.site._registry:
        yield list_of(f"{model._meta.app_label}/{model._meta.model_name}")
    for name in ("accounts/organisation", "recognition/badge", "recognition/corevalue"):
        yield f"/admin/{name}/add/"
    for thing in (stage.acme, stage.ann, stage.child, stage.case):
        yield page_of(thing)
    yield page_of(stage.case, "history")
    yield f"{QUEUE}uphold/?things={stage.case.pk}"


def test_nothing_on_the_admins_pages_is_inline_or_from_elsewhere(
    stage: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(stage.root)

    found = {path: _holds(browser.get(path)) for path in _addresses(stage)}

    assert {path: what for path, what in found.items() if what} == {}
    assert len(found) > 25


@pytest.mark.parametrize("path", ["/admin/login/", "/docs", "/docs/"])
def test_nothing_on_the_pages_for_everybody_is_either(db: None, path: str) -> None:
    assert _holds(Client().get(path)) == []


def test_the_pages_that_say_no_have_the_policy_too(db: None) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Accept": "text/html"})

    assert _holds(browser.get("/nothing-here"), 404) == []
    assert _holds(browser.put("/healthz"), 405) == []
    assert _holds(browser.get("/docs-", headers={"Host": "evil.test"}), 400) == []
    refused = browser.post("/admin/login/", {"username": "a", "password": "b"})
    assert _holds(refused, 403) == []
    assert "This form is out of date" in refused.content.decode()


def test_what_is_no_page_may_load_nothing(cast: SimpleNamespace) -> None:
    ann = Api(cast.ann)
    answers = {
        200: [ann.get("/users"), ann.get("/openapi.json"), ann.get("/readyz")],
        400: [ann.get("/users?limit=x"), ann.get("/users", Host="evil.test")],
        401: [Api().get("/users", Accept="text/html")],
        404: [ann.get("/users/1/friends"), ann.get("/nothing-here")],
        405: [ann.delete("/users"), ann.post("/healthz")],
        415: [ann.put("/users/me", b"{}", Content_Type="text/html")],
    }

    for status, all_of_it in answers.items():
        for answer in all_of_it:
            told = (answer.status_code, answer["Content-Security-Policy"])
            assert told == (status, NOT_A_PAGE), answer.request["PATH_INFO"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("peerly/admin.css", NOT_A_PAGE),
        ("drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js", NOT_A_PAGE),
        ("admin/img/calendar-icons.svg", DRAWING),  # has styles inside
    ],
)
def test_files_may_load_nothing_either(db: None, path: str, expected: str) -> None:
    answer = Client().get(f"/static/{path}")
    answer.close()

    assert (answer.status_code, answer["Content-Security-Policy"]) == (200, expected)


def test_swagger_ui_is_begun_by_a_script_that_stands_by_itself() -> None:
    script = Client().get("/docs?script=")

    assert script["Content-Type"] == "application/javascript"
    assert b"SwaggerUIBundle({" in script.content


@pytest.mark.parametrize("path", ["/admin/login/", "/nothing-here"])
def test_a_form_may_lead_to_google_where_one_signs_in_with_it(
    db: None, settings: Settings, path: str
) -> None:
    settings.GOOGLE_CLIENT_ID = "peerly-at-acme"
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_AUTHORIZATION_URL = "https://login.acme.test:444/o/auth"

    page = Client(headers={"Accept": "text/html"}).get(path)

    assert page["Content-Security-Policy"] == f"{PAGE} https://login.acme.test:444"
