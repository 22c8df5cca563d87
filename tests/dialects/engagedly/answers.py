"""What an answer says, in one line of a test."""

from __future__ import annotations

from typing import Any

from tests.dialects.engagedly.hooks import HOOKS


def told(answer: Any, status: int = 200) -> Any:
    """Return the thing in a successful answer."""
    assert answer.status_code == status, answer.content
    return HOOKS.read_thing(answer)


def rows(answer: Any) -> list[Any]:
    """Return the rows of a page."""
    assert answer.status_code == 200, answer.content
    return HOOKS.read_rows(answer)


def refused(answer: Any, status: int, error_type: str, *errors: tuple[str | None, str]) -> None:
    """Assert that ``answer`` is a failure with these (field, code) and no others."""
    failure = HOOKS.read_failure(answer)  # asserts the shape
    body = answer.json()
    assert (failure.status, body["error_type"]) == (status, error_type), body
    assert [(item["field"], item["code"]) for item in body["errors"]] == list(errors), body
