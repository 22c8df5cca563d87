"""``page`` and ``size``, told with ``has_more`` and how many records there are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import parameter, read_number

DEFAULT, MOST = 25, 50
LAST_PAGE = 2**31
"""Whoever asks for a later one asks for no page of ours, and databases cannot count as far."""


class EngagedlyPagination(BasePagination):
    """One numbered page. The total is promised on each, so each counts."""

    page = 1
    size = DEFAULT
    total = 0

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        self.page = read_number(asked, "page", default=1, most=LAST_PAGE)
        self.size = read_number(asked, "size", default=DEFAULT, most=MOST)
        self.total = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        start = (self.page - 1) * self.size
        return list(queryset[start : start + self.size])

    def told(self) -> dict[str, Any]:
        """Return ``pagination``: the total is there under both of its names."""
        return {
            "page": self.page,
            "size": self.size,
            "has_more": self.page * self.size < self.total,
            "record_count": self.total,
            "total_records": self.total,
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 1}
        page = {**whole, "maximum": LAST_PAGE, "default": 1}
        size = {**whole, "maximum": MOST, "default": DEFAULT}
        return [parameter("page", page, "From 1."), parameter("size", size, "Records a page.")]
