"""Access keys and tokens: what the page states of them, then what it leaves open."""

from __future__ import annotations

import base64
import json
import re
import time
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.actions import credentials, users
from accounts.models import Organisation, User
from accounts.roles import Role
from peerly.dialects.agyletime import tokens
from tests.api import Api
from tests.cast import UserFactory
from tests.dialects.agyletime import keys
from tests.dialects.agyletime.asking import TOKEN, USERS, error, failed, keyed, signed
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller, findings
from tests.dialects.rows import everything
from tests.dialects.settings_page import SettingsPage

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, as anybody can read it."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * 3))
    return claims


def token_for(person: User) -> dict[str, Any]:
    """Return what the token endpoint answers to a fresh access key of ``person``."""
    answer = keyed(person).ask("POST", TOKEN)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


# What the page states ---------------------------------------------------------


@pytest.mark.parametrize("path", [TOKEN, "/api/authorisation/token"])
def test_agyletime_a_token_is_got_by_http_basic_at_either_spelling(
    cast: SimpleNamespace, path: str
):
    answer = keyed(cast.ada).ask("POST", path)

    assert answer.status_code == 200
    token = answer.json()["data"]["accessToken"]
    assert signed(keys.bearer(token)).ask("GET", USERS).status_code == 200


def test_agyletime_an_access_key_is_worth_nothing_but_a_token(cast: SimpleNamespace):
    answer = keyed(cast.ada).ask("GET", USERS)

    assert error(answer)[:2] == (401, "Unauthorized")


def test_agyletime_an_access_key_is_an_identifier_and_a_secret_made_once(cast: SimpleNamespace):
    page = SettingsPage(cast.ada)
    made = page.make("agyletime", cast.ada)

    assert re.fullmatch(r"plc_[0-9A-Za-z]{36}", made["identifier"])
    assert re.fullmatch(r"plk_[0-9A-Za-z]{36}", made["secret"])
    assert signed(keys.basic(**made)).ask("POST", TOKEN).status_code == 200
    assert made["secret"] not in page.listed() + repr(everything())


def test_agyletime_the_token_is_a_jwt_signed_with_hmac_sha256(cast: SimpleNamespace):
    token = token_for(cast.ada)["data"]["accessToken"]

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_agyletime_the_token_tells_organisation_id_iat_and_exp(cast: SimpleNamespace):
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False):
        claims = claims_of(token_for(cast.ada)["data"]["accessToken"])

        assert claims["organisation_id"] == cast.acme.pk
        assert claims["iat"] == int(time.time())
        assert claims["exp"] == int(time.time()) + 3600


def test_agyletime_the_expiry_in_the_token_can_be_anticipated_and_holds(cast: SimpleNamespace):
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False) as clock:
        data = token_for(cast.ada)["data"]
        caller = signed(keys.bearer(data["accessToken"]))
        clock.shift(data["expiresIn"] - 1)
        before = caller.ask("GET", USERS)
        clock.shift(1)
        after = caller.ask("GET", USERS)

    assert before.status_code == 200
    assert error(after)[:2] == (401, "Unauthorized")


def test_agyletime_all_other_calls_carry_the_token_as_bearer(cast: SimpleNamespace):
    token = token_for(cast.ada)["data"]["accessToken"]

    for scheme, status in {"Bearer": 200, "Token": 401, "APIToken": 401, "": 401}.items():
        header = {"Authorization": f"{scheme} {token}".strip()}
        assert signed(header).ask("GET", USERS).status_code == status


# What it leaves open ----------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"", FORM),
        (b"grant_type=client_credentials", FORM),
        (b"grant_type=client_credentials&scope=all&client_id=x", f"{FORM}; charset=UTF-8"),
    ],
)
def test_a_token_is_given_for_client_credentials_or_without_a_word(
    cast: SimpleNamespace, body: bytes, kind: str
):
    assert keyed(cast.ada).ask("POST", TOKEN, body, kind).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=password",
        b"grant_type=",
        b"grant_type=client_credentials&grant_type=password",
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=%FF%00",
    ],
)
def test_another_grant_is_a_400(cast: SimpleNamespace, body: bytes):
    answer = keyed(cast.ada).ask("POST", TOKEN, body, FORM)

    failed(answer, 400, "grant_type (INVALID): This must be client_credentials")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "password"}', "application/json"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=password", "multipart/form-data; boundary=x"),
        (b"grant_type=password", "text/plain"),
        (b"grant_type=password", ""),
    ],
)
def test_a_body_that_is_no_form_is_not_passed_over(cast: SimpleNamespace, body: bytes, kind: str):
    answer = keyed(cast.ada).ask("POST", TOKEN, body, kind)

    assert HOOKS.read_failure(answer).status == 415
    assert "access_token" not in answer.content.decode()


