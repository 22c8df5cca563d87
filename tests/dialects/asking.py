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
        return self.client.generic(
            method,
            path,
            data,
            content_type,
            headers=self.headers | sent,
            CONTENT_TYPE=content_type,  # also of an empty body, where the client leaves it out
        )

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
        sample = self.hooks.samples[str(endpoint)]
        thing = sample.thing
        return endpoint.path(self.hooks.spell(getattr(side, thing)) if thing else sample.everybodys)


class Play:
    """A dialect on the stage: its endpoints, and who sends which sample."""

    def __init__(self, hooks: Hooks, stage: Stage) -> None:
        self.hooks = hooks
        self.stage = stage
        self.here = stage.here
        self.endpoints = endpoints(hooks.dialect)
        self.nobody = Caller(hooks)
        self._callers: dict[int, Caller] = {}
        self._senders: dict[str, Caller] = {}
        for side in (stage.here, stage.there):
            # Before anything is undone: what signs a person in may be a row.
            for person in (side.giver, side.receiver, side.colleague, side.moderator, side.admin):
                self.signed_in(person)
        for endpoint in self.endpoints:
            if hooks.samples[str(endpoint)].signs:
                self.sender(endpoint)

    def signed_in(self, person: User) -> Caller:
        """Return ``person``, with credentials that stay the same for the test."""
        if person.pk not in self._callers:
            self._callers[person.pk] = Caller(self.hooks, person)
        return self._callers[person.pk]

    def sender(self, endpoint: Endpoint) -> Caller:
        """Return the person whom the sample of ``endpoint`` is from."""
        sample = self.hooks.samples[str(endpoint)]
        person = self.stage.root if sample.by == "root" else getattr(self.here, sample.by)
        if sample.signs is None:
            return self.signed_in(person)
        if str(endpoint) not in self._senders:
            self._senders[str(endpoint)] = Caller(self.hooks, headers=sample.signs(person))
        return self._senders[str(endpoint)]

    @property
    def everybody(self) -> list[User]:
        """Return one person of each role who can sign in this way, the mightiest last."""
        members = [self.here.giver, self.here.moderator, self.here.admin]
        return [*members, self.stage.root] if self.hooks.crosses else members

    @property
    def chief(self) -> User:
        """Return the mightiest person who can sign in this way."""
        return self.everybody[-1]

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
