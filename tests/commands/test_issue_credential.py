"""issue_credential."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts import keys
from accounts.actions import users
from accounts.models import Credential
from peerly.api.dialect import Dialect
from peerly.dialects import DIALECTS
from tests.commands.asking import refused, run
from tests.dialects.rows import everything

INTEGRATIONS = [each for each in DIALECTS if each.key_names is not None]


def issue(dialect: str, owner: str) -> str:
    """Return what the command prints."""
    return run("issue_credential", "--dialect", dialect, "--owner", owner)


@pytest.mark.parametrize("dialect", INTEGRATIONS, ids=lambda each: each.name)
def test_it_prints_what_was_made_as_lines_and_nothing_else(
    cast: SimpleNamespace, dialect: Dialect
) -> None:
    printed = issue(dialect.name, "ann@acme.test")

    names: Any = dialect.key_names
    parts = dict(line.split("=") for line in printed.splitlines())
    made = Credential.objects.get()
    assert list(parts) == [name for name in (names.identifier, names.secret) if name]
    assert keys.is_genuine(parts[names.secret], keys.SECRET)
    assert keys.fingerprint(parts[names.secret]) == made.fingerprint
    assert (made.identifier is None) == (names.identifier is None)
    if names.identifier:
        assert keys.is_genuine(parts[names.identifier], names.prefix)
        assert parts[names.identifier] == made.identifier
    assert (made.owner, made.speaks, made.made_by) == (cast.ann, dialect.name, None)


def test_each_family_of_clients_has_its_own_names(cast: SimpleNamespace) -> None:
    names = {
        each.name: (each.key_names.identifier, each.key_names.secret)
        for each in INTEGRATIONS
        if each.key_names
    }

    assert names == {
        "engagedly": ("client_key", "secret_key"),
        "engage": ("api_key", "api_secret"),
        "betterworks": (None, "api_token"),
        "agyletime": ("identifier", "secret"),
    }


def test_the_case_of_the_address_does_not_matter(cast: SimpleNamespace) -> None:
    issue(INTEGRATIONS[0].name, "ADA@Acme.Test")

    assert Credential.objects.get().owner == cast.ada


def test_every_call_makes_another_one(cast: SimpleNamespace) -> None:
    first, second = (issue(INTEGRATIONS[0].name, "ada@acme.test") for _ in range(2))

    assert first != second
    assert Credential.objects.count() == 2


@pytest.mark.parametrize("name", ["peerly", "nobody", "", "Agyletime"])
def test_an_unknown_dialect_is_refused(cast: SimpleNamespace, name: str) -> None:
    sentence = refused("issue_credential", f"--dialect={name}", "--owner=ada@acme.test")

    known = ", ".join(each.name for each in INTEGRATIONS)
    assert sentence == f"--dialect is {name}; it must be one of {known}."
    assert not Credential.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "a SuperAdmin", "a SuperAdmin of Acme", "removed"])
def test_an_owner_who_cannot_be_acted_as_is_refused(cast: SimpleNamespace, who: str) -> None:
    users.remove(by=cast.ada, person=cast.ben)
    users.change_role(by=cast.root, person=cast.cal, role_id=1)
    address = {
        "nobody": "eve@acme.test",
        "a SuperAdmin": cast.root.email,
        "a SuperAdmin of Acme": cast.cal.email,
        "removed": cast.ben.email,
    }[who]
    before = everything()

    with pytest.raises(CommandError) as refusal:
        call_command("issue_credential", "--dialect", "agyletime", "--owner", address)

    sentence = str(refusal.value)
    assert refusal.value.returncode == 1
    assert sentence == (
        "Nobody has the address eve@acme.test."
        if who == "nobody"
        else "A credential needs an owner who belongs to one organisation and is not removed."
    )
    assert everything() == before