def test_only_who_lacks_a_right_is_told_that_another_token_would_not_help(cast: SimpleNamespace):
    scope = 'Bearer realm="peerly", error="insufficient_scope"'
    ann, ada = Caller(HOOKS, cast.ann), Caller(HOOKS, cast.ada)
    assert ann.ask("GET", "/organisation/business-roles")["WWW-Authenticate"] == scope
    for caller, path in ((keyed(cast.ada), TOKEN), (ada, USERS)):
        plain = caller.ask("POST", path, X_Forwarded_Proto="http")
        failed(plain, 401, "Use https: plain http is not answered.")
        assert "WWW-Authenticate" not in plain  # nothing is to be shown there
    lapsed = keyed(cast.ada)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_status="lapsed")
    assert lapsed.ask("POST", TOKEN)["WWW-Authenticate"].startswith("Basic ")
    assert ada.ask("GET", USERS)["WWW-Authenticate"] == HOOKS.challenge


def test_a_form_has_an_end(cast: SimpleNamespace):
    assert keyed(cast.ada).ask("POST", TOKEN, b"x" * 70_000, FORM).status_code == 413
    assert keyed(cast.ada).ask("POST", TOKEN, b"x&" * 5_000, FORM).status_code == 400


def test_the_token_is_where_oauth_libraries_look_for_it_too(cast: SimpleNamespace):
    answer = keyed(cast.ada).ask("POST", TOKEN)

    body = answer.json()
    assert body["data"] == {
        "accessToken": body["access_token"],
        "tokenType": body["token_type"],
        "expiresIn": body["expires_in"],
    }
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert answer["Cache-Control"] == "no-store"


def test_bad_keys_are_all_answered_alike(cast: SimpleNamespace):
    bad = keys.bad_keys(cast.ada)
    assert len(bad) >= 24
    plain = Caller(HOOKS).ask("POST", TOKEN)
    failed(plain, 401, "You are not authorised: get a token from /api/authority/token.")
    before = everything()
    with findings() as wrong:
        for flaw, headers in bad.items():
            answer = signed(headers).ask("POST", TOKEN)
            if (answer.status_code, answer.content) != (401, plain.content):
                wrong.append(f"{flaw}: {answer.status_code} {answer.content!r}")
            if answer["WWW-Authenticate"] != plain["WWW-Authenticate"]:
                wrong.append(f"{flaw}: {answer.headers}")
    assert everything() == before


def test_what_could_not_be_a_key_costs_no_query(cast: SimpleNamespace):
    garbage = signed(keys.basic(f"plc_{'x' * 36}", f"plk_{'x' * 36}"))

    with CaptureQueriesContext(connection) as queries:
        assert garbage.ask("POST", TOKEN).status_code == 401

    assert len(queries) == 0


def test_a_token_is_no_persons_token_and_a_persons_is_none_here(cast: SimpleNamespace):
    here, own = keys.token_of(cast.ada), Api(cast.ada)

    assert signed(here).ask("GET", USERS).status_code == 200
    assert Api().get("/users/me", **here).status_code == 401
    assert own.get("/users/me").status_code == 200
    assert own.get(USERS).status_code == 401


def test_another_pepper_ends_every_token(cast: SimpleNamespace, settings: Settings):
    caller = Caller(HOOKS, cast.ada)
    settings.CREDENTIAL_PEPPER = "another pepper of more than thirty-two letters"

    assert caller.ask("GET", USERS).status_code == 401


def test_revoking_a_key_ends_its_tokens_and_reactivating_revives_the_key_only(
    cast: SimpleNamespace,
):
    made = keys.issue(cast.ann)
    key = signed(keys.basic(str(made.identifier), made.secret))
    token = signed(keys.bearer(tokens.issue(made.credential)))
    assert token.ask("GET", USERS).status_code == 200

    credentials.revoke(by=cast.ada, credential=made.credential)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]

    credentials.reactivate(by=cast.ada, credential=made.credential)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [200, 401]
    fresh = keys.bearer(key.ask("POST", TOKEN).json()["access_token"])
    assert signed(fresh).ask("GET", USERS).status_code == 200

    credentials.revoke(by=cast.ada, credential=made.credential)
    credentials.revoke(by=cast.ada, credential=made.credential)
    credentials.reactivate(by=cast.ada, credential=made.credential)
    assert signed(fresh).ask("GET", USERS).status_code == 401
    made.credential.refresh_from_db()
    assert made.credential.revocations == 2


def test_removing_the_owner_ends_tokens_and_restoring_revives_the_key_only(cast: SimpleNamespace):
    made = keys.issue(cast.ann)
    key = signed(keys.basic(str(made.identifier), made.secret))
    token = signed(keys.bearer(key.ask("POST", TOKEN).json()["access_token"]))

    users.remove(by=cast.ada, person=cast.ann)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]

    cast.ann.refresh_from_db()
    users.restore(by=cast.ada, person=cast.ann)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [200, 401]


def test_demoting_the_owner_counts_at_once(cast: SimpleNamespace):
    bea = UserFactory(organisation=cast.acme, first_name="Bea", role=Role.ORGANISATION_ADMIN)
    caller = Caller(HOOKS, bea)
    assert caller.ask("GET", "/organisation/business-roles").status_code == 200

    users.change_role(by=cast.ada, person=bea, role_id=Role.EMPLOYEE)

    failed(
        caller.ask("GET", "/organisation/business-roles"), 401, "You are not authorised to do this."
    )
    assert caller.ask("GET", USERS).status_code == 200


def test_a_lapsed_subscription_ends_both(cast: SimpleNamespace):
    key, token = keyed(cast.ada), Caller(HOOKS, cast.ada)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_status="lapsed")

    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]
