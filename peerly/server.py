"""The web server: what ``manage.py serve`` turns into. Django is only loaded by its workers."""

from __future__ import annotations

import os
import time

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

SLOW_CLIENTS = 256
"""Threads per worker. All but THREADS of them only ever wait for bodies that arrive slowly."""

CONNECTIONS = 1024
"""Open connections per worker; those beyond wait outside."""

IDLE_SECONDS = 30
"""How long a connection may stay open without a complete request's head."""

LARGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers."""

GOODBYE_SECONDS = 15
"""How long requests under way get to finish, longer than a statement may take on PostgreSQL."""

RESTARTS = 20
"""How often in a row to begin again when workers die faster than they are replaced."""

STEADY_SECONDS = 60
"""After so long a run the row of restarts is forgotten."""


def run(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; then let requests under way finish.

    A worker that dies is replaced. When one dies again within seconds, granian gives up, as it
    must if the application is broken; but the machine may only be short of memory for a moment.
    """
    failures = 0
    while True:
        started = time.monotonic()
        try:
            _server(host, port, workers).serve()
            return
        except SystemExit:
            failures = 1 if time.monotonic() - started > STEADY_SECONDS else failures + 1
            if failures > RESTARTS:
                raise
            time.sleep(0.5)


def _server(host: str, port: int, workers: int) -> MPServer:
    return MPServer(
        "peerly.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=SLOW_CLIENTS,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=IDLE_SECONDS * 1000, max_buffer_size=LARGEST_HEAD
        ),
        websockets=False,
        # Its warnings are about the number of threads, which is meant as it is.
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GOODBYE_SECONDS,
    )


if __name__ == "__main__":
    run(os.environ["HOST"], int(os.environ["PORT"]), int(os.environ["WORKERS"]))
