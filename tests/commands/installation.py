"""An installation of its own: a data folder, an empty database, a free port, and `serve` on it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90

# Ends the server when the tests are gone, even by SIGKILL.
WATCHER = 'cat; kill "$1"'


@dataclass(frozen=True)
class Installation:
    """What ``manage.py`` finds in its environment."""

    environment: dict[str, str]

    def manage(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run ``manage.py`` with ``words`` to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment, **changes},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def serving(self, log: Path, **changes: str) -> Iterator[Running]:
        """Run ``serve`` on a free port until the block ends."""
        port = free_port()
        environment = {**self.environment, "PORT": str(port), "WORKERS": "1", **changes}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        watcher = subprocess.Popen(
            ["sh", "-c", WATCHER, "sh", str(process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        running = Running(process, port, log)
        try:
            yield running
        finally:
            watcher.kill()
            watcher.communicate()
            running.stop()


@dataclass(frozen=True)
class Running:
    """A server, and all that it has said so far."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.log.read_text(errors="replace")

    def greeting(self) -> str:
        """Wait until it says that it is running; returns all it has said."""
        deadline = time.monotonic() + PATIENCE
        while "\n  curl " not in self.said and "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return self.said

    def token(self) -> str:
        """Return the token in the curl line it prints."""
        found = re.search(r"Authorization: Bearer (\S+)' (\S+)", self.greeting())
        assert found is not None, self.said
        assert found[2] == f"http://127.0.0.1:{self.port}/recognitions"
        return found[1]

    def ask(
        self, path: str, method: str = "GET", body: str = "", **headers: str
    ) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            client.request(method, path, body or None, headers)
            response = client.getresponse()
            return response.status, response.read()
        finally:
            client.close()

    def answers(self) -> bool:
        """Whether somebody answers on its port now."""
        try:
            return self.ask("/healthz")[0] == 200
        except (OSError, HTTPException):
            return False

    def workers(self) -> list[int]:
        """Return the processes it has started."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line) for line in listed.stdout.split()]

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def fresh(folder: Path) -> Iterator[Installation]:
    """Make an installation in ``folder``, on SQLite or in a PostgreSQL database of its own."""
    kept = {"PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment["PEERLY_DATA"] = str(folder / "data")
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        yield Installation(environment)
        return
    name = f"peerly_{os.getpid()}_{folder.name}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            environment["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            yield Installation(environment)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
