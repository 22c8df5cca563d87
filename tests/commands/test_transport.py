"""What the server makes of requests that come in pieces, in chunks, or not at all."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders

from accounts.actions import tokens
from accounts.models import User
from recognition.models import Recognition
from tests.cast import assemble
from tests.server import Server

CROWD = 80
HANGING = 12
"""More than two workers have seats."""
SECONDS = 20
HOW_IS_IT = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def cast(transactional_db: None) -> SimpleNamespace:
    """The cast, committed: the server is another process."""
    return assemble()


def _connect(server: Server) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """Return the status and the body of the next answer, which has a length."""
    told = b""
    while b"\r\n\r\n" not in told:
        piece = connection.recv(65536)
        assert piece, told
        told += piece
    head, _, body = told.partition(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    ]
    while len(body) < lengths[0]:
        body += connection.recv(65536)
    return int(head.split()[1]), body


def _head(person: User, *lines: str, version: str = "1.1") -> bytes:
    return "\r\n".join(
        [
            f"POST /recognitions HTTP/{version}",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {tokens.issue(person=person)}",
            "Content-Type: application/json",
            *lines,
            "",
            "",
        ]
    ).encode()


def _thanks(cast: SimpleNamespace, text: str) -> bytes:
    words = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": text}
    return json.dumps(words).encode()


def _chunked(body: bytes, size: int) -> list[bytes]:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return [*(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces), b"0\r\n\r\n"]


def test_a_chunked_body_arrives_whole(cast: SimpleNamespace, server: Server) -> None:
    text = "Sent in many small pieces: grüße. " * 40 + "Done."
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, "Transfer-Encoding: chunked"))
        for piece in _chunked(_thanks(cast, text), 100):
            connection.sendall(piece)

        status, body = _answer(connection)

    assert status == 201
    assert json.loads(body)["data"]["text"] == text
    assert Recognition.objects.latest("id").text == text


@pytest.mark.parametrize("size", [64 * 1024 + 1, 700_000])
def test_a_chunked_body_that_is_too_large_is_refused(
    cast: SimpleNamespace, server: Server, size: int
) -> None:
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, "Transfer-Encoding: chunked"))
        connection.sendall(b"".join(_chunked(b" " * size, 10_000)))

        status, body = _answer(connection)

    assert status == 413
    assert json.loads(body)["error"]["code"] == "payload_too_large"
    assert Recognition.objects.count() == 2


def test_a_body_that_is_too_large_by_its_length_is_refused(
    cast: SimpleNamespace, server: Server
) -> None:
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, "Content-Length: 700000") + b" " * 700_000)

        status, body = _answer(connection)

    assert status == 413
    assert json.loads(body)["error"]["code"] == "payload_too_large"


def test_a_body_that_breaks_off_has_no_effect(cast: SimpleNamespace, server: Server) -> None:
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, "Content-Length: 5000") + _thanks(cast, "Half of it"))
        connection.shutdown(socket.SHUT_WR)

        status, _ = _answer(connection)

    assert status == 400
    assert Recognition.objects.count() == 2


def test_a_client_may_ask_before_it_sends_the_body(cast: SimpleNamespace, server: Server) -> None:
    body = _thanks(cast, "May I?")
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, "Expect: 100-continue", f"Content-Length: {len(body)}"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)

        assert _answer(connection)[0] == 201


def test_an_old_client_is_understood(cast: SimpleNamespace, server: Server) -> None:
    body = _thanks(cast, "In the old way")
    with _connect(server) as connection:
        connection.sendall(_head(cast.ann, f"Content-Length: {len(body)}", version="1.0") + body)

        assert _answer(connection)[0] == 201
    with _connect(server) as probe:
        probe.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")  # without a Host, as some probes are

        assert _answer(probe) == (200, b'{"status": "ok"}')


def test_slow_clients_do_not_keep_others_waiting(cast: SimpleNamespace, server: Server) -> None:
    body = _thanks(cast, "A patient one")
    begun = [
        b"GET /recognitions HTTP/1.1\r\nHost: 127",
        _head(cast.ann, f"Content-Length: {len(body)}") + body[:10],
        _head(cast.ann, "Content-Length: 99999999999"),
        _head(cast.ann, "Transfer-Encoding: chunked") + b"40\r\n" + body[:10],
    ]
    slow = []
    for beginning in begun:
        for _ in range(CROWD):
            slow.append(_connect(server))
            slow[-1].sendall(beginning)
    started = time.monotonic()

    with _monitored(server), server.client(cast.ben) as client:
        for _ in range(20):
            assert client.ask("GET", "/recognitions").status_code == 200
        _assert_well(server)

    # No measurement: had a single one waited for them, it would have been for ever.
    assert time.monotonic() - started < SECONDS
    patient = slow[CROWD]
    patient.sendall(body[10:])
    assert _answer(patient)[0] == 201
    for connection in slow:
        connection.close()
    assert Recognition.objects.count() == 3


@contextmanager
def _monitored(server: Server) -> Iterator[None]:
    """Have somebody ask all the time, as a monitor does: granian may be a thread short (ADR 9)."""
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.5):
            with suppress(OSError), _connect(server) as probe:
                probe.settimeout(0.5)
                probe.sendall(HOW_IS_IT)
                probe.recv(65536)

    monitor = threading.Thread(target=ask)
    monitor.start()
    try:
        yield
    finally:
        over.set()
        monitor.join()


def _assert_well(server: Server) -> None:
    with _connect(server) as newcomer:
        newcomer.sendall(HOW_IS_IT)
        assert _answer(newcomer)[0] == 200


def test_who_does_not_read_a_large_file_keeps_nobody_waiting(server: Server) -> None:
    files = [
        (path, storage.size(path)) for f in finders.get_finders() for path, storage in f.list(None)
    ]
    largest, _ = max(files, key=lambda file: file[1])
    lazy = []
    for _ in range(CROWD):
        lazy.append(socket.socket())
        lazy[-1].settimeout(SECONDS)
        lazy[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy[-1].connect(("127.0.0.1", server.port))
        lazy[-1].sendall(f"GET /static/{largest} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    for connection in lazy:
        assert connection.recv(15).startswith(b"HTTP/1.1 200")  # and no more

    _assert_well(server)

    for connection in lazy:
        connection.close()


def test_a_google_that_hangs_keeps_only_those_waiting_who_ask_it(
    cast: SimpleNamespace, server: Server
) -> None:
    signing_in = []
    arrived = len(server.google.requests)
    server.google.delay = SECONDS
    try:
        for _ in range(HANGING):
            body = json.dumps({"access_token": server.google.mint()}).encode()
            signing_in.append(_connect(server))
            signing_in[-1].sendall(
                b"POST /oauth/google HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
        deadline = time.monotonic() + SECONDS
        while len(server.google.requests) < arrived + HANGING:
            assert time.monotonic() < deadline
            time.sleep(0.01)

        _assert_well(server)

        # More than there are seats, and every one of them is still with Google.
        assert select.select(signing_in, [], [], 0)[0] == []
    finally:
        server.google.delay = 0
        for connection in signing_in:
            connection.close()


def test_requests_may_follow_one_another_unasked(cast: SimpleNamespace, server: Server) -> None:
    body = _thanks(cast, "In a row")
    request = _head(cast.ann, f"Content-Length: {len(body)}") + body
    with _connect(server) as connection:
        connection.sendall(request * 3)
        told = b""
        while told.count(b"In a row") < 3:
            told += connection.recv(65536)

    assert told.count(b"HTTP/1.1 201") == 3
    assert Recognition.objects.count() == 5
