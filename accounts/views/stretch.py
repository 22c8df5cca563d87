"""A long list on a page: so many rows of it, and the way to those behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.views.page import in_place
from accounts.views.walks import Walk, WalkedBy
from peerly.api.pagination import BadCursor, cursor_at, place_in
from peerly.errors import Gone

AFTER = "after"
"""The parameter of an address that says behind which row the page begins."""

ROWS = 25
"""Of a list that is read line by line, what fits two screens."""


@dataclass(frozen=True)
class Stretch:
    """Some rows of a list, and the address of the page with the next ones, if there are any."""

    rows: list[Any]
    next_page: str | None
    is_first: bool


LONGEST_NAME = 100
"""Characters of a name to look for; what is typed beyond them is not looked at."""


def typed_name(request: HttpRequest) -> str:
    """Return the beginning of a name that the page was asked to look for; "" for none."""
    return request.GET.get("q", "").strip()[:LONGEST_NAME]


def stretch(
    rows: QuerySet[Any] | WalkedBy,
    request: HttpRequest,
    viewer: User,
    *,
    of: str,
    length: int = ROWS,
) -> Stretch:
    """Return at most ``length`` of ``rows``, those behind the cursor in the address of the page.

    ``of`` says which list it is: a cursor of another list, or another person's, is unknown.
    Raises Gone for such a one.
    """
    walk = rows if isinstance(rows, WalkedBy) else Walk(rows)
    scope, asked = f"page of {of}:{viewer.pk}", request.GET
    try:
        after = place_in(asked[AFTER], scope, len(walk.keys)) if AFTER in asked else None
    except BadCursor:
        raise Gone from None
    found = walk.page(after, length + 1)
    if len(found) <= length:
        return Stretch(found, None, after is None)
    last = [getattr(found[length - 1], name) for name, _ in walk.keys]
    further = dict(asked.lists()) | {AFTER: [cursor_at(last, scope)]}
    next_page = f"{request.path}?{urlencode(further, doseq=True)}"
    return Stretch(found[:length], next_page, after is None)


def is_continued(request: HttpRequest) -> bool:
    """Whether the page has the rows before already, and asks for the next ones in place."""
    return AFTER in request.GET and in_place(request) is not None
