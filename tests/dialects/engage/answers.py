"""What answers say, and what a refusal leaves as it was."""

from __future__ import annotations

from typing import Any

from tests.dialects.asking import Caller
from tests.dialects.engage.hooks import HOOKS
from tests.dialects.rows import everything

MISSING = object()
"""What an answer says under a key that it does not have."""


def told(answer: Any, *keys: str) -> tuple[Any, ...]:
    """Return what an answer says under ``keys``."""
    assert answer.status_code < 300, answer.content
    body = answer.json()
    return tuple(body.get(key, MISSING) for key in keys)


def refused(
    client: Caller, method: str, path: str, body: Any, *fields: str, status: int = 400
) -> None:
    """Check that this is refused because of ``fields``, and that nothing came of it."""
    before = everything()
    answer = client.ask(method, path, body)
    failure = HOOKS.read_failure(answer)
    assert (answer.status_code, set(failure.fields)) == (status, set(fields)), answer.content
    assert everything() == before
