"""Every dialect × every operation: what a client is told when the failure is ours."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.db.models import ProtectedError
from django.http import Http404
from pytest_django import Settings
from rest_framework import exceptions

from peerly.api.problems import TELL, InvalidQuery, PayloadTooLarge, UnknownId, describe
from peerly.errors import Gone, InvalidField, NotAllowed, Refused, Removed, Unproven
from tests import google as fake
from tests.dialects.asking import Play, findings
from tests.dialects.endpoints import Endpoint
from tests.dialects.rows import everything, undone

pytestmark = pytest.mark.django_db

SECRET = "the colour of the safe"
CODES = {
    "invalid_data",
    "insufficient_hi5_balance",
    "invalid_token",
    "access_denied",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "conflict",
    "payload_too_large",
    "unsupported_media_type",
    "unprocessable_entity",
    "too_many_requests",
}
"""The contract's, complete (peerly-v1 §1)."""

NEUTRAL = {"unknown_id", "invalid_query", "malformed_body", "unavailable"}
"""What each dialect words for itself, though some word two of them alike."""

WHAT_HAPPENS: list[Exception] = [
    Refused(),
    InvalidField("text", "Too long."),
    Removed(),
    Unproven(),
    NotAllowed(),
    Gone(),
    UnknownId("id"),
    PayloadTooLarge(),
    exceptions.NotAuthenticated(),
    exceptions.AuthenticationFailed(),
    exceptions.PermissionDenied(),
    InvalidQuery({"page": ["Too small."]}),
    exceptions.ValidationError({"text": ["Too long."]}),
    exceptions.ParseError(),
    exceptions.NotFound(),
    exceptions.MethodNotAllowed("GET"),
    exceptions.NotAcceptable(),
    exceptions.UnsupportedMediaType("text/plain"),
    exceptions.Throttled(3),
    Http404(),
    RequestDataTooBig(),
    SuspiciousOperation(),
    BadRequest(),
    DataError(),
    ProtectedError("", set()),
    IntegrityError(),
    OperationalError(),
    InterfaceError(),
]
"""One of each that the kernel knows a problem for."""


@pytest.fixture
def reported() -> Any:
    """The bugs that Django has told of, which is what an error collector listens to."""
    bugs: list[Any] = []

    def hear(**told: Any) -> None:
        bugs.append(told["request"].path)

    got_request_exception.connect(hear)
    yield bugs
    got_request_exception.disconnect(hear)


def _plant(monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint, problem: Exception) -> None:
    """Make the operation do all it does, writes included, and then fail."""
    whole = getattr(endpoint.viewset, endpoint.action)

    def fail(view: Any, request: Any, **kwargs: Any) -> Any:
        whole(view, request, **kwargs)
        raise problem

    monkeypatch.setattr(endpoint.viewset, endpoint.action, fail)
    if endpoint.operation.lane is not None:
        monkeypatch.setattr(type(endpoint.operation.lane), "answer", lambda *_: fail_alone(problem))


def fail_alone(problem: Exception) -> None:
    raise problem


def test_a_bug_is_a_500_that_says_nothing_and_is_reported_once(
    play: Play, google: fake.Google, reported: list[str]
):
    with findings() as wrong:
        for endpoint in play.endpoints:
            caller = play.sender(endpoint)
            with pytest.MonkeyPatch.context() as monkeypatch, undone():
                _plant(monkeypatch, endpoint, RuntimeError(SECRET))
                answer = caller.play(endpoint, play.here, X_Request_Id="trace-7")
            if said := play.hooks.failed(answer, "internal"):
                wrong.append(f"{endpoint}: {said}")
            if SECRET in f"{answer.content!r}{answer.headers}" or b"Runtime" in answer.content:
                wrong.append(f"{endpoint} tells too much: {answer.content!r}")
            if reported != [caller.path(endpoint, play.here)]:
                wrong.append(f"{endpoint} was reported as {reported}")
            if answer["X-Request-Id"] != "trace-7":
                wrong.append(f"{endpoint}: {answer.headers}")
            reported.clear()


def test_a_refusal_is_no_bug(play: Play, reported: list[str]):
    for endpoint in play.guarded():
        play.nobody.play(endpoint, play.here)
        play.sender(endpoint).ask(endpoint.method, endpoint.path("0"), b"{")

    assert reported == []


