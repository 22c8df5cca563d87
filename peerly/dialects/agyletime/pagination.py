"""``pageLimit`` and ``nextPageToken``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import Page, parameter, read_limit
from peerly.api.problems import InvalidQuery
from peerly.notation import HEX_ID, as_hex, from_hex

DEFAULT, MOST = 50, 100


class AgyleTimePagination(BasePagination):
    """One page by id, and what the envelope says of it.

    The token is the id of the next item, so a page begins there whatever arrived or went since;
    it opens nothing that its bearer could not see anyway.
    """

    limit = DEFAULT
    count = 0
    next_token: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        self.limit = read_limit(asked, "pageLimit", default=DEFAULT, most=MOST)
        rows = _beginning_at(queryset, _first(asked.get("nextPageToken")))
        found = list(rows[: self.limit + 1])
        self.arrive(len(found), lambda at: [_number_of(found[at])])
        return found[: self.limit]

    def express(self, request: HttpRequest, known: Collection[str], who: int) -> Page | None:
        """Return the page that ``request`` asks for, if it is one of the usual kind.

        ``known`` are the parameters that are somebody else's.
        """
        asked = request.GET
        if not asked.keys() <= {"pageLimit", "nextPageToken", *known}:
            return None
        try:
            self.limit = read_limit(asked, "pageLimit", default=DEFAULT, most=MOST)
            first = _first(asked.get("nextPageToken"))
        except InvalidQuery:
            return None
        return Page(self.limit, [first - 1] if "nextPageToken" in asked else None)

    def arrive(self, found: int, keys: Callable[[int], list[Any]]) -> None:
        """Take note of how many rows were found; ``keys`` has those of each, by its number."""
        self.count = min(found, self.limit)
        self.next_token = as_hex(keys(self.limit)[0]) if found > self.limit else None

    def told(self) -> dict[str, Any]:
        """Return what the envelope says; a last page has no token, not even null."""
        following = {} if self.next_token is None else {"nextPageToken": self.next_token}
        return {"itemsCount": self.count, **following, "pageLimit": self.limit}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        limit = {"type": "integer", "minimum": 1, "default": DEFAULT}
        token = {"type": "string", "pattern": f"^{HEX_ID.pattern}$"}
        return [
            parameter("pageLimit", limit, f"Items a page, cut to {MOST}."),
            parameter("nextPageToken", token, "`nextPageToken` of the page before."),
        ]


def _first(text: str | None) -> int:
    number = 1 if text is None else from_hex(text)
    if number is None:
        raise InvalidQuery({"nextPageToken": "Enter a token of 24 hexadecimal digits."})
    return number


def _beginning_at(rows: Any, number: int) -> Any:
    if isinstance(rows, QuerySet):
        return rows.order_by("pk").filter(pk__gte=number)
    return [row for row in rows if row >= number]


def _number_of(row: Any) -> int:
    return int(getattr(row, "pk", row))
