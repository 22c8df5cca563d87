"""Start Peerly: check everything, bring the database up to date, hand over to the web server."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections

from accounts.actions import sign_ins, tokens
from accounts.models import Organisation, User
from peerly import checks, database, environment
from peerly.environment import BadConfiguration

PORT_SECONDS = 2
"""How long a predecessor on the same port gets to be gone."""

READY_SECONDS = 60


class Command(BaseCommand):
    """What ``make run`` calls. It becomes the server: signals reach it directly."""

    help = "Start Peerly on HOST and PORT (127.0.0.1, 8000) for a browser and the API."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the environment may also say; the command line wins."""
        parser.add_argument("--host", help="address to listen on (HOST, default 127.0.0.1)")
        parser.add_argument("--port", help="port to listen on (PORT, default 8000)")
        parser.add_argument("--workers", help="server processes (WORKERS, default 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, or raise BadConfiguration."""
        for name in ("host", "port", "workers"):
            if options[name] is not None:
                os.environ[name.upper()] = options[name]
        host, port = _listening_place()
        os.environ.update(_server_environment(host, port))
        # Else the C library keeps memory apart for each of the many threads that only ever wait.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        public_url = environment.web_address("PUBLIC_URL", environment.own_address())
        if not database.is_shared():
            raise BadConfiguration("DATABASE_URL is in memory, where no two processes would meet.")
        database.require_usable()
        for told in checks.proxy_is_known():
            self.stderr.write(f"{told.msg} {told.hint}")
        with database.one_at_a_time():
            database.migrate()
            if settings.DEMO and _is_empty():
                self.stdout.write("Making the demo; PEERLY_DEMO=off would leave it out.")
                call_command("seed_demo", public_url=public_url, stdout=self.stdout)
        greeting = _greeting(public_url)
        connections.close_all()
        _listening_place()  # migrating may have taken a while
        self._say_when_ready(greeting)
        self._become_server()

    def _become_server(self) -> None:
        self.stdout.flush()
        self.stderr.flush()
        # The working directory stays: paths in the environment may be relative to it.
        path = [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        # A program of its own, so that no thread, connection or setting of this one is left.
        os.execv(sys.executable, [sys.executable, "-m", "peerly.server"])  # noqa: S606

    def _say_when_ready(self, greeting: str) -> None:
        """Print ``greeting`` as soon as the server answers, from a process of its own."""
        self.stdout.flush()
        server = os.getpid()
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            return
        if os.fork():  # nobody's child, so that the server has none to bury
            os._exit(0)
        try:
            if _answers(environment.own_address(), server):
                self.stdout.write(greeting)
                self.stdout.flush()
        finally:
            os._exit(0)


def _listening_place() -> tuple[str, int]:
    """Return the IP address and port to listen on. Raises BadConfiguration if that cannot be."""
    host = environment.text("HOST", "127.0.0.1")
    port = environment.number("PORT", 8000, least=1, most=65535)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadConfiguration(_foreign(host)) from None
    family, *_, address = min(found)  # IPv4 before IPv6: the numbers of the families are so
    deadline = time.monotonic() + PORT_SECONDS
    while (problem := _problem_of_listening(family, address)) is not None:
        if problem.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            raise BadConfiguration(_explained(problem, host, port))
        time.sleep(0.1)
    return str(address[0]), port


def _problem_of_listening(family: int, address: Any) -> OSError | None:
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
            trial.listen(1)  # two may be bound to one port, but only one listens
        except OSError as problem:
            return problem
    return None


def _explained(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; stop what uses it, or choose another PORT."
    if problem.errno in {errno.EACCES, errno.EPERM}:
        return f"you may not listen on port {port}; choose a PORT above 1023."
    if problem.errno == errno.EADDRNOTAVAIL:
        return _foreign(host)
    return f"it is not possible to listen on {host}, port {port} ({problem.strerror})."


def _foreign(host: str) -> str:
    return f"HOST is {host!r}; it must be an address of this machine."


def _server_environment(host: str, port: int) -> dict[str, str]:
    """Return what the server and its workers find in their environment, checked."""
    # SQLite lets one process write at a time, and the others ask again and again instead of
    # standing in line: more of them at once only means that the unlucky ones wait longer.
    # Reading goes on meanwhile, which is what a second worker is for on either database.
    threads = 4 if connection.vendor == "postgresql" else 2
    return {
        "HOST": host,
        "PORT": str(port),
        "WORKERS": str(environment.number("WORKERS", 2, least=1, most=64)),
        "THREADS": str(environment.number("THREADS", threads, least=1, most=64)),
        "PEERLY_SERVER": str(os.getpid()),
        "PEERLY_SERVING": "on",
    }


def _is_empty() -> bool:
    return not Organisation.objects.exists() and not User.all_objects.exists()


def _greeting(public_url: str) -> str:
    python = os.path.relpath(sys.executable)
    ann = next(iter(sign_ins.demo_people()), None)
    lines = [
        f"Peerly {settings.VERSION} is running. Ctrl-C stops it.",
        "",
        _what_to_open(public_url, ann),
        "",
        f"  {public_url}/docs     the API, to read and to try",
        f"  {public_url}/admin/   administration; `{python} manage.py createsuperuser` lets you in",
        f"  {public_url}/healthz  whether it is well",
        "",
    ]
    if ann is not None:
        token = tokens.issue(person=ann)
        lines += [
            f"Or ask the API as {ann.get_short_name()}:",
            "",
            f"  curl -H 'Authorization: Bearer {token}' {public_url}/recognitions",
            "",
        ]
    return "\n".join(lines)


def _what_to_open(public_url: str, ann: User | None) -> str:
    """Return what to do first: where there is a demo, ``ann`` is the first of its people."""
    if ann is not None:
        return f"Open {public_url} in a browser and continue as {ann.get_short_name()}."
    if settings.GOOGLE_CLIENT_ID:
        return f"Open {public_url} in a browser and sign in with Google."
    return f"Open {public_url} in a browser; GOOGLE_CLIENT_ID must be set before anybody signs in."


def _answers(address: str, server: int) -> bool:
    """Wait until a server answers at ``address``; False when ``server`` (a process) has gone."""
    place = urlsplit(address)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and _lives(server):
        client = HTTPConnection(place.hostname or "", place.port, timeout=5)
        try:
            client.request("GET", "/healthz")
            client.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return True
        finally:
            client.close()
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True
