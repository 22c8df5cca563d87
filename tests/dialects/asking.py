"""Sending requests in a dialect, and collecting what is wrong with the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from accounts.models import User
from tests.dialects.endpoints import Endpoint, endpoints
from tests.dialects.hooks import Body, Headers, Hooks
from tests.dialects.stage import Side, Stage

# One for all: a fresh one would load the middleware again, which takes longer than the request.
CLIENT = Client(raise_request_exception=False)


class Caller:
    """Somebody who speaks a dialect; nobody in particular without ``person`` and ``headers``."""

    def __init__(
        self, hooks: Hooks, person: User | None = None, headers: Headers | None = None
    ) -> None:
        self.hooks = hooks
        self.headers = headers or (hooks.credentials(person) if person else {})
        self.client = CLIENT

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """Send one request; ``body`` goes as JSON unless it is bytes; header names by keyword."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        return self.client.generic(method, path, data, content_type, headers=self.headers | sent)

    def play(self, endpoint: Endpoint, side: Side, body: Body | None = None, **headers: str) -> Any:
        """Send the sample of ``endpoint`` about ``side``, with ``body`` in place of its own."""
        sent = self.body(endpoint, side) if body is None else body
        return self.ask(endpoint.method, self.path(endpoint, side), sent, **headers)

    def body(self, endpoint: Endpoint, side: Side) -> Body | None:
        """Return the body of the sample."""
        make = self.hooks.samples[str(endpoint)].body
        return make(side) if make else None

    def path(self, endpoint: Endpoint, side: Side) -> str:
        """Return the path of the sample."""
        thing = self.hooks.samples[str(endpoint)].thing
        return endpoint.path(getattr(side, thing).pk if thing else "")


class Play:
    """A dialect on the stage: its endpoints, and who sends which sample."""

    def __init__(self, hooks: Hooks, stage: Stage) -> None:
        self.hooks = hooks
        self.stage = stage
        self.here = stage.here
        self.endpoints = endpoints(hooks.dialect)
        self.nobody = Caller(hooks)
        self._callers: dict[int, Caller] = {}

    def signed_in(self, person: User) -> Caller:
        """Return ``person``, with credentials that stay the same for the test."""
        if person.pk not in self._callers:
            self._callers[person.pk] = Caller(self.hooks, person)
        return self._callers[person.pk]

    def sender(self, endpoint: Endpoint) -> Caller:
        """Return the person whom the sample of ``endpoint`` is from."""
        by = self.hooks.samples[str(endpoint)].by
        return self.signed_in(self.stage.root if by == "root" else getattr(self.here, by))

    def guarded(self) -> list[Endpoint]:
        """Return the endpoints that want to know who asks."""
        return [each for each in self.endpoints if each.operation.may is not None]

    def with_body(self) -> list[Endpoint]:
        """Return the endpoints that read a body."""
        return [each for each in self.endpoints if each.operation.body]


@contextmanager
def findings() -> Iterator[list[str]]:
    """Collect what is wrong with many answers; at the end there must be nothing."""
    wrong: list[str] = []
    yield wrong
    told = "\n".join(wrong[:40])
    assert not wrong, f"{len(wrong)} findings:\n{told}"
