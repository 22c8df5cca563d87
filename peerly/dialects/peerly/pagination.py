"""``limit``, ``offset``, ``cursor`` and ``count``, as peerly-v1 §2 has them."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from peerly.api.pagination import BadCursor, Keyset, parameter, read_number
from peerly.api.problems import InvalidQuery

DEFAULT, MOST, LARGEST = 10, 100, 2**31


class PeerlyPagination(BasePagination):
    """One page, and what ``meta`` says about it. No COUNT(*) unless the client asks."""

    limit = DEFAULT
    offset = 0
    has_more = False
    next_cursor: str | None = None
    total: int | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the page that ``request`` asks for. Raises InvalidQuery."""
        asked = request.query_params
        default = getattr(view.operation, "page_size", None) or DEFAULT
        self.limit = min(read_number(asked, "limit", default=default, least=0, most=LARGEST), MOST)
        self.offset = read_number(asked, "offset", default=0, least=0, most=LARGEST)
        if _flag(asked.get("count"), "count"):
            self.total = queryset.count()
        which = request.path.rstrip("/")
        keyset = Keyset(queryset, scope=f"{which}:{request.user.pk}")
        rows = queryset[self.offset :]
        if "cursor" in asked:
            self.offset = 0
            try:
                rows = keyset.after(asked["cursor"])
            except BadCursor:
                raise InvalidQuery({"cursor": "This cursor is not from this list."}) from None
        found = list(rows[: self.limit + 1])
        page = found[: self.limit]
        # Behind a page of no rows there is no next one: who went on would never arrive.
        self.has_more = len(found) > self.limit > 0
        self.next_cursor = keyset.cursor(page[-1]) if self.has_more else None
        return page

    def meta(self) -> dict[str, Any]:
        """Return the ``meta`` of the answer."""
        meta: dict[str, Any] = {
            "limit": self.limit,
            "offset": self.offset,
            "has_more": self.has_more,
            "next_cursor": self.next_cursor,
        }
        return meta if self.total is None else {**meta, "total": self.total}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameters for the OpenAPI document."""
        whole = {"type": "integer", "minimum": 0, "maximum": LARGEST}
        default = getattr(view.operation, "page_size", None) or DEFAULT
        return [
            parameter(
                "limit",
                {**whole, "default": default},
                f"Rows a page, cut to {MOST}; 0 asks for `meta` alone.",
            ),
            parameter("offset", {**whole, "default": 0}, "Rows to skip."),
            parameter("cursor", {"type": "string"}, "`meta.next_cursor`; replaces `offset`."),
            parameter("count", {"type": "string", "enum": ["true", "false"]}, "Adds `meta.total`."),
        ]


def _flag(text: str | None, name: str) -> bool:
    if text not in {None, "true", "false"}:
        raise InvalidQuery({name: "Enter true or false."})
    return text == "true"
