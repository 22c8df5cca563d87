"""The judge of hostile answers is no pushover: it finds what is wrong in each dialect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPMessage
from typing import Any

import pytest

from peerly.api.express import Lane
from peerly.api.problems import Problem
from tests.dialects.asking import Play, findings
from tests.dialects.hooks import Hooks
from tests.hostile.envelope import faults
from tests.server import Answer

GOOD = (("X-Request-Id", "a"), ("Content-Type", "application/json"))
WRONG_HEADERS = {
    "no id": GOOD[1:],
    "two ids": (GOOD[0], *GOOD),
    "another id": (("X-Request-Id", "b"), GOOD[1]),
    "an id beyond all length": (("X-Request-Id", "x" * 900), GOOD[1]),
    "no type": GOOD[:1],
    "another type": (GOOD[0], ("Content-Type", "text/html")),
    "two types": (*GOOD, GOOD[1]),
}
WRONG_STATUS = (200, 204, 301, 418, 500, 503)
NO_JSON = (b"", b"\xff", b"{", b"<h1>Bad Request</h1>")
NO_FAILURE: tuple[Any, ...] = (None, [], "invalid", {}, {"trace": "Traceback"}, {"error": None})


def answer(status: int, body: Any, headers: Any = GOOD) -> Answer:
    message = HTTPMessage()
    for name, value in headers:
        message[name] = value
    return Answer(status, message, body if isinstance(body, bytes) else json.dumps(body).encode())


def refusals(hooks: Hooks) -> Iterator[tuple[int, Any]]:
    """Yield (status, body) of each failure that is a client's."""
    ours = {"internal", "unavailable", "unknown_id_to_write"}
    for code in hooks.failures.keys() - ours:
        for fields in {}, {"name": "Too long."}:
            problem = Problem(code, "This cannot be done.", fields)
            phrase = hooks.dialect.phrase_problem(problem, "GET", "thing")
            yield phrase.status, phrase.body


def test_a_refusal_as_the_dialect_phrases_it_has_no_fault(hooks):
    for status, body in refusals(hooks):
        assert faults(answer(status, body), hooks, request_id="a") == []


def test_a_refusal_that_is_not_quite_the_dialects_has_a_fault(hooks):
    with findings() as overlooked:
        for status, body in refusals(hooks):
            for wrong in WRONG_STATUS:
                if not faults(answer(wrong, body), hooks):
                    overlooked.append(f"{body} with {wrong}")
            for what, headers in WRONG_HEADERS.items():
                if not faults(answer(status, body, headers), hooks, request_id="a"):
                    overlooked.append(what)
            spoilt = [{key: body[key] for key in body if key != each} for each in body]
            spoilt += [{**body, key: value} for key in body for value in (None, [], {}, "")]
            for wrong in (*spoilt, {**body, "trace": "Traceback"}, [body], *NO_FAILURE, *NO_JSON):
                if not faults(answer(status, wrong), hooks):
                    overlooked.append(f"{status} {wrong}")


def test_what_the_server_is_to_blame_for_has_a_fault(hooks):
    for code in ("internal", "unavailable"):
        phrase = hooks.dialect.phrase_problem(Problem(code), "GET", "thing")

        said = faults(answer(phrase.status, phrase.body), hooks)

        assert f"the status is {phrase.status}" in said


@pytest.mark.django_db
def test_a_success_has_no_fault_and_what_only_says_so_has_one(play: Play):
    hooks = play.hooks
    with findings() as wrong:
        for endpoint in (each for each in play.endpoints if each.operation.many):
            told = play.sender(endpoint).play(endpoint, play.here)
            good = answer(told.status_code, told.content)
            for many in (True, None):
                wrong += [f"{endpoint}: {fault}" for fault in faults(good, hooks, many=many)]
            bad = [*NO_JSON, *NO_FAILURE, *(body for _, body in refusals(hooks))]
            wrong += [
                f"{endpoint}: {body} is overlooked"
                for body in bad
                if not faults(answer(200, body), hooks, many=True)
            ]


@pytest.mark.django_db
def test_control_a_bug_is_found(monkeypatch, play: Play):
    endpoint = next(each for each in play.endpoints if each.operation.many)

    def ask() -> list[str]:
        told = play.sender(endpoint).play(endpoint, play.here)
        return faults(answer(told.status_code, told.content, told.items()), play.hooks, many=True)

    assert ask() == []

    def naive(view: Any, request: Any, **kwargs: Any) -> Any:
        return view.reply_page([int(each) for each in "abc"])

    monkeypatch.setattr(endpoint.viewset, endpoint.action, naive)
    monkeypatch.setattr(Lane, "answer", lambda *asked: None)

    assert "the status is 500" in ask()
