"""Every operation, asked as it should be but for one thing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import cycle, islice
from types import SimpleNamespace
from typing import Any

from tests.dialects.endpoints import Endpoint
from tests.dialects.hooks import Body, Headers, Hooks
from tests.dialects.stage import Side, Stage
from tests.hostile import values
from tests.hostile.wire import Probe

LEAST = 40
"""Requests to each operation, at least."""

WRITES = {"POST", "PUT", "PATCH"}
ORDER = ["GET", "POST", "PUT", "PATCH", "DELETE"]
"""The verbs: what takes something away comes last, or others would no longer find it."""


class Asker:
    """How an operation is asked well: by whom, about what of ``side``, and with which body."""

    def __init__(self, hooks: Hooks, endpoint: Endpoint, stage: Stage, side: Side) -> None:
        self.hooks, self.endpoint, self.sample = hooks, endpoint, hooks.samples[str(endpoint)]
        self.person = stage.root if self.sample.by == "root" else getattr(side, self.sample.by)
        thing = self.sample.thing
        self.spelt = hooks.spell(getattr(side, thing)) if thing else self.sample.everybodys
        self.path = endpoint.path(self.spelt)
        self.body: Body | None = self.sample.body(side) if self.sample.body else None

    @property
    def headers(self) -> Headers:
        """The headers that sign a request, anew where a request ends them."""
        return self._sign() if self.sample.ends_credentials else self._signed

    @cached_property
    def _signed(self) -> Headers:
        return self._sign()

    def _sign(self) -> Headers:
        return (self.sample.signs or self.hooks.credentials)(self.person)

    def probe(
        self, about: str, *, target: str | None = None, method: str | None = None, **changes: Any
    ) -> Probe:
        """Return the good request with ``changes``: ``body`` (bytes), ``headers`` and so on."""
        body = changes.pop("body", None if self.body is None else json.dumps(self.body).encode())
        headers = dict(self.headers)
        if body is not None or (self.hooks.reads_json_always and self.endpoint.method in WRITES):
            headers["Content-Type"] = "application/json"
        headers |= changes.pop("headers", {})
        return Probe(
            f"{self.endpoint}: {about}",
            method or self.endpoint.method,
            target or self.path,
            tuple(headers.items()),
            body,
            many=self.endpoint.operation.many if method is None and target is None else None,
            **changes,
        )


@dataclass
class Deal:
    """Values that are dealt out in turn, ``each`` to whoever comes."""

    values: Sequence[Any]
    each: int

    def __post_init__(self) -> None:
        self.turn = cycle(self.values)

    def some(self, number: int | None = None) -> Iterator[Any]:
        """Yield the next ones: ``number``, or as many as each one gets."""
        return islice(self.turn, self.each if number is None else number)

    def among(self, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """Yield (name, value): what one gets, spread over ``names``, each of which has some."""
        for name in names:
            yield from ((name, value) for value in self.some(-(-self.each // len(names))))


class Hostility:
    """Makes the probes. What is alike everywhere is dealt out, so that in the end all was sent."""

    def __init__(self, askers: Sequence[Asker]) -> None:
        writers = [asker for asker in askers if asker.endpoint.method in WRITES]
        shared = [*_odd_headers(askers[0].hooks), *_odd_methods()]
        self.ids = _deal(values.IDS, askers, 8)
        self.queries = _deal(values.QUERY, askers, 24)
        self.json = _deal(values.JSON, writers, 20)
        self.bodies = _deal(values.BODIES, writers, 8)
        self.media = _deal(values.CONTENT_TYPES, writers, 4)
        self.shared = _deal(shared, askers, 10)

    def probes(self, asker: Asker) -> list[Probe]:
        """Return what is sent to one operation, at least ``LEAST``."""
        own = [*self._ids(asker), *self._queries(asker)]
        if asker.endpoint.method in WRITES:
            own += [*self._fields(asker), *self._bodies(asker)]
        shared = self.shared.some(max(self.shared.each, LEAST - len(own)))
        return own + [make(asker) for make in shared]

    def _ids(self, asker: Asker) -> Iterator[Probe]:
        for value in self.ids.some() if asker.endpoint.parameters else ():
            yield asker.probe(f"id {value[:40]}", target=asker.endpoint.path(value))

    def _queries(self, asker: Asker) -> Iterator[Probe]:
        if names := _parameters(asker):
            for name, value in self.queries.among(names):
                query = f"{name}={value.replace('{name}', name)}"
                yield asker.probe(f"query {query[:60]}", target=f"{asker.path}?{query}")
        yield asker.probe("an unknown parameter", target=f"{asker.path}?nonsense[]=1&%00")

    def _fields(self, asker: Asker) -> Iterator[Probe]:
        if asker.endpoint.operation.body is None:
            return
        word = asker.endpoint.word(asker.endpoint.operation.body)
        good = {name: json.dumps(value) for name, value in (asker.body or {}).items()}
        for name, value in self.json.among(list(word().get_fields())):
            told = [f'"{key}": {text}' for key, text in {**good, name: value}.items()]
            body = f"{{{', '.join(told)}}}".encode()
            yield asker.probe(f"{name} is {value[:40]}", body=body)

    def _bodies(self, asker: Asker) -> Iterator[Probe]:
        good = json.dumps(asker.body or {}).encode()
        for body in self.bodies.some():
            yield asker.probe(f"body {body[:40]!r}", body=body)
        for media in self.media.some():
            about = f"Content-Type {media[:40]!r}"
            yield asker.probe(about, body=good, headers={"Content-Type": media})
        yield asker.probe("no body at all", body=None)
        yield asker.probe("in chunks", body=good, chunked=True)
        yield asker.probe("too much in chunks", body=b"x" * 200_000, chunked=True)
        twice = good.replace(b"{", b'{"%s": 1, ' % next(iter(asker.body or {"a": 1})).encode(), 1)
        yield asker.probe("a key twice", body=twice)
        for odd in _several(asker, good):
            yield asker.probe(f"several: {odd[:40]!r}", body=odd)


def _deal(those: Sequence[Any], askers: Sequence[Asker], least: int) -> Deal:
    """Return a deal in which all of ``those`` come up."""
    return Deal(those, max(least, -(-len(those) // len(askers))))


def _parameters(asker: Asker) -> list[str]:
    """Return the names of the query that the operation knows."""
    operation, names = asker.endpoint.operation, []
    if operation.many:
        pages = asker.hooks.dialect.pagination_class()
        told: Any = pages.get_schema_operation_parameters(SimpleNamespace(operation=operation))
        names += [each["name"] for each in told] + [*asker.hooks.filters]
    if operation.query:
        names += [*asker.endpoint.word(operation.query)().fields]
    return list(dict.fromkeys(names))


def _several(asker: Asker, good: bytes) -> Iterator[bytes]:
    most = asker.endpoint.operation.most_at_once
    if most > 1:
        yield b"[%s, %s]" % (good, good)
        yield b"[{}, null, 1, [%s]]" % good
        yield b"[%s]" % b",".join([b"{}"] * (most + 1))


def _odd_headers(hooks: Hooks) -> Iterator[Callable[[Asker], Probe]]:
    for name, value in zip(cycle(hooks.dialect.credential_headers), values.SIGNATURES):
        yield partial(_signed_oddly, name, value)
    family = getattr(hooks.dialect.negotiation_class, "family", "")
    for value in values.ACCEPTS:
        yield partial(_with_header, "Accept", value.replace("{family}", family))
    for name, value in values.OTHER_HEADERS:
        yield partial(_with_header, name, value)


def _odd_methods() -> Iterator[Callable[[Asker], Probe]]:
    for method in values.METHODS:
        yield partial(_with_method, method)


def _signed_oddly(name: str, value: str, asker: Asker) -> Probe:
    scheme, _, secret = f" {asker.headers[name]}".rpartition(" ")
    told = value.replace("{scheme}", scheme.strip()).replace("{secret}", secret)
    return _with_header(name, told, asker)


def _with_header(name: str, value: str, asker: Asker) -> Probe:
    return asker.probe(f"{name} {value[:40]!r}", headers={name: value})


def _with_method(method: str, asker: Asker) -> Probe:
    return asker.probe(f"as {method}", method=method)
