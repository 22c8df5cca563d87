"""Signing in with Google as a browser does it, and what that leaves behind."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from social_django.models import UserSocialAuth

from accounts.models import Change, User
from tests.accounts.login_page import (
    BEGIN,
    COMPLETE,
    LOGIN,
    SIGN_IN,
    csrf_token,
    messages_of,
    signed_in_as,
)
from tests.google import Google


def go_to_google(visitor: Client, where_next: str | None = None) -> str:
    """Press the button at the sign-in page; returns the address at Google one is sent to.

    Whoever is signed in already finds one at the admin's.
    """
    page = visitor.get(LOGIN if signed_in_as(visitor) else SIGN_IN)
    assert f'action="{BEGIN}" method="post"' in page.content.decode()
    form = {"csrfmiddlewaretoken": csrf_token(page)}
    if where_next is not None:
        form["next"] = where_next
    response = visitor.post(BEGIN, form)
    assert response.status_code == 302
    location: str = response["Location"]
    return location


def come_back(visitor: Client, address: str) -> Any:
    """Follow Google's redirect to us."""
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("http", "testserver", COMPLETE)
    return visitor.get(f"{parts.path}?{parts.query}")


def sign_in_with_google(
    visitor: Client, google: Google, where_next: str | None = None, **profile: Any
) -> Any:
    address = go_to_google(visitor, where_next)
    return come_back(visitor, google.consent(address, google.mint(**profile)))


def traces() -> dict[str, list[Any]]:
    return {
        "people": list(User.all_objects.order_by("pk").values("pk", "email", "soft_delete_at")),
        "accounts": list(UserSocialAuth.objects.order_by("pk").values()),
        "history": list(Change.objects.order_by("pk").values()),
    }


def assert_sent_back(visitor: Client, response: Any, word: str) -> None:
    """The sign-in page again, with one sentence that has ``word`` in it, and nobody signed in."""
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    page = visitor.get(SIGN_IN)
    assert page.status_code == 200
    (sentence,) = messages_of(page)
    assert word in sentence
    assert sentence.endswith(".")
    assert signed_in_as(visitor) is None
