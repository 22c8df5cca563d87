"""issue_token."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from accounts.actions import users
from accounts.models import User
from tests.commands.asking import refused, run


def _times(token: str) -> tuple[int, int]:
    """Return when a token was made and until when it counts, in epoch seconds."""
    claims = token.split(".")[1]
    payload = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return payload["iat"], payload["exp"]


def test_it_prints_a_token_that_works_and_nothing_else(cast: Any, api: Any) -> None:
    printed = run("issue_token", "ann@acme.test")

    token = printed.removesuffix("\n")
    assert token.count(".") == 2
    assert token.split() == [token]
    me = api().get("/users/me", Authorization=f"Bearer {token}")
    assert me.status_code == 200
    assert me.json()["data"]["email"] == "ann@acme.test"
    assert User.objects.get(pk=cast.ann.pk).last_login is None  # nobody has signed in


def test_the_case_of_the_address_does_not_matter(cast: Any, api: Any) -> None:
    token = run("issue_token", "ANN@Acme.Test").strip()

    me = api().get("/users/me", Authorization=f"Bearer {token}")
    assert me.json()["data"]["id"] == cast.ann.pk


def test_hours_say_how_long_it_counts(cast: Any) -> None:
    made, until = _times(run("issue_token", "ann@acme.test", "--hours", "8760").strip())

    assert until - made == 8760 * 3600


@pytest.mark.parametrize(
    "hours", ["0", "8761", "-1", "1.5", "", "soon", "١", "9" * 5000], ids=lambda hours: hours[:9]
)
def test_odd_hours_are_refused(cast: Any, hours: str) -> None:
    sentence = refused("issue_token", "ann@acme.test", f"--hours={hours}")

    assert sentence == f"--hours is {hours}; it must be a whole number from 1 to 8760."


def test_nobody_gets_no_token(cast: Any) -> None:
    assert refused("issue_token", "eve@acme.test") == "Nobody has the address eve@acme.test."


def test_a_removed_person_gets_no_token(cast: Any) -> None:
    users.remove(by=cast.ada, person=cast.ann)

    sentence = refused("issue_token", "ann@acme.test")

    assert sentence == "ann@acme.test is removed; restore them first."
