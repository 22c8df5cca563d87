"""Hostile requests to every operation of the real server: no failure, and always in shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from http.client import HTTPException
from itertools import cycle

import pytest

from peerly.dialects import DIALECTS
from tests.concurrency import ledger
from tests.concurrency.rush import together
from tests.dialects.asking import findings
from tests.dialects.endpoints import endpoints
from tests.dialects.fixtures import SPEAK
from tests.dialects.hooks import Hooks
from tests.hostile import raw, values
from tests.hostile.envelope import faults
from tests.hostile.probes import LEAST, ORDER, Asker, Hostility
from tests.hostile.wire import Probe, Wire
from tests.server import Answer, Server

CONNECTIONS = 4
HOUSE = SPEAK[DIALECTS[0].name]
"""Who answers where no path is anybody's."""

Answers = list[tuple[Probe, Answer]]


def send_all(port: int, probes: Sequence[Probe], connections: int = CONNECTIONS) -> Answers:
    """Send ``probes`` over a few connections, each of which must stay usable."""
    answers: Answers = []

    def send(share: int, start: Callable[[], object]) -> None:
        with Wire(port) as wire:
            start()
            for probe in probes[share::connections]:
                answers.append((probe, wire.send(probe)))

    together([partial(send, share) for share in range(connections)])
    return answers


def assert_all_in_shape(answers: Answers, *possible: Hooks) -> None:
    """Each answer is one of ours, in the words of one of the ``possible`` dialects."""
    with findings() as wrong:
        for probe, answer in answers:
            several = [
                faults(answer, hooks, method=probe.method, many=probe.many) for hooks in possible
            ]
            if [] not in several:
                wrong += [f"{probe.about}: {fault}" for fault in several[0]]


def send_as_it_should_be(server: Server, askers: Sequence[Asker]) -> Answers:
    """Send what must succeed, one after the other."""
    return send_all(server.port, [each.probe("as it should be") for each in askers], 1)


def assert_all_succeed(answers: Answers) -> None:
    """Nothing is refused."""
    refused = [(probe, answer) for probe, answer in answers if answer.status_code >= 300]
    assert {probe.about: (told.status_code, told.body[:99]) for probe, told in refused} == {}


def test_every_operation_takes_whatever_comes(server, committed, hooks):
    before = server.log_size()
    ordered = sorted(endpoints(hooks.dialect), key=lambda each: ORDER.index(each.method))
    askers = [Asker(hooks, each, committed, committed.here) for each in ordered]
    hostility = Hostility(askers)
    probes = {str(each.endpoint): hostility.probes(each) for each in askers}

    # First as it should be: whatever is odd later on meets an operation that works. Elsewhere, so
    # that what it is about is still there; but of those that make and those that change, which
    # may use the same name, one must be sent here.
    sides = {"PUT": committed.here, "PATCH": committed.here}
    good = [
        Asker(hooks, each, committed, sides.get(each.method, committed.there)) for each in ordered
    ]
    proofs = send_as_it_should_be(server, good)
    answers = send_all(server.port, [probe for several in probes.values() for probe in several])
    afterwards = [
        each for each in askers if each.endpoint.method == "GET" and not each.sample.thing
    ]
    proofs += send_as_it_should_be(server, afterwards)

    assert_all_succeed(proofs)
    assert set(probes) == set(hooks.samples)
    assert min(map(len, probes.values())) >= LEAST
    assert len(answers) == sum(map(len, probes.values()))
    assert_all_in_shape([*proofs, *answers], hooks)
    assert "ERROR django.request" not in server.logged(since=before)
    ledger.assert_exact()


