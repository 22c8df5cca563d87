"""What Google answers counts for the browser that asked, for that sign-in, and once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.accounts.login_page import (
    COMPLETE,
    SIGN_IN,
    messages_of,
    signed_in_as,
)
from tests.accounts.through_google import (
    assert_sent_back,
    come_back,
    go_to_google,
    sign_in_with_google,
    traces,
)
from tests.google import MISSING, Google


@pytest.mark.parametrize("state", ["", None, "x" * 32, "x" * 200, "é"], ids=ascii)
def test_a_state_this_browser_was_not_given_is_refused(
    cast: SimpleNamespace, google: Google, visitor: Client, state: str | None
) -> None:
    back = google.consent(go_to_google(visitor), google.mint(email="mo@acme.test"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    query = {**query, "state": state} if state is not None else {"code": query["code"]}
    response = visitor.get(COMPLETE, query)
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert len(messages_of(visitor.get(SIGN_IN))) == 1
    assert signed_in_as(visitor) is None
    assert google.requests == []


def test_an_attackers_callback_signs_nobody_in(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    attacker = Client(enforce_csrf_checks=True)
    back = google.consent(go_to_google(attacker), google.mint(email="mo@acme.test"))
    assert come_back(visitor, back)["Location"] == SIGN_IN
    assert signed_in_as(visitor) is None
    assert google.requests == []


def test_a_code_stolen_from_another_browser_fails_for_want_of_its_verifier(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    victim = Client(enforce_csrf_checks=True)
    stolen = google.consent(go_to_google(victim), google.mint(email="mo@acme.test"))
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    state = parse_qs(urlsplit(go_to_google(visitor)).query)["state"][0]
    before = traces()
    assert_sent_back(visitor, visitor.get(COMPLETE, {"state": state, "code": code}), "code")
    assert traces() == before


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"nonce": MISSING}, "lacks"),
        ({"nonce": ""}, "another sign-in"),
        ({"nonce": "x" * 43}, "another sign-in"),
        ({"nonce": ["x"]}, "lacks"),
        ({"aud": "evil.apps"}, "another application"),
        ({"aud": ["peerly-tests.apps", "evil.apps"]}, "another application"),
        ({"azp": "evil.apps"}, "another application"),
        ({"aud": MISSING}, "another application"),
        ({"exp": 1}, "expired"),
        ({"exp": MISSING}, "until when"),
        ({"sub": MISSING}, "whose"),
        ({"sub": "somebody else's"}, "another Google account"),
    ],
    ids=str,
)
def test_an_id_token_that_is_not_about_this_sign_in_is_refused(
    cast: SimpleNamespace, google: Google, visitor: Client, claims: dict[str, Any], word: str
) -> None:
    google.id_token = claims
    before = traces()
    assert_sent_back(visitor, sign_in_with_google(visitor, google, email="mo@acme.test"), word)
    assert traces() == before


@pytest.mark.parametrize("id_token", [None, 7, "", "e.y.J", "a.b", "." * 4000], ids=str)
def test_an_id_token_that_cannot_be_read_is_refused(
    cast: SimpleNamespace, google: Google, visitor: Client, id_token: Any
) -> None:
    google.token_answer = {"id_token": id_token}
    before = traces()
    response = sign_in_with_google(visitor, google, email="mo@acme.test")
    assert_sent_back(visitor, response, "lacks")
    assert traces() == before


def test_an_id_token_of_an_earlier_sign_in_is_refused(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    earlier = parse_qs(urlsplit(go_to_google(visitor)).query)["nonce"][0]
    google.id_token = {"nonce": earlier}
    response = sign_in_with_google(visitor, google, email="mo@acme.test")
    assert_sent_back(visitor, response, "another sign-in")


def test_a_callback_works_once(cast: SimpleNamespace, google: Google, visitor: Client) -> None:
    back = google.consent(go_to_google(visitor), google.mint(email="mo@acme.test"))
    come_back(visitor, back)
    visitor.logout()
    assert come_back(visitor, back)["Location"] == SIGN_IN
    assert signed_in_as(visitor) is None
    assert google.paths().count("/token") == 1
