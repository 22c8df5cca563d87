"""The site as a browser gets it, served by a thread of the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread


@contextmanager
def serving(**settings: Any) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address.

    ``settings`` are for the middleware, which reads some when it is made. Requests meet those of
    the test that is running, and the database of the process.
    """
    thread = LiveServerThread("127.0.0.1", _as_installed)
    thread.daemon = True
    with override_settings(**settings):
        thread.start()
        thread.is_ready.wait()
    if thread.error is not None:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


def _as_installed(handler: Any) -> WSGIHandler:
    """Return Peerly bare: its own middleware serves its files, as it does for people."""
    application: WSGIHandler = handler.application
    return application