def test_odd_paths_are_answered_in_shape_and_never_redirected(
    server, transactional_db, cast, hooks
):
    signed = tuple(hooks.credentials(cast.ada).items())
    roots = [f"/{each}" for each in sorted(hooks.dialect.beginnings)]
    path = path_of(hooks)

    others = cycle(["POST", "DELETE", "FOO", "PUT", "OPTIONS"])

    def probes(paths: Sequence[str]) -> list[Probe]:
        return [
            Probe(f"{method} {each[:60]}", method, each, signed)
            for each in paths
            for method in ("GET", next(others))
        ]

    below = [odd.replace("{path}", path).replace("{root}", roots[0]) for odd in values.PATHS]
    astray = [odd.replace("{path}", path).replace("{root}", roots[0]) for odd in values.ASTRAY]
    assert_all_in_shape(send_all(server.port, probes([*below, *roots])), hooks)
    assert_all_in_shape(send_all(server.port, probes(astray)), HOUSE, hooks)


def path_of(hooks: Hooks) -> str:
    """Return a path that needs no id."""
    lists = (each for each in endpoints(hooks.dialect) if each.operation.many)
    return next(each.path("") for each in lists if not each.parameters)


def test_a_request_id_is_repeated_or_made(server, hooks):
    longest = "x" * hooks.dialect.longest_request_id
    given = ["a", longest, " spaced out ", "{}<>'\"%0d%0a", "~!@#$%^&*()"]
    path = path_of(hooks)
    probes = [Probe(text, "GET", path, (("X-Request-Id", text),)) for text in given]

    for probe, answer in send_all(server.port, probes):
        assert faults(answer, hooks, request_id=probe.about.strip()) == []


def test_at_the_door_two_kinds_of_credentials_and_plain_http_are_refused_in_shape(server, hooks):
    ours = hooks.dialect.credential_headers
    others = {name for each in DIALECTS for name in each.credential_headers} - set(ours)
    both = tuple((name, "x") for name in (*ours, *sorted(others)))
    plain = (("X-Forwarded-Proto", "http"), (ours[0], "x"))
    refusal = "access_denied" if hooks.dialect.wants_https else "invalid_token"
    with findings() as wrong:
        for endpoint in endpoints(hooks.dialect):
            path, probes = endpoint.path(1), []
            probes.append(Probe("invalid_query", endpoint.method, path, both))
            if endpoint.operation.may is not None:
                probes.append(Probe(refusal, endpoint.method, path, plain))
            for probe, answer in send_all(server.port, probes, 1):
                said = hooks.failed(answer, probe.about)
                wrong += [f"{endpoint}: {each}" for each in (said, *faults(answer, hooks)) if each]


@pytest.mark.parametrize("request_", raw.GENTLE.values(), ids=raw.GENTLE)
def test_odd_http_is_answered_in_shape(server, hooks, request_):
    answer = exchange(server.port, request_.replace(b"{path}", path_of(hooks).encode()))

    assert answer is not None
    assert faults(answer, hooks) == []


def test_a_question_about_the_server_itself_is_answered_in_shape(server):
    answer = exchange(server.port, raw.STAR)

    assert answer is not None
    assert faults(answer, HOUSE) == []


@pytest.mark.parametrize("request_", raw.MALFORMED.values(), ids=raw.MALFORMED)
def test_what_is_not_http_is_refused_by_the_web_server_which_goes_on(server, request_):
    answer = exchange(server.port, request_)

    # Peerly never sees these. Granian answers 400 or 431 without a body, or hangs up.
    assert answer is None or answer.status_code in {400, 404, 431, 505}, answer
    with Wire(server.port) as wire:
        assert faults(wire.send(Probe("afterwards", "GET", "/nowhere")), HOUSE) == []


def test_a_body_of_megabytes_is_not_read_to_its_end(server, hooks):
    path = path_of(hooks)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n".encode()

    answer = exchange(server.port, head + b"x" * 5_000_000)

    # Whoever still sends when the connection is closed may never see the answer.
    assert answer is None or faults(answer, hooks) == []
    with Wire(server.port) as wire:
        assert faults(wire.send(Probe("afterwards", "GET", path)), hooks) == []


def exchange(port: int, request: bytes) -> Answer | None:
    """Send ``request`` as it is; returns the answer, or None where there is none."""
    with Wire(port) as wire:
        try:
            return wire.send_bytes(request)
        except (OSError, HTTPException):
            return None
