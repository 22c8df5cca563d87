"""What the Engagedly page says of lists and their pages."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.cast import UserFactory
from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.answers import refused, rows
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST = "invalid_request_error"


def _pages(caller: Caller, query: str = "") -> tuple[list[Any], dict[str, Any]]:
    answer = caller.ask("GET", f"/beta/users{query}")
    return rows(answer), answer.json()["pagination"]


def test_engagedly_most_lists_are_paged(play: Play):
    whole = {str(each) for each in play.endpoints if each.operation.whole}
    paged = {str(each) for each in play.endpoints if each.operation.many}
    assert whole == {
        "GET /beta/user-attributes",
        "GET /beta/users/block-reason-codes",
        "GET /beta/users/<user_id>/permissions",
        "PUT /beta/users/<user_id>/permissions",
    }
    assert len(paged) == 7


def test_engagedly_page_and_size_control_the_pages(ada: Caller, here: Side):
    everybody, _ = _pages(ada)
    assert [row["id"] for row in everybody] == sorted(row["id"] for row in everybody)
    first, _ = _pages(ada, "?page=1&size=2")
    second, _ = _pages(ada, "?page=2&size=2")
    assert first + second == everybody[:4]


def test_engagedly_pagination_tells_page_size_has_more_and_record_count(ada: Caller):
    everybody, _ = _pages(ada)
    size = len(everybody) - 1
    _, pagination = _pages(ada, f"?page=1&size={size}")
    assert pagination == {
        "page": 1,
        "size": size,
        "has_more": True,
        "record_count": size + 1,
        "total_records": size + 1,
    }
    last, pagination = _pages(ada, f"?page=2&size={size}")
    assert (last, pagination["has_more"]) == (everybody[size:], False)
    beyond, pagination = _pages(ada, f"?page=3&size={size}")
    assert (beyond, pagination["has_more"], pagination["record_count"]) == ([], False, size + 1)


def test_engagedly_pages_start_with_1(ada: Caller):
    plain, pagination = _pages(ada, "?size=2")
    assert (plain, pagination["page"]) == (_pages(ada, "?page=1&size=2")[0], 1)


def test_engagedly_size_is_25_where_none_is_asked_for(ada: Caller, here: Side):
    User.all_objects.bulk_create(
        UserFactory.build(organisation=here.organisation) for _ in range(25)
    )
    found, pagination = _pages(ada)
    assert (len(found), pagination["size"], pagination["has_more"]) == (25, 25, True)


def test_engagedly_size_is_at_most_50(ada: Caller, here: Side):
    User.all_objects.bulk_create(
        UserFactory.build(organisation=here.organisation) for _ in range(50)
    )
    found, pagination = _pages(ada, "?size=50")
    assert (len(found), pagination["size"], pagination["has_more"]) == (50, 50, True)
    refused(ada.ask("GET", "/beta/users?size=51"), 400, REQUEST, ("size", "invalid_value"))