def test_a_bug_leaves_nothing_behind_and_a_retry_with_the_same_key_is_carried_out(
    play: Play, google: fake.Google
):
    """The row of an Idempotency-Key goes with the effect that did not happen."""
    with findings() as wrong:
        for endpoint in play.endpoints:
            if not getattr(getattr(endpoint.viewset, endpoint.action), "once_per_key", False):
                continue
            with undone():
                before = everything()
                with pytest.MonkeyPatch.context() as monkeypatch:
                    _fail_in_the_answer(monkeypatch, endpoint)
                    caller = play.sender(endpoint)
                    answer = caller.play(endpoint, play.here, Idempotency_Key="k")
                if said := play.hooks.failed(answer, "internal"):
                    wrong.append(f"{endpoint}: {said}")
                if everything() != before:
                    wrong.append(f"{endpoint} left something behind")
                again = caller.play(endpoint, play.here, Idempotency_Key="k")
                if again.status_code != endpoint.operation.status:
                    wrong.append(f"{endpoint} again: {again.status_code} {again.content!r}")


def _fail_in_the_answer(monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(endpoint.viewset, "reply", fail)
    if endpoint.operation.lane is not None:  # the ordinary way is meant
        monkeypatch.setattr(type(endpoint.operation.lane), "answer", lambda *_: None)


def test_while_the_database_is_away_it_is_a_503_that_says_when_to_come_back(play: Play):
    def away(*args: Any) -> Any:
        raise OperationalError("connection refused: postgres://peerly:hunter2@db")

    callers = [(endpoint, play.sender(endpoint)) for endpoint in play.endpoints]
    with connection.execute_wrapper(away):
        answers = [
            (endpoint, caller.ask(endpoint.method, endpoint.path(1), b"{}"))
            for endpoint, caller in callers
        ]
    with findings() as wrong:
        for endpoint, answer in answers:
            if said := play.hooks.failed(answer, "unavailable"):
                wrong.append(f"{endpoint}: {said}")
            if int(answer.headers.get("Retry-After", 0)) < 1 or b"hunter2" in answer.content:
                wrong.append(f"{endpoint}: {answer.headers} {answer.content!r}")


def test_a_lock_that_takes_too_long_is_a_conflict_to_try_again(play: Play):
    problem = OperationalError("canceling statement due to lock timeout")
    problem.__cause__ = Exception()
    problem.__cause__.sqlstate = "55P03"  # type: ignore[attr-defined]
    with findings() as wrong:
        for endpoint in play.guarded():
            with pytest.MonkeyPatch.context() as monkeypatch, undone():
                _plant(monkeypatch, endpoint, problem)
                answer = play.sender(endpoint).play(endpoint, play.here)
            if said := play.hooks.failed(answer, "conflict"):
                wrong.append(f"{endpoint}: {said}")
            if "Retry-After" not in answer.headers:
                wrong.append(f"{endpoint}: {answer.headers}")


def test_who_signs_in_too_often_is_told_when_to_come_back(play: Play, settings: Settings):
    settings.SIGN_IN_RATE = (2, 10**9)
    with findings() as wrong:
        for endpoint in play.endpoints:
            if endpoint.operation.may is not None:
                continue
            told = [play.nobody.play(endpoint, play.here, body={}) for _ in range(4)]
            # Refused ones count too: it is the asking that costs something.
            for answer in told[:2]:
                if said := play.hooks.failed(answer, "invalid_data"):
                    wrong.append(f"{endpoint}: {said}")
            for answer in told[2:]:
                if said := play.hooks.failed(answer, "too_many_requests"):
                    wrong.append(f"{endpoint}: {said}")
                elif not 1 <= int(answer["Retry-After"]) <= 10**9:
                    wrong.append(f"{endpoint}: {answer['Retry-After']}")


def test_every_code_there_is_has_a_phrase_and_no_code_is_made_up(play: Play):
    problems = [describe(each, SimpleNamespace(kwargs={"id": "1"})) for each in WHAT_HAPPENS]
    said = {problem.code for problem in problems if problem}
    refusals = {each.code for each in _subclasses(Refused)}

    assert {type(each) for each in WHAT_HAPPENS} == set(TELL)
    assert said | refusals == CODES | NEUTRAL
    assert set(play.hooks.failures) == CODES | NEUTRAL | {"unknown_id_to_write", "internal"}


def _subclasses(kind: type[Refused]) -> list[type[Refused]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _subclasses(child))]


def test_whatever_went_wrong_is_one_json_document(play: Play):
    """Also outside DRF, where Django itself refuses: a host it does not know, too many fields."""
    giver = play.signed_in(play.here.giver)
    path = giver.path(play.guarded()[0], play.here)
    answer = giver.ask("GET", path, Host="evil.test\r\nX: y")
    assert play.hooks.failed(answer, "malformed_body") == ""
    assert "evil" not in json.dumps(answer.json())
