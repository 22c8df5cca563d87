"""Pages by their numbers, each of which tells how many rows there are in all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import skipping


def number_of(rows: Any, whole: Iterable[int] | None) -> int:
    """Return how many ``rows`` there are: what ``whole`` adds up to, where that is known."""
    if whole is not None:
        return sum(whole)
    # The order of what is counted, and what a page would load besides, has no say in that.
    return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)


class NumberedPagination(BasePagination):
    """One page by its number, from 1; behind the last one are empty pages, not errors."""

    page = 1
    size = 1
    total = 0
    has_more = False
    whole: Iterable[int] | None = None

    def read(self, asked: Any) -> tuple[int, int]:
        """Return the number and the size of the page ``asked`` for. Raises InvalidQuery."""
        raise NotImplementedError

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        self.page, self.size = self.read(request.query_params)
        self.total = number_of(queryset, self.whole)
        first, one_more = (self.page - 1) * self.size, self.size + 1
        if first and isinstance(queryset, QuerySet):
            found = list(skipping(queryset, first, one_more))
        else:
            found = list(queryset[first : first + one_more])
        # Looked for and not reckoned: whoever turns pages while rows come meets each of them.
        self.has_more = len(found) > self.size
        return found[: self.size]
