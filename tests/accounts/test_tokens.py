"""Our tokens: what is in them, how long they count, and who gets none (peerly-v1 §4)."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from django.conf import settings as configured

from accounts.actions import tokens
from accounts.models import RevokedToken, User
from tests.api import Api, error_of
from tests.dialects.peerly.bad_tokens import sign

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def part(token, number):
    text = token.split(".")[number]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.fixture
def clock():
    """A clock that stands still; ``shift`` moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_claims_are_the_pages(cast, clock):
    claims = part(tokens.issue(person=cast.ann), 1)

    issued = int(NOW.timestamp())
    assert claims == {
        "token_type": "access",
        "iss": "node.peerly.com",
        "sub": str(cast.ann.pk),
        "aud": "peerly.com",
        "exp": issued + 12 * 60 * 60,
        "nbf": issued,
        "iat": issued,
        "jti": claims["jti"],
        "https://peerly.com": {"roleId": 3, "orgId": cast.acme.pk, "orgName": "Acme"},
    }
    assert all(type(claims[name]) is int for name in ("exp", "nbf", "iat"))
    assert isinstance(claims["jti"], str)
    assert len(claims["jti"]) >= 32


ISSUE = """
import django; django.setup()
from accounts.models import Organisation, User
from accounts.tokens import PeerlyToken
ann = User(pk=7, role=3, organisation=Organisation(pk=1, name="Acme"))
print(PeerlyToken.issue(ann))
"""


def test_issuer_audience_and_lifetime_are_settings():
    said = {"JWT_ISSUER": "peerly.acme.test", "JWT_AUDIENCE": "acme.test", "JWT_HOURS": "2"}
    told = {**os.environ, **said, "DJANGO_SETTINGS_MODULE": "peerly.settings"}

    token = subprocess.run(
        [sys.executable, "-c", ISSUE], env=told, check=True, capture_output=True, text=True
    ).stdout.strip()

    claims = part(token, 1)
    assert (claims["iss"], claims["aud"]) == ("peerly.acme.test", "acme.test")
    assert claims["exp"] - claims["iat"] == 2 * 60 * 60
    # What another issuer signed, even with our key, is nothing to us.
    assert error_of(Api(token=token).get("/users/me")) == (401, "invalid_token")


def test_a_super_admins_token_names_no_organisation(cast):
    claims = part(tokens.issue(person=cast.root), 1)

    assert claims["https://peerly.com"] == {"roleId": 1, "orgId": None, "orgName": None}


def test_it_is_signed_with_hs256_and_our_key(cast):
    token = tokens.issue(person=cast.ann)

    assert part(token, 0) == {"alg": "HS256", "typ": "JWT"}
    key = configured.SIMPLE_JWT["SIGNING_KEY"]
    told = jwt.decode(token, key, algorithms=["HS256"], audience="peerly.com")
    assert told["sub"] == str(cast.ann.pk)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "x" * 64, algorithms=["HS256"], audience="peerly.com")


def test_no_two_tokens_are_the_same(cast, clock):
    many = {part(tokens.issue(person=cast.ann), 1)["jti"] for _ in range(20)}

    assert len(many) == 20


def test_a_token_counts_until_its_last_second(cast, clock):
    ann = Api(cast.ann)
    clock.shift(timedelta(hours=12, seconds=-1))
    assert ann.get("/users/me").status_code == 200

    clock.shift(timedelta(seconds=1))

    assert error_of(ann.get("/users/me")) == (401, "invalid_token")


@pytest.mark.parametrize("hours", [1, 100])
def test_a_token_lasts_as_long_as_it_was_asked_to(cast, clock, hours):
    token = tokens.issue(person=cast.ann, lifetime=timedelta(hours=hours))

    assert part(token, 1)["exp"] == int(NOW.timestamp()) + hours * 3600
    ann = Api(token=token)
    clock.shift(timedelta(hours=hours, seconds=-1))
    assert ann.get("/users/me").json()["data"]["id"] == cast.ann.pk
    clock.shift(timedelta(seconds=1))
    assert error_of(ann.get("/users/me")) == (401, "invalid_token")


def test_somebody_removed_gets_no_token(cast):
    cast.ann.delete()

    with pytest.raises(tokens.PersonRemoved):
        tokens.issue(person=cast.ann)


