"""``page`` and ``size``, told with ``more``, ``nextURL`` and ``count``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import parameter, read_number

DEFAULT, MOST, LARGEST = 30, 100, 2**31
FIRST_PAGE = 1


class BetterworksPagination(BasePagination):
    """One page by its number; behind the last one are empty pages, not errors."""

    count = 0
    next_url: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        page = read_number(asked, "page", default=FIRST_PAGE, most=LARGEST)
        size = min(read_number(asked, "size", default=DEFAULT, most=LARGEST), MOST)
        self.count = _bare(queryset).count()
        first = (page - 1) * size
        rows = list(queryset[first : first + size])
        if first + len(rows) < self.count and rows:
            self.next_url = _address(request, page + 1, size)
        return rows

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 1, "maximum": LARGEST}
        return [
            parameter("page", {**whole, "default": FIRST_PAGE}, "Which page."),
            parameter("size", {**whole, "default": DEFAULT}, f"Rows a page, cut to {MOST}."),
        ]


def _bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    # What the page loads besides has no say in how many there are.
    return rows.order_by().select_related(None).prefetch_related(None)


def _address(request: Request, page: int, size: int) -> str:
    """Return where the page is, with the filters of this one: absolute, as clients fetch it."""
    query = request.query_params.copy()
    query["page"], query["size"] = str(page), str(size)
    # Not by the Host of the request: behind a proxy it would be http, and the key go over it.
    return f"{settings.PUBLIC_URL}{request.path}?{query.urlencode()}"
