"""Visiting pages as somebody, and reading what is on them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.test.client import ClientHandler

from accounts.models import User
from tests.admin.pages import Inputs

BACKEND = "accounts.passwords.PasswordBackend"
IN_PLACE = {"HX-Request": "true"}
"""How the scripts of a page ask for a part of it."""


def visit(person: User | None = None, *, checks_csrf: bool = False) -> Client:
    """Return a browser of its own in which ``person`` is signed in."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=checks_csrf)
    client.handler = CHECKING if checks_csrf else HANDLER
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def is_in(browser: Client) -> bool:
    """Tell whether a visit shows the feed; what else it may be is the way to sign in."""
    answer = browser.get("/")
    if answer.status_code == 200:
        return True
    assert answer["Location"].startswith("/sign-in")
    return False


# One for all: a handler of their own would make each client look for every static file first.
HANDLER = ClientHandler(enforce_csrf_checks=False)
CHECKING = ClientHandler(enforce_csrf_checks=True)


def words_of(response: Any) -> str:
    """Return what is to be read on a page, its tags left out and its blanks made one."""
    html = response.content.decode()
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def html_of(response: Any) -> str:
    """Return a page as it is written."""
    html: str = response.content.decode()
    return html


def said(response: Any) -> list[str]:
    """Return the messages on a page, or those that an answer leaves for the next one."""
    if response.status_code == 302:
        return [str(message) for message in get_messages(response.wsgi_request)]
    found = re.findall(r'<p class="message[^"]*">(.*?)</p>', response.content.decode(), re.DOTALL)
    return [" ".join(unescape(text).split()) for text in found]


def follow(browser: Client, response: Any) -> Any:
    """Return the page that a form's answer leads to."""
    assert response.status_code == 302, (response.status_code, response.content[:500])
    return browser.get(response["Location"])


def links_of(response: Any) -> set[str]:
    """Return where one can go from a page, by link or by form."""
    return set(re.findall(r'(?:href|action)="([^"#]+)', unescape(response.content.decode())))


def addresses(response: Any) -> list[str]:
    """Return where the links of a page lead."""
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', html_of(response))]


def filled(browser: Client, address: str, **typed: str) -> dict[str, str]:
    """Return what the form of a page is filled in with, and what is ``typed`` over it."""
    return Inputs(browser.get(address)).values | typed


def cards_of(response: Any) -> list[int]:
    """Return the ids of the recognitions on a page, from top to bottom."""
    return [int(number) for number in re.findall(r'id="thanks-(\d+)"', response.content.decode())]