def test_the_role_in_the_token_is_a_hint_the_database_decides(cast):
    forged = jwt.decode(tokens.issue(person=cast.ann), options={"verify_signature": False})
    forged["https://peerly.com"] = {"roleId": 1, "orgId": cast.globex.pk, "orgName": "Globex"}
    token = jwt.encode(forged, configured.SIMPLE_JWT["SIGNING_KEY"], algorithm="HS256")

    ann = Api(token=token)

    told = ann.get("/users/me").json()["data"]
    assert (told["role_id"], told["org_id"]) == (3, cast.acme.pk)
    assert error_of(ann.get("/organisations")) == (403, "access_denied")


@pytest.mark.parametrize(
    "strange",
    [
        {"https://peerly.com": None},
        {"https://peerly.com": {}},
        {"https://peerly.com": {"roleId": 3}},
        {"https://peerly.com": {"roleId": [3], "orgId": 1}},
        {"https://peerly.com": {"roleId": 3, "orgId": [1]}},
        {"nbf": -(10**400)},
        {"iat": -(10**400)},
    ],
    ids=["null", "nothing", "no home", "a list of roles", "a list of homes", "old", "very old"],
)
def test_strange_hints_in_a_token_of_ours_trip_nobody(cast, strange):
    token = sign(jwt.decode(Api(cast.cal).token, options={"verify_signature": False}) | strange)
    cal = Api(token=token)

    assert cal.get("/users").status_code == 200
    assert cal.get("/recognitions").status_code == 200
    assert cal.post(f"/recognitions/{cast.thanks.pk}/hi5").status_code == 201


def test_signing_out_ends_this_token_and_no_other(cast, clock):
    here, there = Api(cast.ann), Api(cast.ann)

    answer = here.post("/logout")

    assert (answer.status_code, answer.json()) == (200, {"data": {}})
    assert error_of(here.get("/users/me")) == (401, "invalid_token")
    assert error_of(here.post("/logout")) == (401, "invalid_token")
    assert there.get("/users/me").status_code == 200
    row = RevokedToken.objects.get()
    assert (row.user, row.revoked_at) == (cast.ann, NOW)
    assert row.expires_at == NOW + timedelta(hours=12)
    assert row.jti not in here.token


def test_signing_out_needs_a_token(cast):
    for stranger in (Api(), Api(token="x.y.z"), Api(token="")):
        assert error_of(stranger.post("/logout")) == (401, "invalid_token")
    assert RevokedToken.objects.count() == 0


def remove_and_restore(cast, person):
    path = f"/users/{person.pk}"
    assert Api(cast.ada).delete(path).status_code == 200
    assert Api(cast.ada).post(f"{path}/restore").status_code == 200


def test_restoring_somebody_revives_no_token_of_theirs(cast, clock):
    """All within one second, which is as fine as a token's times are."""
    ann = Api(cast.ann)
    remove_and_restore(cast, cast.ann)
    assert error_of(ann.get("/users/me")) == (401, "invalid_token")

    again = Api(cast.ann)

    assert again.get("/users/me").status_code == 200
    assert error_of(ann.get("/users/me")) == (401, "invalid_token")
    remove_and_restore(cast, cast.ann)
    assert error_of(again.get("/users/me")) == (401, "invalid_token")
    assert Api(cast.ann).get("/users/me").status_code == 200


def test_a_restored_persons_token_says_so(cast, clock):
    remove_and_restore(cast, cast.ann)

    claims = part(tokens.issue(person=cast.ann), 1)

    assert claims["restorations"] == 1
    for wrong in (True, "1", 1.0, -1, 2**31, None):
        key = configured.SIMPLE_JWT["SIGNING_KEY"]
        token = jwt.encode({**claims, "restorations": wrong}, key, algorithm="HS256")
        assert error_of(Api(token=token).get("/users/me")) == (401, "invalid_token"), wrong


def test_somebody_removed_while_they_sign_in_gets_no_token(cast):
    read_before = User.objects.get(pk=cast.ann.pk)
    Api(cast.ada).delete(f"/users/{cast.ann.pk}")

    with pytest.raises(tokens.PersonRemoved):
        tokens.issue(person=read_before)
