"""``limit``, ``after_id`` and ``before_id``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import Page, parameter, read_limit
from peerly.api.problems import InvalidQuery
from peerly.notation import HEX_ID, as_hex, from_hex

DEFAULT, MOST = 10, 30
AFTER, BEFORE = "after_id", "before_id"
PLACES = {AFTER: AFTER, BEFORE: BEFORE, "next_cursor": AFTER, "previous_cursor": BEFORE}
"""What a page can be asked for by; the later names mean the same."""


class EngagePagination(BasePagination):
    """One page in the order of ids, after a row or just before one.

    The place is the id of a row, and stays one when the row is gone. It opens nothing: the list
    is what its reader can see, wherever it is cut.
    """

    has_more = False
    next_cursor: str | None = None
    previous_cursor: str | None = None
    page = Page(DEFAULT)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        limit = read_limit(asked, "limit", default=DEFAULT, most=MOST)
        direction, number = _place(asked)
        is_backwards = direction == BEFORE
        if number:
            queryset = queryset.filter(**{"pk__lt" if is_backwards else "pk__gt": number})
        rows = list(queryset.order_by("-pk" if is_backwards else "pk")[: limit + 1])
        self.has_more = len(rows) > limit
        page = rows[:limit]
        if is_backwards:
            page.reverse()
        keys = [row.pk for row in page]
        self._note_cursors(keys, follows=is_backwards, precedes=bool(number) and not is_backwards)
        return page

    def express(self, request: HttpRequest, known: Collection[str], who: int) -> Page | None:
        """Return the page that ``request`` asks for, if it is one of the usual kind.

        ``known`` are the parameters that are somebody else's.
        """
        if not request.GET.keys() <= {"limit", AFTER, "next_cursor", *known}:
            return None
        try:
            limit = read_limit(request.GET, "limit", default=DEFAULT, most=MOST)
            _, number = _place(request.GET)
        except InvalidQuery:
            return None
        self.page = Page(limit, [number] if number else None)
        return self.page

    def arrive(self, found: int, keys: Callable[[int], list[Any]]) -> None:
        """Take note of how many rows were found; ``keys`` has those of each, by its number."""
        limit, after = self.page.limit, self.page.after
        self.has_more = found > limit
        ends = [keys(0)[0], keys(min(found, limit) - 1)[0]]
        self._note_cursors(ends, follows=False, precedes=after is not None)

    def told(self) -> dict[str, Any]:
        """Return what the envelope says after the rows."""
        return {"next_cursor": self.next_cursor, "previous_cursor": self.previous_cursor}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        limit = {"type": "integer", "minimum": 1, "default": DEFAULT}
        place = {"type": "string", "pattern": f"^{HEX_ID.pattern}$"}
        return [
            parameter("limit", limit, f"Rows a page, cut to {MOST}."),
            parameter(AFTER, place, "`id` of a row: the page after it."),
            parameter(BEFORE, place, "`id` of a row: the page just before it."),
            parameter("next_cursor", place, f"The same as `{AFTER}`."),
            parameter("previous_cursor", place, f"The same as `{BEFORE}`. Send one of the four."),
        ]

    def _note_cursors(self, keys: list[int], *, follows: bool, precedes: bool) -> None:
        """Keep both ends of a page with these ``keys`` where something may lie beyond."""
        if keys and (follows or self.has_more):
            self.next_cursor = as_hex(keys[-1])
        if keys and (precedes or (follows and self.has_more)):
            self.previous_cursor = as_hex(keys[0])


def _place(asked: Any) -> tuple[str, int]:
    """Return (AFTER or BEFORE, the number of the row), 0 where no place is asked for."""
    named = [name for name in PLACES if name in asked]
    if not named:
        return AFTER, 0
    if len(named) > 1:
        raise InvalidQuery(dict.fromkeys(named, "Only one of these can be used in a request."))
    number = from_hex(asked[named[0]])
    if number is None:
        raise InvalidQuery({named[0]: "Enter an `id` of 24 hexadecimal digits."})
    return PLACES[named[0]], number
