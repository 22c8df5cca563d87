"""Hostile requests to every operation of the real server: no failure, and always the envelope."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from typing import Any

import pytest

from accounts.actions import tokens, users
from accounts.actions.organisations import OPERATORS_OWN
from peerly.dialects.peerly.dialect import PEERLY
from recognition.actions import hi5s
from tests.cast import BadgeFactory, CoreValueFactory, RecognitionFactory, UserFactory, assemble
from tests.concurrency import ledger
from tests.concurrency.rush import together
from tests.dialects.endpoints import Endpoint, endpoints
from tests.hostile import raw, values
from tests.hostile.envelope import faults
from tests.hostile.probes import LEAST, Asker, Hostility
from tests.hostile.wire import Probe, Reply, Wire

CONNECTIONS = 4
SUPER_ADMINS_ONLY = {"GET /organisations", "POST /organisations"}


@pytest.fixture
def stage(transactional_db):
    """The cast, committed."""
    return assemble()


def asker(stage, server, endpoint: Endpoint) -> Asker:
    """Return how somebody who may do it asks for ``endpoint``, of something made for that."""
    person = stage.root if str(endpoint) in SUPER_ADMINS_ONLY else stage.ada
    body = None
    if endpoint.operation.body:
        ours: dict[str, Any] = {
            "access_token": server.google.mint(email="ann@acme.test"),
            "given_for": stage.ben.pk,
            "core_value_id": stage.outcome.pk,
            "text": f"Words for {endpoint}",
            "domain_name": "another.test",
            "role_id": 3,
        }
        example = endpoint.word(endpoint.operation.body).example
        body = {name: ours.get(name, value) for name, value in example.items()}
        if endpoint.route == "organisations/<id>":  # an operator's own to change
            body = {name: value for name, value in body.items() if name not in OPERATORS_OWN}
    # A token of its own for each: one of the operations is signing out.
    return Asker(endpoint, thing_for(stage, endpoint), body, lambda: tokens.issue(person=person))


def thing_for(stage, endpoint: Endpoint) -> int:
    """Return the id of a new row for the path of ``endpoint``, in the state that it asks for."""
    first = endpoint.route.split("/")[0]
    if first == "organisations":
        return int(stage.acme.pk)
    if first == "badges":
        return int(BadgeFactory(organisation=stage.acme).pk)
    if first == "core_values":
        return int(CoreValueFactory(organisation=stage.acme).pk)
    if first == "users":
        person = UserFactory(organisation=stage.acme)
        if endpoint.action == "restore":
            users.remove(by=stage.ada, person=person)
        return int(person.pk)
    thanks = RecognitionFactory(given_by=stage.ann, given_for=stage.ben, core_value=stage.outcome)
    if (endpoint.method, endpoint.route) == ("DELETE", "recognitions/<recognition_id>/hi5"):
        hi5s.give(by=stage.ada, recognition=thanks)
    return int(thanks.pk)


def send_all(port: int, probes: list[Probe]) -> list[tuple[Probe, Reply]]:
    """Send ``probes`` over a few connections, each of which must stay usable."""
    replies: list[tuple[Probe, Reply]] = []

    def send(share: int, start: Callable[[], object]) -> None:
        with Wire(port) as wire:
            start()
            for probe in probes[share::CONNECTIONS]:
                replies.append((probe, wire.send(probe)))

    together([partial(send, share) for share in range(CONNECTIONS)])
    return replies


def assert_all_in_the_envelope(replies: list[tuple[Probe, Reply]]) -> None:
    found = [
        f"{probe.about}: {fault}"
        for probe, reply in replies
        for fault in faults(reply, method=probe.method)
    ]
    assert not found, "\n".join([f"{len(found)} faults", *found[:40]])


def test_every_operation_takes_whatever_comes(server, stage):
    hostility, before = Hostility(), server.log_size()
    askers = [asker(stage, server, endpoint) for endpoint in endpoints(PEERLY)]
    probes = {str(each.endpoint): hostility.probes(each) for each in askers}

    # First as it should be: whatever is odd later on meets an operation that works.
    good = send_all(server.port, [each.probe("as it should be") for each in askers])
    replies = send_all(server.port, [probe for several in probes.values() for probe in several])

    assert {probe.about: reply.status for probe, reply in good if reply.status >= 300} == {}
    assert len(probes) == 34
    assert min(map(len, probes.values())) >= LEAST
    assert len(replies) == sum(map(len, probes.values()))
    assert_all_in_the_envelope(replies)
    assert "ERROR django.request" not in server.logged(since=before)
    ledger.assert_exact()


def test_odd_paths_are_answered_in_the_envelope_and_never_redirected(server, stage):
    token = {"Authorization": f"Bearer {tokens.issue(person=stage.ada)}"}
    probes = [
        Probe(f"{method} {path[:60]}", method, path, tuple(token.items()))
        for path in values.PATHS
        for method in ("GET", "POST", "DELETE", "FOO")
    ]

    assert_all_in_the_envelope(send_all(server.port, probes))


def test_a_request_id_is_repeated_or_made(server):
    given = ["a", "x" * 128, " spaced out ", "{}<>'\"%0d%0a", "~!@#$%^&*()"]
    probes = [Probe(text, "GET", "/users", (("X-Request-Id", text),)) for text in given]

    for probe, reply in send_all(server.port, probes):
        assert faults(reply, request_id=probe.about.strip()) == []


@pytest.mark.parametrize("request_", raw.GENTLE.values(), ids=raw.GENTLE)
def test_odd_http_is_answered_in_the_envelope(server, request_):
    reply = exchange(server.port, request_)

    assert reply is not None
    assert faults(reply) == []


@pytest.mark.parametrize("request_", raw.MALFORMED.values(), ids=raw.MALFORMED)
def test_what_is_not_http_is_refused_by_the_web_server_which_goes_on(server, request_):
    reply = exchange(server.port, request_)

    # Peerly never sees these. Granian answers 400 or 431 without a body, or hangs up.
    assert reply is None or reply.status in {400, 404, 431, 505}, reply
    with Wire(server.port) as wire:
        assert faults(wire.send(Probe("afterwards", "GET", "/users"))) == []


def test_a_body_of_megabytes_is_not_read_to_its_end(server):
    head = b"POST /users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n"

    reply = exchange(server.port, head + b"x" * 5_000_000)

    # Whoever still sends when the connection is closed may never see the answer.
    assert reply is None or faults(reply) == []
    with Wire(server.port) as wire:
        assert faults(wire.send(Probe("afterwards", "GET", "/users"))) == []


def exchange(port: int, request: bytes) -> Reply | None:
    """Send ``request`` as it is; returns the answer, or None where there is none."""
    with Wire(port) as wire:
        try:
            return wire.send_bytes(request)
        except (OSError, HTTPException):
            return None
