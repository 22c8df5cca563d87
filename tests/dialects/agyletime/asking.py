"""Where these clients ask, by which key or token, and what they are told when it fails."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from tests.dialects.agyletime import keys
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller

TOKEN = "/api/authority/token"
USERS = "/api/organisation/users"
NIA = {"firstName": "Nia", "lastName": "Okoro", "email": "nia@acme.test"}


def signed(headers: dict[str, str]) -> Caller:
    """Return somebody who sends ``headers``."""
    return Caller(HOOKS, headers=headers)


def keyed(person: User) -> Caller:
    """Return ``person`` with an access key."""
    return signed(keys.key_of(person))


def error(answer: Any) -> tuple[int, str, str]:
    """Return (status, code, message) of a failure."""
    failure = HOOKS.read_failure(answer)
    return answer.status_code, str(failure.code), answer.json()["message"]


def failed(answer: Any, status: int, message: str) -> None:
    """Check a failure and its message."""
    assert (HOOKS.read_failure(answer).status, answer.json()["message"]) == (status, message)
