"""POST /oauth/google: tokens that are not for us, and a Google that gives no sensible answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from accounts import outbound
from accounts.actions import sign_ins
from tests.accounts.signing_in import (
    LONGER_THAN_ANY_TEST,
    SOON,
    assert_refused,
    assert_unavailable,
    everything,
    person_of,
    sign_in,
)
from tests.google import CLIENT_ID, MISSING, Google, closed_port

# Tokens that are not for us ----------------------------------------------------


@pytest.mark.parametrize(
    "tokeninfo",
    [
        {"aud": "evil.apps", "azp": "evil.apps"},
        {"aud": "evil.apps"},
        {"azp": "evil.apps"},
        {"azp": None},
        {"aud": MISSING},
        {"aud": ""},
        {"aud": [CLIENT_ID]},
        {"aud": CLIENT_ID.upper()},
        {"expires_in": 0},
        {"expires_in": "-5"},
        {"expires_in": True},
        {"expires_in": "soon"},
        {"expires_in": None},
        {"exp": 1},
        {"exp": "1500000000"},
        {"exp": "9" * 30},
        {"sub": "somebody else"},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_us_now_is_refused(
    cast: SimpleNamespace, google: Google, tokeninfo: dict[str, Any]
) -> None:
    assert_refused(google.mint(tokeninfo=tokeninfo))


def test_a_foreign_token_is_refused_before_its_owner_is_looked_up(
    cast: SimpleNamespace, google: Google
) -> None:
    assert_refused(google.mint(tokeninfo={"aud": "evil.apps"}))
    assert google.paths() == ["/oauth2/v3/tokeninfo"]


def test_a_token_google_does_not_know_is_refused(cast: SimpleNamespace, google: Google) -> None:
    assert_refused("ya29.invented")


def test_a_token_userinfo_does_not_know_is_refused(cast: SimpleNamespace, google: Google) -> None:
    token = google.mint()
    google.only, google.status = "userinfo", 401
    assert_refused(token)
    assert google.paths() == ["/oauth2/v3/tokeninfo", "/oauth2/v3/userinfo"]


@pytest.mark.parametrize("known", ["", CLIENT_ID])
def test_without_a_client_id_nobody_gets_in(
    cast: SimpleNamespace, google: Google, settings: Any, known: str
) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    assert_refused(google.mint(tokeninfo={"aud": known, "azp": known}))
    assert google.requests == []


@pytest.mark.parametrize(
    "token",
    ["", " ", "a b", "a\x00b", "a\r\nX-Evil: 1", "\ud800", "tokén", "x" * 10_000, None, 5, ["a"]],
    ids=lambda token: ascii(token)[:20],
)
def test_what_cannot_be_a_token_is_refused_and_not_sent(
    cast: SimpleNamespace, google: Google, token: Any
) -> None:
    before = everything()
    with pytest.raises(sign_ins.SignInRefused):
        sign_ins.with_google(access_token=token)
    assert everything() == before
    assert google.requests == []


@pytest.mark.parametrize("body", [{}, {"access_token": None}, {"access_token": ""}], ids=str)
def test_a_missing_token_is_bad_data(
    cast: SimpleNamespace, google: Google, api: Callable[..., Any], body: dict[str, Any]
) -> None:
    before = everything()
    response = api().post("/oauth/google", body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "invalid_data")
    assert set(error["fields"]) == {"access_token"}
    assert everything() == before
    assert google.requests == []


# Google itself ----------------------------------------------------------------------


def test_the_token_goes_to_google_as_google_documents_it(
    cast: SimpleNamespace, google: Google
) -> None:
    token = google.mint(token="ya29.a+b/c=d~e&f%67")
    assert sign_in(token).status_code == 200
    about_token, about_owner = google.requests
    assert about_token.query == {"access_token": token}
    assert "authorization" not in about_token.headers
    assert about_owner.query == {}
    assert about_owner.headers["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("endpoint", ["tokeninfo", "userinfo"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503},
        {"status": 429},
        {"raw": b"<html>not JSON</html>"},
        {"raw": b""},
        {"raw": b"[]"},
        {"raw": b"null"},
        {"raw": b"\xff\xfe"},
        {"raw": b"[" * 60_000},
        {"raw": b'{"aud": "' + b"x" * 70_000 + b'"}'},
        {"location": "http://127.0.0.1:1/elsewhere"},
        {"delay": LONGER_THAN_ANY_TEST},
        {"drip": "headers"},
        {"drip": "body"},
    ],
    ids=lambda fault: str(fault)[:30],
)
def test_when_google_gives_no_sensible_answer_it_is_not_the_persons_fault(
    cast: SimpleNamespace, google: Google, settings: Any, endpoint: str, fault: dict[str, Any]
) -> None:
    if "delay" in fault or "drip" in fault:
        settings.GOOGLE_TIMEOUT_SECONDS = SOON
    token = google.mint(email="new@acme.test")
    google.only = endpoint
    for name, value in fault.items():
        setattr(google, name, value)
    assert_unavailable(token)
    assert google.paths()[-1] == f"/oauth2/v3/{endpoint}"


def test_a_redirect_is_not_followed(cast: SimpleNamespace, google: Google) -> None:
    token = google.mint()
    google.location = f"{google.root}/oauth2/v3/elsewhere"
    assert_unavailable(token)
    assert google.paths() == ["/oauth2/v3/tokeninfo"]


def test_when_google_is_down_it_is_not_the_persons_fault(
    cast: SimpleNamespace, google: Google, settings: Any
) -> None:
    settings.GOOGLE_API_ROOT = closed_port()
    assert_unavailable(google.mint(email="new@acme.test"))


def test_both_answers_together_have_one_limit(
    cast: SimpleNamespace, google: Google, settings: Any
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS, google.delay = SOON, SOON * 2 / 3
    assert_unavailable(google.mint(email="new@acme.test"))
    assert google.paths() == ["/oauth2/v3/tokeninfo", "/oauth2/v3/userinfo"]


def test_when_too_many_wait_for_google_the_next_is_told_at_once(
    cast: SimpleNamespace, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(outbound, "_turns", turns)
    token = google.mint(email="ann@acme.test")
    with turns:
        assert_unavailable(token)
    assert google.requests == []
    assert person_of(sign_in(token)) == cast.ann
    assert person_of(sign_in(token)) == cast.ann  # every question has given its turn back


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_google_that_drips_keeps_nobodys_turn_for_long(
    cast: SimpleNamespace,
    google: Google,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(outbound, "_turns", turns)
    settings.GOOGLE_TIMEOUT_SECONDS, google.drip = SOON, part
    token = google.mint(email="ann@acme.test")
    assert_unavailable(token)

    assert turns.acquire(timeout=LONGER_THAN_ANY_TEST)  # soon, though it drips on
    turns.release()


def test_a_question_that_cannot_begin_keeps_no_turn(
    cast: SimpleNamespace, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(outbound, "_turns", threading.BoundedSemaphore(1))
    token = google.mint(email="ann@acme.test")
    with monkeypatch.context() as crowded:
        crowded.setattr(threading.Thread, "start", start)
        assert_unavailable(token)
    assert google.requests == []
    assert person_of(sign_in(token)) == cast.ann


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_google_thinks(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one transaction is everybody's: five seconds of Google would stop them all."""
    ours = connections["default"]
    honest, seen = google.answer, []

    def answer(request: Any) -> Any:
        seen.append(ours.in_atomic_block)
        return honest(request)

    monkeypatch.setattr(google, "answer", answer)
    assert sign_in(google.mint(email="new@acme.test")).status_code == 200
    assert seen == [False, False]
