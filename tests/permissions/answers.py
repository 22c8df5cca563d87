"""What an answer says, in one line of a test."""

from __future__ import annotations

from typing import Any


def refused(answer: Any, status: int, code: str) -> None:
    """Assert that ``answer`` is the failure ``code``."""
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def ids(answer: Any) -> set[int]:
    """Return the ids in a list."""
    assert answer.status_code == 200
    return {row["id"] for row in answer.json()["data"]}
