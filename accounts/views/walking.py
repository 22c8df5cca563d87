"""Walking a long list on pages: so many rows, and the way to those behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from peerly.api.pagination import BadCursor, Keyset
from peerly.errors import Gone

ROWS = 25
"""Of a list that is read line by line, what fits two screens."""


@dataclass(frozen=True)
class Stretch:
    """Some rows of a list, and the address of those behind them, None at the end."""

    rows: list[Any]
    next_page: str | None
    is_first: bool


def stretch_of(
    rows: QuerySet[Any], request: HttpRequest, viewer: User, *, rows_of_it: int = ROWS
) -> Stretch:
    """Return what the address asks for of ``rows``, which have an order by names.

    Raises Gone for a cursor of another list, or another person.
    """
    walk = Keyset(rows, scope=f"{request.path}:{viewer.pk}")
    cursor = request.GET.get("after")
    if cursor is not None:
        try:
            rows = walk.after(cursor)
        except BadCursor:
            raise Gone from None
    found = list(rows[: rows_of_it + 1])
    shown = found[:rows_of_it]
    if len(found) <= rows_of_it:
        return Stretch(shown, None, cursor is None)
    asked = {name: value for name, value in request.GET.items() if name != "after"}
    query = urlencode({**asked, "after": walk.cursor(shown[-1])})
    return Stretch(shown, f"{request.path}?{query}", cursor is None)
