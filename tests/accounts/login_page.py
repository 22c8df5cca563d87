"""The pages that one signs in at, as a browser meets them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"
SIGN_IN = "/sign-in"
BEGIN = "/auth/login/google-oauth2/"
COMPLETE = "/auth/complete/google-oauth2/"
NOON = datetime(2030, 1, 1, 12, 0, 1, tzinfo=UTC)
WINDOW = 900


def csrf_token(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found is not None
    return found[1]


def log_in(client: Client, email: str, password: str, **environ: str) -> Any:
    """Fill in the form at the login page; returns what comes back."""
    page = client.get(LOGIN, **environ)
    form = {
        "username": email,
        "password": password,
        "next": "/admin/",
        "csrfmiddlewaretoken": csrf_token(page),
    }
    return client.post(LOGIN, form, **environ)


def signed_in_as(client: Client) -> str | None:
    user: str | None = client.session.get(SESSION_KEY)
    return user


def gets_in(email: str, password: str, **environ: str) -> bool:
    """Tell whether a browser of its own gets in."""
    client = Client()
    response = log_in(client, email, password, **environ)
    assert response.status_code in {200, 302}
    assert (signed_in_as(client) is not None) == (response.status_code == 302)
    return signed_in_as(client) is not None


def errors_of(page: Any) -> list[str]:
    """Return what the login page complains about."""
    found = re.findall(r'<p class="errornote">(.*?)</p>', page.content.decode(), re.DOTALL)
    return [" ".join(text.split()) for text in found]


def messages_of(page: Any) -> list[str]:
    """Return what the sign-in page tells of a way in that did not lead there."""
    found = re.findall(r'<p class="message[^"]*error[^"]*">(.*?)</p>', page.content.decode())
    return [" ".join(text.split()) for text in found]
