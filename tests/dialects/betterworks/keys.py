"""Tokens of the API: good ones, and those that are almost right."""

from __future__ import annotations

import base64

from django.utils import timezone

from accounts import keys
from accounts.actions import credentials, tokens
from accounts.models import Credential, User
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects import hooks

Headers = dict[str, str]


def issue(person: User, speaks: str = "betterworks") -> str:
    """Return a fresh token that acts as ``person``, who has come in person before."""
    User.all_objects.filter(pk=person.pk, last_login=None).update(last_login=timezone.now())
    return hooks.issue(person, speaks).secret


def header(secret: str) -> Headers:
    """Return the header that shows ``secret``."""
    return {"Authorization": f"APIToken {secret}"}


def of(person: User) -> Headers:
    """Return the headers of a request by ``person``."""
    return header(issue(person))


def bad_credentials(person: User) -> dict[str, Headers]:
    """Return headers that must not pass for ``person``, by what is wrong with them."""
    good, twin = issue(person), issue(person)
    body = good[4:]
    middle = len(good) // 2
    other = "A" if good[middle] != "A" else "B"
    raw = {
        "empty": "",
        "garbled": "garbled",
        "only the prefix": "plk_",
        "no prefix": body,
        "another prefix": f"plc_{body}",
        "a public prefix": f"plp_{body}",
        "prefix in capitals": f"PLK_{body}",
        "cut off": good[:-1],
        "one sign more": f"{good}0",
        "cut in half": good[:20],
        "one digit changed": f"{good[:middle]}{other}{good[middle + 1 :]}",
        "checksum of zeros": f"{good[:-6]}000000",
        "checksum of another": f"{good[:-6]}{twin[-6:]}",
        "upper case": good.upper(),
        "lower case": good.lower(),
        "turned round": good[::-1],
        "genuine and nobody's": keys.make(keys.SECRET),
        "genuine client id": keys.make(keys.CLIENT_ID),
        "genuine public key": keys.make(keys.PUBLIC_KEY),
        "two joined": good + twin,
        "NUL behind": f"{good}\0",
        "NUL in front": f"\0{good}",
        "quoted": f'"{good}"',
        "comma behind": f"{good},",
        "not ASCII": f"{good}\xe9",
        "in base64": base64.b64encode(good.encode()).decode(),
        "as a user name": base64.b64encode(f"{good}:".encode()).decode(),
        "with its name": f"api_token={good}",
        "a thousand digits": "plk_" + "1" * 1000,
        "its fingerprint": keys.fingerprint(good),
        "revoked": _revoked(person),
        "of another dialect": issue(person, "nobody"),
        "of an operator": _of_an_operator(person),
        "a person's own token": tokens.issue(person=person),
    }
    schemes = {
        "no scheme": good,
        "scheme alone": "APIToken",
        "Bearer": f"Bearer {good}",
        "Token": f"Token {good}",
        "Basic": "Basic " + base64.b64encode(f"{good}:".encode()).decode(),
        "scheme and colon": f"APIToken: {good}",
        "scheme with a hyphen": f"API-Token {good}",
        "two tokens": f"APIToken {good} {twin}",
        "twice the scheme": f"APIToken APIToken {good}",
        "own token as Bearer": f"Bearer {tokens.issue(person=person)}",
    }
    told = {flaw: {"Authorization": value} for flaw, value in schemes.items()}
    return told | {flaw: header(secret) for flaw, secret in raw.items()}


WORST = ("revoked", "of another dialect", "genuine and nobody's", "one digit changed", "Bearer")


def _revoked(person: User) -> str:
    secret = issue(person)
    credential = Credential.objects.get(fingerprint=keys.fingerprint(secret))
    credentials.revoke(by=person, credential=credential)
    return secret


def _of_an_operator(person: User) -> str:
    """Return the token of somebody who is a SuperAdmin by now."""
    chief = UserFactory(organisation=person.organisation)
    secret = issue(chief)
    User.all_objects.filter(pk=chief.pk).update(role=Role.SUPER_ADMIN)
    return secret
