"""Addresses in the admin, and what to compare."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.contrib.messages import get_messages
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from recognition.models import Case
from tests.dialects import rows

UNKNOWN = 987654321
"""An id that nothing has."""

QUEUE = "/admin/recognition/case/"
UPHOLD, DISMISS = f"{QUEUE}uphold/", f"{QUEUE}dismiss/"

LABELS = ("accounts", "recognition")


def list_of(model: str) -> str:
    """Return the address of a list; ``model`` is like "accounts/user"."""
    return f"/admin/{model}/"


def page_of(thing: Model, page: str = "change") -> str:
    """Return the address of a page about one thing."""
    return f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/{page}/"


def said(response: HttpResponse) -> list[str]:
    """Return the messages that a response leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def follow(browser: Client, response: HttpResponse) -> HttpResponse:
    """Return the page that a response sends the browser to."""
    assert response.status_code == 302, response.status_code
    return browser.get(response["Location"])


def everything() -> rows.Rows:
    """Return all rows of Peerly, to tell whether anything has changed."""
    # Signing in is not what any of these tests is about.
    return rows.everything(but="last_login")


class Inputs(HTMLParser):
    """The inputs of a page, as a browser would post them untouched."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._name, self._is_text = "", False
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what is filled in, ticked or chosen; begin a text."""
        found = dict(attrs)
        is_box = found.get("type") == "checkbox"
        name, value = found.get("name") or "", found.get("value") or ("on" if is_box else "")
        is_sent = found.get("type") != "submit" and (not is_box or "checked" in found)
        if tag == "input" and name and is_sent:
            self.values[name] = value
        elif tag in {"select", "textarea"}:
            self._name, self._is_text = name, tag == "textarea"
        elif tag == "option" and "selected" in found:
            self.values[self._name] = value

    def handle_data(self, data: str) -> None:
        """Take a text, without the line end that Django writes first."""
        if self._is_text:
            self.values[self._name] = data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a text."""
        self._is_text = False


def opened(browser: Client, thing: Model) -> dict[str, str]:
    """Return what the page of a thing is filled in with, to be typed over and posted."""
    return Inputs(browser.get(page_of(thing))).values


def save(browser: Client, thing: Model, **words: Any) -> HttpResponse:
    """Open the page of a thing, type ``words`` over what it shows, and save it."""
    return browser.post(page_of(thing), opened(browser, thing) | words)


def masked(response: HttpResponse, id_: int | str) -> tuple[int, str, str]:
    """Return a response without what differs by itself: the id asked for, the form's token."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    location = response.headers.get("Location", "")
    return response.status_code, location.replace(str(id_), "#"), body.replace(f"“{id_}”", "“#”")


def stamp(case: Case) -> str:
    """Return what the page of a case says it has shown."""
    review = max(case.reviews.values_list("pk", flat=True), default=0)
    return f"{case.pk}:{review}.{max(case.reports.values_list('pk', flat=True), default=0)}"


def status_of(case: Case) -> str:
    """Return the status as it is now."""
    return Case.objects.get(pk=case.pk).status
