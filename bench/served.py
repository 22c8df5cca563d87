"""The applications, each started as production runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from bench.databases import environment
from bench.machine import free_port
from bench.places import OWN, ROOT, folder

START_SECONDS = 60
STOP_SECONDS = 20
ANSWER_SECONDS = 60

# Reading blocks until we close the pipe or die, even by SIGKILL, when no code of ours can tidy up.
WATCHER = 'cat; kill "$1"'

GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
COMMANDS = {
    "peerly": [sys.executable, "manage.py", "serve"],
    "bare": [*GRANIAN, "bench.bare.app:application"],
    "joined": [*GRANIAN, "bench.bare.app:joined"],
    "naive": [*GRANIAN, "bench.naive.wsgi:application"],
}
THREADS = {"bare": 2, "joined": 2, "naive": 4}
"""What granian is told of threads; Peerly knows by itself. Bare is fastest with one or two: with
two it also stands a wait for the disk."""


@dataclass(frozen=True)
class App:
    """A running application."""

    kind: str
    port: int
    process: int
    database: str

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
        """Send one request on a connection of its own."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            client.request(method, path, body or None, headers)
            response = client.getresponse()
            return Answer(response.status, response.read())
        finally:
            client.close()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


@contextmanager
def running(kind: str, url: str, workers: int = 2) -> Iterator[App]:
    """Run one of the applications on a free port, over the database at ``url``."""
    port = free_port()
    log = folder(OWN) / f"{kind}-{port}.log"
    process = _start(kind, url, port, workers, log)
    watcher = subprocess.Popen(
        ["sh", "-c", WATCHER, "sh", str(process.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await(process, port, log)
        yield App(kind, port, process.pid, url)
    finally:
        # The watcher first: afterwards the pid it knows may be another program's.
        watcher.kill()
        watcher.communicate()
        _stop(process)


def _start(kind: str, url: str, port: int, workers: int, log: Path) -> subprocess.Popen[bytes]:
    command, told = COMMANDS[kind], {"HOST": "127.0.0.1", "PORT": str(port)}
    if kind == "peerly":
        told["WORKERS"] = str(workers)
    else:
        places = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
        threads = ["--workers", str(workers), "--blocking-threads", str(THREADS[kind])]
        command = [*command, *places, *threads]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment(url), **told, "PYTHONPATH": os.fspath(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        client = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            client.request("GET", "/healthz")
            client.getresponse()
            return
        except (OSError, HTTPException):
            if process.poll() is not None or time.monotonic() > deadline:
                told = log.read_text(errors="replace")[-3000:]
                raise SystemExit(f"an application did not start:\n{told}") from None
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
