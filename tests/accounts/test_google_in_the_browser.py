"""Signing in with Google, in the browser."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from social_django.models import UserSocialAuth

from accounts.actions import users
from accounts.models import Organisation
from tests.accounts.login_page import (
    BEGIN,
    COMPLETE,
    LOGIN,
    SIGN_IN,
    csrf_token,
    errors_of,
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
from tests.google import MISSING, Google, closed_port


def test_a_moderator_signs_in_with_google(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    google.token_answer = {"refresh_token": "1//secret"}
    response = sign_in_with_google(visitor, google, email="mo@acme.test")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(visitor) == str(cast.mo.pk)
    assert visitor.get("/admin/").status_code == 200
    link = UserSocialAuth.objects.get()
    assert (link.user, link.extra_data) == (cast.mo, {})


def test_google_is_asked_with_state_nonce_and_pkce_for_the_least_that_is_needed(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    query = parse_qs(urlsplit(go_to_google(visitor)).query)
    assert set(query["scope"][0].split()) == {"openid", "email", "profile"}
    assert query["redirect_uri"] == [f"http://testserver{COMPLETE}"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) == 32
    assert len(query["nonce"][0]) == 43
    assert len(query["code_challenge"][0]) == 43
    other = parse_qs(urlsplit(go_to_google(visitor)).query)
    assert other["state"] != query["state"]
    assert other["nonce"] != query["nonce"]
    assert other["code_challenge"] != query["code_challenge"]


def test_signing_in_with_google_changes_the_session_key(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    address = go_to_google(visitor)
    before = visitor.session.session_key
    come_back(visitor, google.consent(address, google.mint(email="mo@acme.test")))
    assert signed_in_as(visitor) == str(cast.mo.pk)
    assert visitor.session.session_key != before


def test_an_employee_gets_the_site_but_no_admin(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    response = sign_in_with_google(visitor, google, email="ann@acme.test")
    assert response["Location"] == "/"
    assert visitor.get("/").status_code == 200
    inside = visitor.get("/admin/", follow=True)
    assert inside.redirect_chain[-1][0].startswith(LOGIN)
    assert "not authorized" in " ".join(errors_of(inside))


def test_who_is_signed_in_already_can_become_somebody_else(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    sign_in_with_google(visitor, google, email="ann@acme.test")
    response = sign_in_with_google(visitor, google, "/admin/?page=2", email="mo@acme.test")
    assert response["Location"] == "/admin/?page=2"
    assert signed_in_as(visitor) == str(cast.mo.pk)
    assert set(UserSocialAuth.objects.values_list("user", flat=True)) == {
        cast.ann.pk,
        cast.mo.pk,
    }


def test_a_removed_persons_google_session_ends_with_the_next_request(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    sign_in_with_google(visitor, google, email="mo@acme.test")
    assert visitor.get("/admin/").status_code == 200
    users.remove(by=cast.ada, person=cast.mo)
    assert visitor.get("/admin/")["Location"].startswith(LOGIN)
    assert errors_of(visitor.get(LOGIN)) == []  # nobody is signed in, not even without rights


@pytest.mark.parametrize(
    ("profile", "word"),
    [
        ({"email": "eve@evil-acme.test"}, "domain"),
        ({"email": "cal@acme.test"}, "removed"),
        ({"email": "zoe@globex.test"}, "subscription"),
        ({"email": "mo@acme.test", "email_verified": "true"}, "verified"),
        ({"email": "mo@acme.test", "email_verified": MISSING}, "verified"),
        ({"email": "mo@acme.test", "tokeninfo": {"aud": "evil.apps"}}, "another application"),
        ({"email": "mo@acme.test", "sub": "ann"}, "somebody else"),
        ({"email": "new@acme.test", "sub": "ann"}, "another address"),
    ],
    ids=str,
)
def test_a_refusal_comes_back_to_the_login_page_with_one_sentence(
    cast: SimpleNamespace, google: Google, visitor: Client, profile: dict[str, Any], word: str
) -> None:
    UserSocialAuth.objects.create(user=cast.ann, provider="google-oauth2", uid="ann")
    users.remove(by=cast.ada, person=cast.cal)
    Organisation.objects.filter(pk=cast.globex.pk).update(subscription_status="lapsed")
    before = traces()
    assert_sent_back(visitor, sign_in_with_google(visitor, google, **profile), word)
    assert traces() == before


@pytest.mark.parametrize("endpoint", ["/token", "tokeninfo", "userinfo"])
@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"status": 500}, "temporarily unavailable"),
        ({"raw": b"<html>"}, "invalid response"),
        ({"raw": b"[" * 60_000}, "invalid response"),
        ({"location": "http://127.0.0.1:1/"}, "temporarily unavailable"),
        ({"drip": "headers"}, "in time"),
    ],
    ids=["500", "garbage", "nested", "redirect", "drip"],
)
def test_when_google_fails_the_login_page_says_so(
    cast: SimpleNamespace,
    google: Google,
    visitor: Client,
    settings: Any,
    endpoint: str,
    fault: dict[str, Any],
    word: str,
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS = 0.3
    address = go_to_google(visitor)
    google.only = endpoint
    for name, value in fault.items():
        setattr(google, name, value)
    before = traces()
    back = google.consent(address, google.mint(email="new@acme.test"))
    assert_sent_back(visitor, come_back(visitor, back), word)
    assert traces() == before


def test_when_google_is_down_the_login_page_says_so(
    cast: SimpleNamespace, google: Google, visitor: Client, settings: Any
) -> None:
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_ACCESS_TOKEN_URL = f"{closed_port()}/token"
    assert_sent_back(visitor, sign_in_with_google(visitor, google), "could not be reached")


def test_who_says_no_at_google_is_back_at_the_sign_in_page(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    state = parse_qs(urlsplit(go_to_google(visitor)).query)["state"][0]
    response = visitor.get(COMPLETE, {"error": "access_denied", "state": state})
    assert response.status_code == 302
    (sentence,) = messages_of(visitor.get(SIGN_IN))
    assert "cancel" in sentence
    assert signed_in_as(visitor) is None


def test_the_way_to_google_is_a_post_with_a_csrf_token(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    assert visitor.get(BEGIN).status_code == 405
    assert visitor.post(BEGIN).status_code == 403


@pytest.mark.parametrize(
    "where_next",
    [
        "https://evil.io/",
        "//evil.io/",
        "///evil.io/",
        "http:///evil.io",
        "/\\evil.io",
        "\\\\evil.io",
        "javascript:alert(1)",
        "https://testserver@evil.io/",
        "https://testserver.evil.io/",
        "/\x09/evil.io",
        "",
    ],
)
def test_a_hostile_next_leads_to_the_feed(
    cast: SimpleNamespace, google: Google, visitor: Client, where_next: str
) -> None:
    response = sign_in_with_google(visitor, google, where_next, email="mo@acme.test")
    assert signed_in_as(visitor) == str(cast.mo.pk)
    assert urlsplit(response["Location"]).netloc in {"", "testserver"}
    assert urlsplit(response["Location"]).path == "/"


def test_next_survives_the_way_through_google(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    page = visitor.get(LOGIN, {"next": "/admin/accounts/user/"}).content.decode()
    assert page.count('name="next" value="/admin/accounts/user/"') == 2
    response = sign_in_with_google(visitor, google, "/admin/accounts/user/", email="ada@acme.test")
    assert response["Location"] == "/admin/accounts/user/"


@pytest.mark.parametrize("name", ["partial_token", "state", "code", "error"])
def test_a_nul_in_the_callback_is_no_crash(
    cast: SimpleNamespace, google: Google, visitor: Client, name: str
) -> None:
    state = parse_qs(urlsplit(go_to_google(visitor)).query)["state"][0]
    response = visitor.get(COMPLETE, {"state": state, "code": "x", name: "a\x00b"})
    assert_sent_back(visitor, response, "parameter")


def test_without_a_client_id_there_is_no_button_and_no_way(
    cast: SimpleNamespace, google: Google, visitor: Client, settings: Any
) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    assert BEGIN not in visitor.get(SIGN_IN).content.decode()
    page = visitor.get(LOGIN)
    assert "Google" not in page.content.decode()
    assert 'name="password"' in page.content.decode()
    response = visitor.post(BEGIN, {"csrfmiddlewaretoken": csrf_token(page)})
    assert_sent_back(visitor, response, "not set up")


def test_the_google_button_stands_beside_the_password_form(
    cast: SimpleNamespace, google: Google, visitor: Client
) -> None:
    page = visitor.get(LOGIN).content.decode()
    assert 'value="Sign in with Google"' in page
    assert 'name="password"' in page


@pytest.mark.parametrize("query", ["error=x", "error=access_denied", "state=x&code=y", ""])
def test_a_strange_way_back_from_google_is_one_line_in_the_log(
    cast: SimpleNamespace,
    google: Google,
    visitor: Client,
    query: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = visitor.get(f"{COMPLETE}?{query}")
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert signed_in_as(visitor) is None
    told = [record for record in caplog.records if record.name == "social"]
    assert told
    assert all(record.exc_info is None and "\n" not in record.getMessage() for record in told)
