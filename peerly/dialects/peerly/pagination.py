"""``limit``, ``offset``, ``cursor`` and ``count``, as peerly-v1 §2 has them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.http import HttpRequest, QueryDict
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.numbered import number_of
from peerly.api.pagination import (
    BadCursor,
    Keyset,
    Page,
    cursor_at,
    parameter,
    place_in,
    read_number,
    skipping,
)
from peerly.api.problems import InvalidQuery
from peerly.notation import as_number

DEFAULT, MOST, LARGEST = 10, 100, 2**31
FARTHEST = 10_000
"""Rows that can be skipped by number: each of them is walked past."""


class PeerlyPagination(BasePagination):
    """One page, and what ``meta`` says about it. No COUNT(*) unless the client asks."""

    limit = DEFAULT
    offset = 0
    scope = ""
    has_more = False
    next_cursor: str | None = None
    total: int | None = None
    whole: Iterable[int] | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        default = getattr(view.operation, "page_size", None) or DEFAULT
        self.limit = min(read_number(asked, "limit", default=default, least=0, most=LARGEST), MOST)
        self.offset = self._read_offset(asked)
        if _flag(asked.get("count"), "count"):
            self.total = number_of(queryset, self.whole)
        self.scope = _scope(request, request.user.pk)
        keyset = Keyset(queryset, scope=self.scope)
        rows = skipping(queryset, self.offset, self.limit + 1) if self.offset else queryset
        if "cursor" in asked:
            self.offset = 0
            try:
                rows = keyset.after(asked["cursor"])
            except BadCursor:
                raise InvalidQuery({"cursor": "This cursor is not from this list."}) from None
        found = list(rows[: self.limit + 1])
        page = found[: self.limit]
        self.arrive(len(found), lambda at: keyset.keys_of(page[at]))
        return page

    @staticmethod
    def _read_offset(asked: QueryDict) -> int:
        offset = read_number(asked, "offset", default=0, least=0, most=LARGEST)
        if offset > FARTHEST:
            told = f"Skip at most {FARTHEST:,} rows; meta.next_cursor leads on from any page."
            raise InvalidQuery({"offset": told})
        return offset

    def express(self, request: HttpRequest, known: Collection[str], who: int) -> Page | None:
        """Return the page that ``request`` asks for, if it is one of the usual kind.

        ``known`` are the parameters that are somebody else's, ``who`` is the id of who asks.
        """
        asked = request.GET
        if not asked.keys() <= {"limit", "cursor", *known}:
            return None
        self.scope = _scope(request, who)
        limit = as_number(asked.get("limit", str(DEFAULT)), 1, MOST)
        if limit is None:
            return None
        self.limit = limit
        try:
            cursor = asked.get("cursor")
            return Page(limit, None if cursor is None else place_in(cursor, self.scope))
        except BadCursor:
            return None

    def arrive(self, found: int, keys: Callable[[int], list[Any]]) -> None:
        """Take note of how many rows were found; ``keys`` has those of each, by its number."""
        # Behind a page of no rows there is no next one: who went on would never arrive.
        self.has_more = found > self.limit > 0
        self.next_cursor = cursor_at(keys(self.limit - 1), self.scope) if self.has_more else None

    def meta(self) -> dict[str, Any]:
        """Return the ``meta`` of the answer."""
        meta: dict[str, Any] = {
            "limit": self.limit,
            "offset": self.offset,
            "has_more": self.has_more,
            "next_cursor": self.next_cursor,
        }
        return meta if self.total is None else {**meta, "total": self.total}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 0, "maximum": LARGEST}
        default = getattr(view.operation, "page_size", None) or DEFAULT
        return [
            parameter(
                "limit",
                {**whole, "default": default},
                f"Rows a page, cut to {MOST}; 0 asks for `meta` alone.",
            ),
            parameter(
                "offset", {**whole, "maximum": FARTHEST, "default": 0}, "Rows to skip, not many."
            ),
            parameter("cursor", {"type": "string"}, "`meta.next_cursor`; replaces `offset`."),
            parameter("count", {"type": "string", "enum": ["true", "false"]}, "Adds `meta.total`."),
        ]


def _scope(request: Request | HttpRequest, who: Any) -> str:
    """Return what a cursor counts for: one list, and one person."""
    return f"{request.path.rstrip('/')}:{who}"


def _flag(text: str | None, name: str) -> bool:
    if text not in {None, "true", "false"}:
        raise InvalidQuery({name: "Enter true or false."})
    return text == "true"
