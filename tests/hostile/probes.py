"""Every operation, asked as it should be but for one thing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from tests.dialects.endpoints import Endpoint
from tests.hostile import values
from tests.hostile.wire import Probe

PAGING = ["limit", "offset", "cursor", "count"]
LEAST = 40
"""Requests to each operation, at least."""

SHARED = 16
"""Of the oddities that concern all operations alike, how many each one gets at least."""

T = TypeVar("T")


@dataclass(frozen=True)
class Asker:
    """How an operation is asked well: the id in its path, its body, and a fresh token for it."""

    endpoint: Endpoint
    pk: int
    body: dict[str, Any] | None
    token: Callable[[], str]

    def probe(
        self, about: str, *, target: str | None = None, method: str | None = None, **changes: Any
    ) -> Probe:
        """Return the good request with ``changes``: ``body`` (bytes), ``headers`` and so on."""
        body = changes.pop("body", None if self.body is None else json.dumps(self.body).encode())
        headers = {"Authorization": f"Bearer {self.token()}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers |= changes.pop("headers", {})
        return Probe(
            f"{self.endpoint}: {about}",
            method or self.endpoint.method,
            target or self.endpoint.path(self.pk),
            tuple(headers.items()),
            body,
            **changes,
        )


class Hostility:
    """Makes the probes. What is alike everywhere is dealt out, so that in the end all was sent."""

    def __init__(self) -> None:
        self.shared = itertools.cycle([*_odd_headers(), *_odd_methods()])
        self.turn = itertools.count()

    def probes(self, asker: Asker) -> list[Probe]:
        """Return what is sent to one operation, at least ``LEAST``."""
        own = [*_ids(asker), *self._queries(asker)]
        if asker.body is not None:
            own += [*self._fields(asker), *self._bodies(asker)]
        shared = itertools.islice(self.shared, max(SHARED, LEAST - len(own)))
        return own + [make(asker) for make in shared]

    def _queries(self, asker: Asker) -> Iterator[Probe]:
        operation = asker.endpoint.operation
        good = asker.endpoint.path(asker.pk)
        names = dict.fromkeys(PAGING if operation.many else [], 4)
        if operation.query:
            names |= dict.fromkeys(asker.endpoint.word(operation.query)().fields, 2)
        for name, among in names.items():
            for value in self._one_in(among, values.QUERY):
                query = f"{name}={value.replace('{name}', name)}"
                yield asker.probe(f"query {query[:60]}", target=f"{good}?{query}")
        yield asker.probe("an unknown parameter", target=f"{good}?nonsense[]=1&%00")

    def _fields(self, asker: Asker) -> Iterator[Probe]:
        word = asker.endpoint.word(asker.endpoint.operation.body)
        good = {name: json.dumps(value) for name, value in (asker.body or {}).items()}
        for name in word().get_fields():
            for value in self._one_in(3, values.JSON):
                told = [f'"{key}": {text}' for key, text in {**good, name: value}.items()]
                body = f"{{{', '.join(told)}}}".encode()
                yield asker.probe(f"{name} is {value[:40]}", body=body)

    def _bodies(self, asker: Asker) -> Iterator[Probe]:
        for body in self._one_in(2, values.BODIES):
            yield asker.probe(f"body {body[:40]!r}", body=body)
        for media in self._one_in(2, values.CONTENT_TYPES):
            yield asker.probe(f"Content-Type {media[:40]!r}", headers={"Content-Type": media})
        yield asker.probe("no body at all", body=None)
        good = json.dumps(asker.body).encode()
        yield asker.probe("in chunks", body=good, chunked=True)
        yield asker.probe("too much in chunks", body=b"x" * 200_000, chunked=True)
        twice = good.replace(b"{", b'{"%s": 1, ' % next(iter(asker.body or {})).encode(), 1)
        yield asker.probe("a key twice", body=twice)

    def _one_in(self, among: int, those: Sequence[T]) -> Sequence[T]:
        return those[next(self.turn) % among :: among]


def _ids(asker: Asker) -> Iterator[Probe]:
    if asker.endpoint.parameters:
        for value in values.IDS:
            yield asker.probe(f"id {value[:40]}", target=asker.endpoint.path(value))


def _odd_headers() -> Iterator[Callable[[Asker], Probe]]:
    accepts = [("Accept", value) for value in values.ACCEPTS]
    authorisations = [("Authorization", value) for value in values.AUTHORISATIONS]
    for name, value in [*authorisations, *accepts, *values.OTHER_HEADERS]:
        yield partial(_with_header, name, value)


def _odd_methods() -> Iterator[Callable[[Asker], Probe]]:
    for method in values.METHODS:
        yield partial(_with_method, method)


def _with_header(name: str, value: str, asker: Asker) -> Probe:
    told = value.replace("{token}", asker.token())
    return asker.probe(f"{name} {value[:40]!r}", headers={name: told})


def _with_method(method: str, asker: Asker) -> Probe:
    return asker.probe(f"as {method}", method=method)
