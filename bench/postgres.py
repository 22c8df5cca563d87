"""The PostgreSQL of the bench: one of its own, whose rows are kept, set up as in production."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import psycopg

from bench.places import DATA, URL_FILE, folder
from tests import postgres

KEPT = DATA / "postgres"

# Nothing here trades safety for speed: fsync and synchronous_commit stay as they come. Memory and
# checkpoints are those of a small server, so that no figure is one of a checkpoint.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}


@contextmanager
def running() -> Iterator[str]:
    """Yield the URL of the server's own database: of one that runs already, else of a new one."""
    url = _found()
    if url is not None:
        yield url
        return
    folder(DATA)
    with postgres.server(KEPT, SETTINGS) as url:
        URL_FILE.write_text(url)
        try:
            yield url
        finally:
            URL_FILE.unlink(missing_ok=True)


def stay() -> None:
    """Do nothing until Ctrl-C, so that the server stays."""
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


def named(url: str, database: str) -> str:
    """Return the URL of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def main_process() -> int:
    """Return the process whose children serve the connections."""
    return int((KEPT / "postmaster.pid").read_text().split()[0])


def _found() -> str | None:
    try:
        url = URL_FILE.read_text()
        psycopg.connect(url, connect_timeout=5).close()
    except (OSError, psycopg.OperationalError):
        return None
    return url
