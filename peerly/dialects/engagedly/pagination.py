"""``page`` and ``size``, told with ``has_more`` and how many records there are."""

from __future__ import annotations

from typing import Any

from peerly.api.numbered import NumberedPagination
from peerly.api.pagination import parameter, read_number

DEFAULT, MOST = 25, 50
LAST_PAGE = 2**31
"""Whoever asks for a later one asks for no page of ours, and databases cannot count as far."""


class EngagedlyPagination(NumberedPagination):
    """``page`` and ``size``; the total is promised on each page."""

    def read(self, asked: Any) -> tuple[int, int]:
        """Return the number and the size of the page ``asked`` for. Raises InvalidQuery."""
        page = read_number(asked, "page", default=1, most=LAST_PAGE)
        return page, read_number(asked, "size", default=DEFAULT, most=MOST)

    def told(self) -> dict[str, Any]:
        """Return ``pagination``: the total is there under both of its names."""
        return {
            "page": self.page,
            "size": self.size,
            "has_more": self.has_more,
            "record_count": self.total,
            "total_records": self.total,
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 1}
        page = {**whole, "maximum": LAST_PAGE, "default": 1}
        size = {**whole, "maximum": MOST, "default": DEFAULT}
        return [parameter("page", page, "From 1."), parameter("size", size, "Records a page.")]
