"""Access keys and tokens: good ones, and those that are almost right."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts import keys
from accounts.actions import credentials, users
from accounts.actions import tokens as own
from accounts.actions.credentials import Issued
from accounts.models import User
from peerly.dialects.agyletime import tokens
from tests.dialects import hooks

Headers = dict[str, str]
Claims = dict[str, Any]


def issue(person: User, speaks: str = "agyletime") -> Issued:
    """Return a fresh access key that acts as ``person``."""
    return hooks.issue(person, speaks, keys.CLIENT_ID)


def basic(identifier: str, secret: str) -> Headers:
    """Return the header that shows an access key."""
    pair = base64.b64encode(f"{identifier}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def key_of(person: User) -> Headers:
    """Return the header that shows a fresh access key of ``person``."""
    made = issue(person)
    return basic(str(made.identifier), made.secret)


def bearer(token: str) -> Headers:
    """Return the header that carries ``token``."""
    return {"Authorization": f"Bearer {token}"}


def token_of(person: User) -> Headers:
    """Return the header of a request by ``person``."""
    return bearer(tokens.issue(issue(person).credential))


def sign(claims: Claims, key: str | None = None, **options: Any) -> str:
    """Return ``claims`` signed as tokens are, but for what is said."""
    options = {"key": signing_key() if key is None else key, "algorithm": "HS256"} | options
    # Not jwt.encode: that one refuses to sign the claims it would refuse to read.
    return jwt.api_jws.encode(json.dumps(claims).encode(), **options)


def signing_key() -> str:
    """Return the key that tokens are signed with."""
    salt, pepper = "peerly.dialects.agyletime.tokens", settings.CREDENTIAL_PEPPER
    return salted_hmac(salt, "", pepper, algorithm="sha256").hexdigest()


def bad_credentials(person: User) -> dict[str, Headers]:
    """Return headers that must not pass for ``person``, by what is wrong with them."""
    made = issue(person)
    good = tokens.issue(made.credential)
    claims: Claims = jwt.decode(good, options={"verify_signature": False})
    head, body, signature = good.split(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    raw = {
        "not a token": "garbled",
        "no signature": f"{head}.{body}.",
        "another signature": f"{head}.{body}.{signature[:middle]}{other}{signature[middle + 1 :]}",
        "cut off": good[:-10],
        "four parts": f"{good}.{signature}",
        "upper case": good.upper(),
        "not ASCII": f"{good}\xe9",
        "NUL behind it": f"{good}\0",
        "a person's own token": own.issue(person=person),
        "the secret itself": made.secret,
        "the identifier": str(made.identifier),
        "alg none": sign(claims, key="", algorithm="none"),
        "alg HS512": sign(claims, algorithm="HS512"),
        "another key": sign(claims, key="another key of more than thirty-two letters"),
        "the key of people's tokens": sign(claims, key=settings.SIMPLE_JWT["SIGNING_KEY"]),
        "of a revoked key": _of_a_revoked_key(person),
        "of another dialect": tokens.issue(issue(person, "nobody").credential),
        "another organisation": sign(claims | {"organisation_id": claims["organisation_id"] + 1}),
        "longer than any token": sign(claims | {"padding": "x" * 3000}),
        **{name: sign(claims | twist) for name, twist in _twists().items()},
        **{f"without {name}": sign(_without(claims, name)) for name in claims},
    }
    schemes = {
        "another scheme": f"Token {good}",
        "no scheme": good,
        "scheme without token": "Bearer",
        "two tokens": f"Bearer {good} {good}",
        "scheme and comma": f"Bearer, {good}",
        "a token as a user name": basic(good, "")["Authorization"],
    }
    told = {name: {"Authorization": value} for name, value in schemes.items()}
    return told | {name: bearer(token) for name, token in raw.items()}


WORST = (
    "not a token",
    "no signature",
    "alg none",
    "another key",
    "expired",
    "another audience",
    "another organisation",
    "of a revoked key",
    "a person's own token",
)


def bad_keys(person: User) -> dict[str, Headers]:
    """Return headers that get nobody a token, by what is wrong with them."""
    made, another = issue(person), issue(person)
    name, secret, foreign = str(made.identifier), made.secret, another.secret
    good = basic(name, secret)["Authorization"].partition(" ")[2]
    revoked = issue(person)
    credentials.revoke(by=person, credential=revoked.credential)
    elsewhere = issue(person, "nobody")
    pairs = {
        "good identifier, another's secret": (name, foreign),
        "swapped": (secret, name),
        "no secret": (name, ""),
        "no identifier": ("", secret),
        "both the secret": (secret, secret),
        "cut off": (name, secret[:-1]),
        "one more": (name, f"{secret}0"),
        "NUL": (name, f"{secret}\0"),
        "upper case": (name.upper(), secret.upper()),
        "a wrong checksum": (name, f"{secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}"),
        "genuine, but nobody's": (keys.make(keys.CLIENT_ID), keys.make(keys.SECRET)),
        "a colon more": (name, f":{secret}"),
        "revoked": (str(revoked.identifier), revoked.secret),
        "of another dialect": (str(elsewhere.identifier), elsewhere.secret),
    }
    raw = {
        "another scheme": f"Bearer {good}",
        "no scheme": good,
        "scheme alone": "Basic",
        "two values": f"Basic {good} {good}",
        "no base64": "Basic !!!!",
        "no UTF-8": f"Basic {base64.b64encode(bytes([0xFF, 0x3A, 0xFF])).decode()}",
        "no colon": f"Basic {base64.b64encode(secret.encode()).decode()}",
        "not encoded": f"Basic {name}:{secret}",
        "a token": token_of(person)["Authorization"],
        "a person's own token": f"Bearer {own.issue(person=person)}",
    }
    told = {flaw: {"Authorization": value} for flaw, value in raw.items()}
    return told | {flaw: basic(*pair) for flaw, pair in pairs.items()}


def _twists() -> dict[str, Claims]:
    now = int(time.time())
    return {
        "expired": {"iat": now - 3600, "exp": now - 1},
        "exp is a fraction": {"exp": now + 60.5},
        "exp is text": {"exp": str(now + 60)},
        "exp is true": {"exp": True},
        "counts longer than any token": {"exp": now + 10**6},
        "exp is beyond every calendar": {"exp": 10**30},
        "iat to come": {"iat": now + 600, "exp": now + 1200},
        "iat is text": {"iat": str(now)},
        "another audience": {"aud": "peerly.com"},
        "a list of audiences": {"aud": [tokens.AUDIENCE]},
        "another kind": {"typ": "access"},
        "sub is nobody": {"sub": str(2**40)},
        "sub is a number": {"sub": 1},
        "sub is NUL": {"sub": "1\0"},
        "sub is a list": {"sub": ["1"]},
        "sub has a thousand digits": {"sub": "1" * 1000},
        "organisation_id is text": {"organisation_id": "1"},
        "organisation_id is true": {"organisation_id": True},
        "restored since": {"restorations": 1},
        "revoked since": {"revocations": 1},
        "revocations is true": {"revocations": True},
        "jti is a number": {"jti": 7},
    }


def _without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


def _of_a_revoked_key(person: User) -> str:
    credential = issue(person).credential
    token = tokens.issue(credential)
    credentials.revoke(by=person, credential=credential)
    return token


def demote(by: User, person: User, role: int) -> None:
    """Give ``person`` another role."""
    users.change_role(by=by, person=person, role_id=role)
