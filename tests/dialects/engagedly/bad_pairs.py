"""Pairs of keys that are almost right: each is a person's good pair with one thing wrong."""

from __future__ import annotations

import base64

from django.utils import timezone

from accounts import keys
from accounts.models import Credential, User
from accounts.roles import Role
from tests.cast import OrganisationFactory, UserFactory
from tests.dialects.hooks import issue

SPEAKS = "engagedly"

Headers = dict[str, str]


def pair(client: str | None, secret: str | None) -> Headers:
    """Return the headers that carry a pair; a part that is None is left out."""
    said = {"ClientKey": client, "SecretKey": secret}
    return {name: value for name, value in said.items() if value is not None}


def good_pair(person: User) -> Headers:
    """Return the headers of a request by ``person``."""
    issued = issue(person, SPEAKS, keys.CLIENT_ID)
    return pair(issued.identifier, issued.secret)


def bad_pairs(person: User) -> dict[str, Headers]:
    """Return headers that must not pass for ``person``, by what is wrong with them."""
    good = good_pair(person)
    client, secret = good["ClientKey"], good["SecretKey"]
    return {
        **{f"client: {name}": pair(bad, secret) for name, bad in _twists(client).items()},
        **{f"secret: {name}": pair(client, bad) for name, bad in _twists(secret).items()},
        **_mixed(person, client, secret),
        **_ended(person),
        **_elsewhere(person, client, secret),
    }


def _twists(part: str) -> dict[str, str]:
    other = "A" if part[-1] != "A" else "B"
    return {
        "not a key": "garbled",
        "nothing": "",
        "only its prefix": part[:4],
        "cut off": part[:-1],
        "without checksum": part[:-6],
        "another checksum": part[:-1] + other,
        "made up": keys.make(part[:3]),
        "upper case": part.upper(),
        "a letter more": f"{part}0",
        "NUL behind it": f"{part}\0",
        "not ASCII": f"{part[:-1]}\xe9",
        "twice": f"{part}, {part}",
        "quoted": f'"{part}"',
        "a public key's prefix": f"plp{part[3:]}",
        "very long": part * 100,
    }


def _mixed(person: User, client: str, secret: str) -> dict[str, Headers]:
    another = good_pair(person)
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    return {
        "only the client key": pair(client, None),
        "only the secret key": pair(None, secret),
        "swapped": pair(secret, client),
        "the client key twice": pair(client, client),
        "the secret key twice": pair(secret, secret),
        "with the secret of another pair": pair(client, another["SecretKey"]),
        "with the client key of another pair": pair(another["ClientKey"], secret),
        "hyphens in the names": {"Client-Key": client, "Secret-Key": secret},
        "as Basic": {"Authorization": f"Basic {basic}"},
        "as Bearer": {"Authorization": f"Bearer {secret}"},
    }


def _ended(person: User) -> dict[str, Headers]:
    revoked = good_pair(person)
    ours = Credential.objects.filter(identifier=revoked["ClientKey"])
    ours.update(revoked_at=timezone.now())
    return {"revoked": revoked}


def _elsewhere(person: User, client: str, secret: str) -> dict[str, Headers]:
    """Return pairs of other clients, of other people, and of those who may not have one."""
    for_others = issue(person, "nobody's clients", keys.CLIENT_ID)
    without_client_key = issue(person, SPEAKS)
    theirs = UserFactory(
        organisation=OrganisationFactory(domain_name="elsewhere.test"),
        role=Role.ORGANISATION_ADMIN,
    )
    foreign = good_pair(theirs)
    risen = UserFactory(organisation=person.organisation, role=Role.ORGANISATION_ADMIN)
    of_risen = good_pair(risen)
    User.all_objects.filter(pk=risen.pk).update(role=Role.SUPER_ADMIN)
    return {
        "for other clients": pair(for_others.identifier, for_others.secret),
        "the secret of a credential without client key": pair(client, without_client_key.secret),
        "our client key, another organisation's secret": pair(client, foreign["SecretKey"]),
        "another organisation's client key, our secret": pair(foreign["ClientKey"], secret),
        "of somebody who became a SuperAdmin": of_risen,
    }
