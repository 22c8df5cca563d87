"""Pages by their numbers, each of which tells how many rows there are in all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import Page, skipping
from peerly.api.problems import InvalidQuery


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
    request: Request | HttpRequest
    whole: Iterable[int] | None = None

    def read(self, asked: Any) -> tuple[int, int]:
        """Return the number and the size of the page ``asked`` for. Raises InvalidQuery."""
        raise NotImplementedError

    def express(self, request: HttpRequest, known: Collection[str], who: int) -> Page | None:
        """Return the page that ``request`` asks for, if it is one of the usual kind.

        ``known`` are the parameters that are somebody else's.
        """
        if not request.GET.keys() <= {"page", "size", *known}:
            return None
        self.request = request
        try:
            self.page, self.size = self.read(request.GET)
        except InvalidQuery:
            return None
        return Page(self.size, skip=(self.page - 1) * self.size, counts=True)

    def arrive(self, found: int, keys: Callable[[int], list[Any]]) -> None:
        """Take note of how many rows were found, one more than the page has being looked for."""
        # Not reckoned from the total: whoever turns pages while rows come meets each of them.
        self.has_more = found > self.size

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        self.request = request
        self.page, self.size = self.read(request.query_params)
        self.total = number_of(queryset, self.whole)
        first, one_more = (self.page - 1) * self.size, self.size + 1
        if first and isinstance(queryset, QuerySet):
            found = list(skipping(queryset, first, one_more))
        else:
            found = list(queryset[first : first + one_more])
        self.arrive(len(found), lambda at: [found[at].pk])
        return found[: self.size]
