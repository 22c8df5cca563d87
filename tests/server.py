"""The server that people get, on the test's own database, and clients that stay connected to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from django.db import connection

from accounts.actions import tokens
from accounts.models import User
from tests import google

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 30
ANSWER_SECONDS = 60

# Reading blocks until we close the pipe or die, even by SIGKILL, when no code of ours can tidy up.
WATCHER = 'cat; kill "$1"'


@dataclass(frozen=True)
class Answer:
    """What came back; it can be asked for what Django's responses can."""

    status_code: int
    headers: HTTPMessage
    body: bytes

    @property
    def content(self) -> bytes:
        """The body."""
        return self.body

    def __getitem__(self, name: str) -> str | None:
        """Return a header."""
        return self.headers[name]

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


class Client:
    """One connection that stays open, as ``person`` has it; nobody is anonymous."""

    def __init__(self, server: Server, person: User | None = None) -> None:
        self.token = tokens.issue(person=person) if person else None
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)

    def __enter__(self) -> Self:
        self.connection.connect()
        return self

    def __exit__(self, *problem: object) -> None:
        self.connection.close()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request; ``body`` goes as JSON, header names by keyword."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        content = None if body is None else json.dumps(body)
        if content is not None:
            sent["Content-Type"] = "application/json"
        self.connection.request(method, path, content, sent)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@dataclass(frozen=True)
class Server:
    """A running server, its log, and the Google it asks."""

    port: int
    log: Path
    google: google.Google

    def logged(self, since: int = 0) -> str:
        """Return what it has logged behind the byte ``since``: other tests ask this server too."""
        return self.log.read_bytes()[since:].decode(errors="replace")

    def log_size(self) -> int:
        """Return how many bytes it has logged so far."""
        return self.log.stat().st_size

    def client(self, person: User | None = None) -> Client:
        """Return a client that is not connected yet."""
        return Client(self, person)


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    """Run one server for all tests of this process; ask for ``transactional_db`` beside it.

    Two workers: what holds must hold whichever of them answers. And nobody asks it too often.
    """
    with running(WORKERS="2", INTEGRATION_RATE="1000000/60") as started:
        yield started


@contextmanager
def running(**environment: str) -> Iterator[Server]:
    """Run ``manage.py serve`` on a free port of this machine, and its own Google beside it."""
    port = _free_port()
    with google.running() as fake, tempfile.TemporaryDirectory(prefix="peerly-server-") as folder:
        log = Path(folder) / "log"
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATABASE_URL": url_of_test_database(),
            "GOOGLE_API_ROOT": fake.root,
            "PEERLY_DEMO": "off",
            **environment,
        }
        process = _start(settings, log)
        watcher = subprocess.Popen(
            ["sh", "-c", WATCHER, "sh", str(process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _await(process, port, log)
            yield Server(port, log, fake)
        finally:
            # The watcher first: afterwards the pid it knows may be another program's.
            watcher.kill()
            watcher.communicate()
            _stop(process)


def _start(settings: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def url_of_test_database() -> str:
    """Return the DATABASE_URL with which another process meets the test's rows."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        client = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            client.request("GET", "/healthz")
            assert client.getresponse().status == 200
            return
        except (OSError, HTTPException):
            told = log.read_text(errors="replace")
            assert process.poll() is None, f"the server ended: {told}"
            assert time.monotonic() < deadline, f"the server did not start: {told}"
            time.sleep(0.05)
        finally:
            client.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
