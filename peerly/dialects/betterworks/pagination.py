"""``page`` and ``size``, told with ``more``, ``nextURL`` and ``count``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from peerly.api.numbered import NumberedPagination
from peerly.api.pagination import parameter, read_number

DEFAULT, MOST, LARGEST = 30, 100, 2**31
FIRST_PAGE = 1


class BetterworksPagination(NumberedPagination):
    """``page`` and ``size``, with the address of the page behind this one."""

    def read(self, asked: Any) -> tuple[int, int]:
        """Return the number and the size of the page ``asked`` for. Raises InvalidQuery."""
        page = read_number(asked, "page", default=FIRST_PAGE, most=LARGEST)
        return page, min(read_number(asked, "size", default=DEFAULT, most=LARGEST), MOST)

    def next_url(self) -> str | None:
        """Return where the page behind this one is, with the filters of this one; None at the end.

        Absolute, as clients fetch it.
        """
        if not self.has_more:
            return None
        query = {**dict(self.request.GET.lists()), "page": self.page + 1, "size": self.size}
        # Not by the Host of the request: behind a proxy it would be http, and the key go over it.
        return f"{settings.PUBLIC_URL}{self.request.path}?{urlencode(query, doseq=True)}"

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 1, "maximum": LARGEST}
        return [
            parameter("page", {**whole, "default": FIRST_PAGE}, "Which page."),
            parameter("size", {**whole, "default": DEFAULT}, f"Rows a page, cut to {MOST}."),
        ]
