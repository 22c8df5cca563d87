"""Forms prove that they are ours."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation
from recognition.models import Hi5
from tests.pages.visiting import html_of, visit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def cals(cast: SimpleNamespace) -> Client:
    """The browser of Cal, who has been here before."""
    browser = visit(cast.cal, checks_csrf=True)
    browser.get("/")
    return browser


def token_on(page: Any) -> str:
    """Return the token of the forms on a page, which all have the same."""
    (token,) = set(TOKEN.findall(html_of(page)))
    assert isinstance(token, str)
    return token


def send(browser: Client, cast: SimpleNamespace, token: str, what: str = "hi5") -> int:
    sent = {"csrfmiddlewaretoken": token}
    return browser.post(f"/thanks/{cast.thanks.pk}/{what}", sent).status_code


@pytest.mark.parametrize("path", ["/", "/give", "/me", "/thanks/{thanks}/report"])
def test_all_forms_of_a_page_have_the_same_token(
    cast: SimpleNamespace, cals: Client, path: str
) -> None:
    page = cals.get(path.format(thanks=cast.thanks.pk))
    assert send(cals, cast, token_on(page)) == 302
    assert "csrftoken" not in page.cookies


def test_the_token_of_each_page_is_taken(cast: SimpleNamespace, cals: Client) -> None:
    for what, count in [("hi5", 1), ("hi5/undo", 0)] * 10:
        assert send(cals, cast, token_on(cals.get("/")), what) == 302
        assert Hi5.objects.standing().count() == count


def test_no_two_pages_have_the_same_token(cals: Client) -> None:
    tokens = {token_on(cals.get("/")) for _ in range(60)}
    assert len(tokens) == 60
    # Nor is any letter of it the same on all, the secret's included, of which nothing may be told.
    for letters in zip(*tokens, strict=True):
        assert len(set(letters)) > 15


def test_no_other_token_is_taken(cast: SimpleNamespace, cals: Client) -> None:
    token = token_on(cals.get("/"))
    another = token_on(visit(cast.cal, checks_csrf=True).get("/"))
    for forged in (
        another,
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        ("a" if token[0] != "a" else "b") + token[1:],
        token[32:] + token[:32],
        token[:32],
        token.swapcase(),
        "",
    ):
        assert send(cals, cast, forged) == 403
    assert not Hi5.objects.exists()


def test_the_cookie_is_set_once_and_kept(cast: SimpleNamespace) -> None:
    browser = visit(cast.cal, checks_csrf=True)
    assert "csrftoken" in browser.get("/").cookies
    assert "csrftoken" not in browser.get("/").cookies
    browser.cookies["csrftoken"] = "not one of ours"
    page = browser.get("/")
    assert "csrftoken" in page.cookies
    assert send(browser, cast, token_on(page)) == 302


def test_signing_in_makes_another_one(cast: SimpleNamespace, settings: Any) -> None:
    settings.DEMO = True
    Organisation.objects.update(is_demo=True)
    visitor = visit(checks_csrf=True)
    token = token_on(visitor.get("/sign-in"))
    before = visitor.cookies["csrftoken"].value
    visitor.post("/sign-in/demo", {"who": cast.ann.email, "csrfmiddlewaretoken": token})
    assert visitor.cookies["csrftoken"].value != before
    assert send(visitor, cast, token) == 403
    assert send(visitor, cast, token_on(visitor.get("/"))) == 302
