"""The express lane: a page of a list by one statement, which also finds out whether to show it.

What it answers is what the ordinary way would, to the byte. Whatever is unusual about a request it
leaves to that: so it refuses nobody and decides nothing, and the rows that are visible, their
order and their words are those of the same querysets and serializers, compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.db.models import DateTimeField, F, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import NotAcceptable

from peerly.api.moments import moment_at
from peerly.api.pagination import Page, behind, order_of, picked
from peerly.api.shapes import Microseconds, place_in, shape_of
from peerly.prepared import Later, PreparedRows, Proof, alone, told_as

if TYPE_CHECKING:
    from peerly.api.viewsets import ResourceViewSet

Told = dict[str, Any]
"""What a statement is told when it is asked: the values of its ``Later``."""


@dataclass(frozen=True)
class Filter:
    """A parameter of the query string that the lane knows.

    ``tell`` returns what the statement is told of a text, None for one that narrows nothing or is
    better answered the ordinary way; ``narrow`` takes the rows.
    """

    tell: Callable[[str], Told | None]
    narrow: Callable[[Any], Any]


class Lane:
    """A list that can be had this way; ``rows`` takes the reader and returns them in order.

    ``whole`` takes the reader too, and returns rows of one number each, which add up to how many
    rows there are where nothing narrows the list: at most one row to a reader.
    """

    def __init__(
        self,
        rows: Callable[[Any], QuerySet[Any]],
        filters: Mapping[str, Filter] | None = None,
        whole: Callable[[Any], QuerySet[Any, Any]] | None = None,
    ) -> None:
        self._rows = rows
        self._filters = filters or {}
        self._whole = whole
        self._compiled: dict[Any, _Compiled] = {}

    def answer(self, view: ResourceViewSet, request: HttpRequest) -> HttpResponse | None:
        """Return the answer to ``request``; None where it has to be found the ordinary way."""
        named = named_in(view, request)
        if request.method != "GET" or named is None:
            return None
        reader, told = named
        paginator: Any = view.dialect.pagination_class()
        narrowed = self._narrowed(request)
        if narrowed is None or not _is_spoken(view, reader):
            return None
        page = paginator.express(request, [*narrowed], told["pk"])
        if page is None or (page.counts and (narrowed or not self._whole)):
            return None
        compiled = self._compile(view, reader, page, tuple(narrowed))
        if page.after is not None and len(page.after) != len(compiled.is_moment):
            return None  # a cursor of ours, from before the list had the order it has
        rows: list[Any] = []
        with suppress(Error), alone():  # the same will befall the ordinary way, which says so
            for each in (*narrowed.values(), compiled.told(page)):
                told = told | each
            rows = compiled.rows.all(**{name: told_as(it) for name, it in told.items()})
        if not rows or not _is_within_limits(view, told):
            # An empty page, or not for whoever asks, which the statement cannot tell unless it was
            # narrowed; or too soon.
            return None
        rows = compiled.found(rows)
        if page.counts:
            paginator.total = rows[0][-1]
        paginator.arrive(len(rows), lambda at: compiled.keys_of(rows[at]))
        return respond(view, compiled.build(rows[: page.limit]), paginator)

    def _narrowed(self, request: HttpRequest) -> dict[str, Told] | None:
        """Return what the statement is told of each filter that is used; None to leave it."""
        try:
            asked = request.GET
        except SuspiciousOperation:  # too many parameters
            return None
        used = [name for name in self._filters if name in asked]
        found = {name: self._filters[name].tell(str(asked[name])) for name in used}
        told = {name: each for name, each in found.items() if each is not None}
        return told if len(told) == len(found) else None

    def _compile(
        self, view: ResourceViewSet, reader: Any, page: Page, used: tuple[str, ...]
    ) -> _Compiled:
        kind = (page.limit, page.after is None, page.skip > 0, page.counts)
        key = (view.dialect.name, reader.role, kind, used)
        if key not in self._compiled:
            rows = self._rows(reader)
            for name in used:
                rows = self._filters[name].narrow(rows)
            whole = self._whole(reader) if self._whole and page.counts else None
            self._compiled[key] = _Compiled(
                _word_of(view), rows, reader, page, whole, is_narrowed=used != ()
            )
        return self._compiled[key]


class _Compiled:
    """The statement for pages like ``like``, and what makes its rows words.

    One that ``is_narrowed`` often finds nothing, so it has a row to say that to its reader.
    """

    def __init__(
        self,
        word: Any,
        rows: QuerySet[Any],
        reader: Any,
        like: Page,
        whole: Any,
        *,
        is_narrowed: bool,
    ) -> None:
        shape: Any = shape_of(word, reader)
        keys = order_of(rows)
        if like.after is not None:
            rows = rows.filter(behind(keys, [Later(f"after_{at}") for at in range(len(keys))]))
        fields = [rows.model._meta.get_field(name) for name, _ in keys]
        self.is_moment = [isinstance(each, DateTimeField) for each in fields]
        ends = [
            Microseconds(name) if is_moment else F(name)
            for (name, _), is_moment in zip(keys, self.is_moment, strict=True)
        ]
        # The page first, then what is told of it: else PostgreSQL gets ready to join all the rows
        # there are, which takes it longer the more there are.
        page = picked(rows, Later("skip") if like.skip else 0, like.limit + 1)
        told = word.prepare(page, reader) if hasattr(word, "prepare") else page
        total = [] if whole is None else [Coalesce(Subquery(whole), 0)]
        columns = [*shape.columns]
        self.ends = [place_in(columns, each) for each in ends]
        order = ", ".join(
            f"{at + 1} {'DESC' if descends else 'ASC'}"
            for at, (_, descends) in zip(self.ends, keys, strict=True)
        )
        proof = Proof(reader.home(), order) if is_narrowed else None
        self.rows = PreparedRows(told.values_list(*columns, *total), proof)
        self.build = shape.build

    def found(self, rows: list[Any]) -> list[Any]:
        """Return ``rows`` but for the one which only says that there are none."""
        return [] if rows[0][self.ends[0]] is None else rows

    def told(self, page: Page) -> Told:
        """Return what the statement is told of where ``page`` begins."""
        after = {f"after_{at}": key for at, key in enumerate(page.after or [])}
        return after | {"skip": page.skip} if page.skip else after

    def keys_of(self, row: Any) -> list[Any]:
        """Return the keys that ``row`` stands in the order by."""
        told = zip(self.ends, self.is_moment, strict=True)
        return [moment_at(row[at]) if is_moment else row[at] for at, is_moment in told]


def _word_of(view: ResourceViewSet) -> Any:
    return view.dialect.words[str(view.asked.answer)]


def _is_spoken(view: ResourceViewSet, reader: Any) -> bool:
    """Tell whether the dialect has what a lane makes words and pages with."""
    is_shaped = shape_of(_word_of(view), reader) is not None
    return is_shaped and hasattr(view.dialect.pagination_class, "express")


def _is_within_limits(view: ResourceViewSet, told: Told) -> bool:
    """Count the request; tell whether whoever asks may still ask. If not, it stays counted."""
    if not view.dialect.throttle_classes:
        return True
    with suppress(Error), alone():
        return all(each.express(told) for each in view.get_throttles())
    return False


def named_in(view: ResourceViewSet, request: HttpRequest) -> tuple[Any, Told] | None:
    """Return who asks, as far as the request says, and what the statement is to be told of them.

    None where it says nothing, or they may not do it, or want their answer in another format.
    """
    named = view.dialect.reader_of(request) if view.dialect.reader_of else None
    return named if named is not None and _is_welcome(view, request, named[0]) else None


def _is_welcome(view: ResourceViewSet, request: HttpRequest, reader: Any) -> bool:
    """Tell whether ``reader`` may ask for it, and for an answer in the dialect's own format."""
    if view.asked.may is None or not view.asked.may(reader):
        return False
    dialect: Any = view.dialect
    try:
        dialect.negotiation_class().select_renderer(request, (dialect.renderer_class,))
    except NotAcceptable:
        return False
    return True


def respond(view: ResourceViewSet, data: Any, paginator: Any) -> HttpResponse:
    """Return the answer of the operation asked for, as DRF would."""
    renderer: Any = view.dialect.renderer_class()
    response = HttpResponse(
        renderer.encode(renderer.wrap(data, paginator)),
        content_type=renderer.media_type,
        status=view.asked.status,
    )
    for name, value in view.default_response_headers.items():
        response[name] = value
    sealed: HttpResponse = view.sealed(response)
    return sealed
