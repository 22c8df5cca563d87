"""API keys and their secrets: good ones, and those that are almost right."""

from __future__ import annotations

import base64

from django.contrib.auth.hashers import make_password

from accounts import keys
from accounts.actions import credentials
from accounts.actions import tokens as own
from accounts.actions.credentials import Issued
from accounts.models import User
from accounts.roles import Role
from tests.dialects import hooks

Headers = dict[str, str]

TAKES_BOTH = (
    ("GET", "/v1/users"),
    ("GET", "/v1/users/ben@acme.test"),
    ("DELETE", "/v1/users/ben@acme.test"),
)
KEY_IS_ENOUGH = (
    ("POST", "/v1/users", {"id": "u1"}, 201),
    ("PUT", "/v1/users/u2", {"first_name": "Nia"}, 200),
    ("POST", "/v1/users/ben@acme.test/events", {"event": "Paid"}, 200),
)
"""Requests, and the status that a key without its secret gets for those it is enough for."""


def issue(person: User, speaks: str = "engage") -> Issued:
    """Return a fresh key that acts as ``person``."""
    return hooks.issue(person, speaks, keys.PUBLIC_KEY)


def basic(key: str | None, secret: str = "") -> Headers:
    """Return the header that shows a key, alone or with its secret."""
    pair = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def key_and_secret_of(person: User) -> Headers:
    """Return the header of a request by ``person`` that shows both."""
    made = issue(person)
    return basic(made.identifier, made.secret)


def key_alone_of(person: User) -> Headers:
    """Return the header of a request by ``person`` that shows the key alone."""
    return basic(issue(person).identifier)


WORST = (
    "good key, another's secret",
    "genuine, but nobody's",
    "revoked",
    "revoked, the key alone",
    "of another dialect",
    "of another dialect, the key alone",
    "the secret alone",
    "no UTF-8",
    "a person's own token",
)


def bad_credentials(person: User) -> dict[str, Headers]:
    """Return headers that must not pass for ``person``, by what is wrong with them."""
    made = issue(person)
    key, secret = str(made.identifier), made.secret
    good = basic(key, secret)["Authorization"].partition(" ")[2]
    raw = {
        "another scheme": f"Bearer {good}",
        "no scheme": good,
        "scheme alone": "Basic",
        "scheme and comma": f"Basic, {good}",
        "two values": f"Basic {good} {good}",
        "quoted": f'Basic "{good}"',
        "no base64": "Basic !!!!",
        "cut base64": f"Basic {good[:-3]}",
        "no UTF-8": f"Basic {base64.b64encode(bytes([0xFF, 0x3A, 0xFF])).decode()}",
        "no colon": f"Basic {base64.b64encode(key.encode()).decode()}",
        "not encoded": f"Basic {key}:{secret}",
        "the secret as a token": f"Bearer {secret}",
        "a person's own token": f"Bearer {own.issue(person=person)}",
    }
    pairs = _pairs(person, key, secret)
    told = {flaw: {"Authorization": value} for flaw, value in raw.items()}
    return told | {flaw: basic(*pair) for flaw, pair in pairs.items()}


def _pairs(person: User, key: str, secret: str) -> dict[str, tuple[str, str]]:
    another, revoked, elsewhere = issue(person), issue(person), issue(person, "nobody")
    credentials.revoke(by=person, credential=revoked.credential)
    wrong = "a" if secret[-1] != "a" else "b"
    return {
        "good key, another's secret": (key, another.secret),
        "another's key, good secret": (str(another.identifier), secret),
        "swapped": (secret, key),
        "the secret alone": ("", secret),
        "neither": ("", ""),
        "both the key": (key, key),
        "both the secret": (secret, secret),
        "key cut off": (key[:-1], secret),
        "key cut off, alone": (key[:-1], ""),
        "key one longer": (f"{key}0", secret),
        "secret cut off": (key, secret[:-1]),
        "secret one longer": (key, f"{secret}0"),
        "a wrong checksum": (key, f"{secret[:-1]}{wrong}"),
        "upper case": (key.upper(), secret.upper()),
        "a blank for a secret": (key, " "),
        "a blank before the key": (f" {key}", secret),
        "NUL for a secret": (key, "\0"),
        "NUL behind the secret": (key, f"{secret}\0"),
        "NUL behind the key": (f"{key}\0", ""),
        "a colon more": (key, f":{secret}"),
        "a line more": (key, f"{secret}\n"),
        "genuine, but nobody's": (keys.make(keys.PUBLIC_KEY), keys.make(keys.SECRET)),
        "genuine, nobody's, alone": (keys.make(keys.PUBLIC_KEY), ""),
        "a client's name for a key": (keys.make(keys.CLIENT_ID), secret),
        "an e-mail address for a key": (str(person.email), secret),
        "a secret for a key, alone": (secret, ""),
        "revoked": (str(revoked.identifier), revoked.secret),
        "revoked, the key alone": (str(revoked.identifier), ""),
        "of another dialect": (str(elsewhere.identifier), elsewhere.secret),
        "of another dialect, the key alone": (str(elsewhere.identifier), ""),
        "of a removed person": _of_somebody_removed(person),
    }


def _of_somebody_removed(by: User) -> tuple[str, str]:
    former = User.all_objects.create(
        organisation=by.organisation,
        first_name="Former",
        role=Role.ORGANISATION_ADMIN,
        password=make_password(None),
    )
    made = issue(former)
    former.delete(by=by)
    return str(made.identifier), made.secret
