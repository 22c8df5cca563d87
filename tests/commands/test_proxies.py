"""Which of several protocols is believed: one rule for the door and for Django."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.dialects.agyletime.keys import key_of

PATH = "/api/authority/token"
HTTPS = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("proxies", "told", "is_secure"),
    [
        (0, "https", True),
        (0, "http", False),
        (0, "", False),
        (1, "HTTPS ", True),
        (1, "https, http", False),  # the first one is from anywhere
        (1, "http, https", True),
        (2, "https, http", True),  # the outer proxy had it by https, and told the inner one by http
        (2, "http, https", False),
        (2, "http, https, http", True),
        (2, "https, http, http", False),
        (3, "https", True),
        (1, "https,", False),
    ],
)
def test_the_outermost_declared_proxy_says_how_a_request_came(
    cast: SimpleNamespace, settings: Any, proxies: int, told: str, is_secure: bool
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = HTTPS
    settings.SECURE_HSTS_SECONDS = 60
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    headers = {"X-Forwarded-Proto": told}

    page = Client().get("/healthz", headers=headers)
    answer = Client().generic("POST", PATH, headers=headers | key_of(cast.ada))

    assert ("Strict-Transport-Security" in page) is is_secure
    assert answer.status_code == (200 if is_secure else 401)
    assert ("plain http" in answer.content.decode()) is not is_secure


@pytest.mark.parametrize(
    ("told", "status"), [(None, 200), ("https", 200), ("http", 401), ("https, http", 401)]
)
def test_who_is_told_of_no_proxy_believes_what_harms_the_sender_only(
    cast: SimpleNamespace, told: str | None, status: int
) -> None:
    headers = {} if told is None else {"X-Forwarded-Proto": told}

    answer = Client().generic("POST", PATH, headers=headers | key_of(cast.ada))

    assert answer.status_code == status
    assert "Strict-Transport-Security" not in answer
