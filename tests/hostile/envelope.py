"""Whether an answer is one of a dialect's own, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tests.dialects.hooks import Hooks
from tests.server import Answer

FAILED = (400, 404, 422)
"""Statuses under which a refusal may be read."""

PRINTABLE = re.compile(r"[\x20-\x7e]+")


def faults(
    answer: Answer,
    hooks: Hooks,
    *,
    method: str = "GET",
    many: bool | None = None,
    request_id: str | None = None,
) -> list[str]:
    """Return what is wrong with ``answer`` in the dialect of ``hooks``, one sentence each.

    ``many``: a success is a page of rows, or is none; it may be either where that is None.
    ``request_id`` is what the request had in ``X-Request-Id``, if the answer must repeat it.
    """
    found = []
    if not 200 <= answer.status_code < 300 and not 400 <= answer.status_code < 500:
        found.append(f"the status is {answer.status_code}")
    found += _faults_of_id(answer, request_id, hooks.dialect.longest_request_id)
    media = answer.headers.get_all("Content-Type", [])
    if media != ["application/json"] and (answer.status_code != 204 or answer.content):
        found.append(f"Content-Type is {media}")
    if method == "HEAD":
        return found
    if answer.status_code < 300:
        return found + _faults_of_success(answer, hooks, many)
    return found + _faults_of_failure(answer, hooks)


def _faults_of_id(answer: Answer, given: str | None, longest: int) -> list[str]:
    told = answer.headers.get_all("X-Request-Id", [])
    if len(told) != 1 or not PRINTABLE.fullmatch(told[0]) or len(told[0]) > longest:
        return [f"X-Request-Id is {told}"]
    if given is not None and told[0] != given:
        return [f"X-Request-Id is {told[0]!r}, not {given!r}"]
    return []


def _faults_of_success(answer: Answer, hooks: Hooks, many: bool | None) -> list[str]:
    # Where things go bare, a refusal looks like one of them, but for its status.
    if not all(_problem(hooks.read_failure, replace(answer, status_code=each)) for each in FAILED):
        return [f"a failure that says it is a success: {answer.content[:80]!r}"]
    either = [hooks.read_thing, hooks.read_rows]
    readers = either if many is None else [either[many]]
    problems = [_problem(read, answer) for read in readers]
    return [] if "" in problems else [f"out of shape: {problems[0]}: {answer.content[:80]!r}"]


def _faults_of_failure(answer: Answer, hooks: Hooks) -> list[str]:
    if said := _problem(hooks.read_failure, answer):
        return [f"out of shape: {said}: {answer.content[:80]!r}"]
    failure = hooks.read_failure(answer)
    if (failure.status, failure.code) not in hooks.failures.values():
        return [f"the code {failure.code!r} does not go with {failure.status}"]
    texts = [*failure.fields, *failure.fields.values()]
    if not all(isinstance(text, str) for text in texts):
        return [f"fields are {failure.fields!r}"]
    return []


def _problem(read: Callable[[Answer], object], answer: Answer) -> str:
    """Return what kept ``read`` from reading ``answer``, "" where it could."""
    try:
        read(answer)
    except (AssertionError, LookupError, ValueError, TypeError, AttributeError) as problem:
        return repr(problem).split("\n", 1)[0]
    return ""
