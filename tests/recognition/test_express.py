"""The express lane answers what the ordinary way would, to the byte, and only where it may."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from accounts.models import User
from accounts.roles import Role
from recognition.models import Recognition
from tests.cast import UserFactory
from tests.recognition.lanes import both_ways
from tests.recognition.random_company import NAMES, member

pytestmark = pytest.mark.django_db

MEMBERS = [Role.EMPLOYEE, Role.MODERATOR, Role.ORGANISATION_ADMIN]
STARTS = ["a", "ANN", "zo", "zoe\u0308", "i", "İ", "I", "ı", "ß", "ss", "fi", "%", "_", '"', "\\"]
STARTS += [
    "é" * 31,
    "0",
    " ann ",
    "'",
    "李",
    "\U0001f600",
    "\ue000",
    "nobody",
    "x" * 100,
    NAMES[-1],
]
UNUSUAL = ["", " ", "\U0010ffff", "\x00", "x" * 101, "é" * 101]
"""Beginnings that are left to the ordinary way."""


def walk(client, path: str, limit: int, pages: int = 1000) -> list[int]:
    """Turn the pages both ways, to the end or so many; returns the ids of all rows."""
    ids, asked = [], {"limit": limit}
    for _ in range(pages):
        answer, by_lane = both_ways(lambda: client.get(f"{path}?{urlencode(asked)}"))
        page = answer.json()
        assert by_lane
        ids += [row["id"] for row in page["data"]]
        if not page["meta"]["has_more"]:
            break
        asked["cursor"] = page["meta"]["next_cursor"]
    return ids


@pytest.mark.parametrize("role", MEMBERS, ids=str)
@pytest.mark.parametrize("number", range(3))
def test_the_feed_is_the_same_by_either_way(api, homes, role, number):
    client = api(member(homes[number], role))
    shown = Recognition.objects.filter(organisation=homes[number], hidden_at=None)
    expected = list(shown.order_by("-given_at", "-id").values_list("id", flat=True))

    assert walk(client, "/recognitions", 1, pages=4) == expected[:4]
    for limit in (10, 25, 100):
        assert walk(client, "/recognitions", limit) == expected


@pytest.mark.parametrize("role", MEMBERS, ids=str)
@pytest.mark.parametrize("number", range(3))
def test_the_list_of_people_is_the_same_by_either_way(api, homes, role, number):
    client = api(member(homes[number], role))
    people = User.all_objects.filter(organisation=homes[number]).exclude(role=Role.SUPER_ADMIN)
    if role != Role.ORGANISATION_ADMIN:
        people = people.filter(soft_delete_at=None)
    expected = list(people.order_by("id").values_list("id", flat=True))

    assert walk(client, "/users", 1, pages=4) == expected[:4]
    for limit in (4, 10, 25, 100):
        assert walk(client, "/users", limit) == expected


@pytest.mark.parametrize("start", STARTS)
def test_people_of_a_name_are_the_same_by_either_way(api, homes, start):
    for role in (Role.EMPLOYEE, Role.ORGANISATION_ADMIN):
        client, query = api(member(homes[0], role)), urlencode({"starts_with": start, "limit": 2})

        answer, by_lane = both_ways(lambda: client.get(f"/users?{query}"))  # noqa: B023

        page = answer.json()
        assert by_lane
        if page["meta"]["has_more"]:
            more = f"{query}&cursor={page['meta']['next_cursor']}"
            answer, by_lane = both_ways(lambda: client.get(f"/users?{more}"))  # noqa: B023
            assert by_lane
            assert answer.json()["data"] != page["data"]


def test_names_of_every_kind_are_found(api, homes):
    client, found = api(member(homes[0], Role.ORGANISATION_ADMIN)), set()

    for start in STARTS:
        page = client.get(f"/users?{urlencode({'starts_with': start, 'limit': 100})}").json()
        found |= {start} if page["data"] else set()

    assert {"a", "zo", "i"} <= found
    assert len(found) > len(STARTS) / 2


@pytest.mark.parametrize("start", UNUSUAL)
def test_what_no_index_can_look_for_is_left_to_the_ordinary_way(api, homes, start):
    client = api(member(homes[0], Role.EMPLOYEE))

    _, by_lane = both_ways(lambda: client.get(f"/users?{urlencode({'starts_with': start})}"))

    assert not by_lane


ORDINARY = {
    "an offset": ("/recognitions?offset=0", {}),
    "a count": ("/recognitions?count=true", {}),
    "no count": ("/users?count=false", {}),
    "a filter": ("/recognitions?q=thank", {}),
    "an unknown parameter": ("/recognitions?nonsense=1", {}),
    "no rows": ("/recognitions?limit=0", {}),
    "too many rows": ("/recognitions?limit=101", {}),
    "nonsense": ("/recognitions?limit=ten", {}),
    "two limits": ("/users?limit=ten&limit=x", {}),
    "another organisation": ("/users?org_id=1", {}),
    "another version": ("/recognitions", {"Accept": "application/vnd.peerly.v2+json"}),
}


@pytest.mark.parametrize(("path", "headers"), ORDINARY.values(), ids=ORDINARY)
def test_the_unusual_is_left_to_the_ordinary_way(api, homes, path, headers):
    client = api(member(homes[0], Role.EMPLOYEE))

    _, by_lane = both_ways(lambda: client.get(path, **headers))

    assert not by_lane


USUAL = {
    "a slash": ("/recognitions/?limit=10", {}),
    "two limits": ("/users?limit=ten&limit=10", {}),
    "another format": ("/recognitions", {"Accept": "text/html"}),
    "any format": ("/recognitions", {"Accept": "*/*"}),
    "the first version": ("/users", {"Accept": "application/vnd.peerly.v1+json"}),
    "a preference": ("/users", {"Accept": "text/html, application/json;q=0.1"}),
    "a language": ("/recognitions", {"Accept-Language": "de"}),
    "an origin": ("/recognitions", {"Origin": "https://elsewhere.test"}),
    "a condition": ("/recognitions", {"If-None-Match": '"x"'}),
    "an id": ("/users", {"X-Request-Id": "mine"}),
}


@pytest.mark.parametrize(("path", "headers"), USUAL.values(), ids=USUAL)
def test_what_is_spelled_in_another_way_is_answered_alike(api, homes, path, headers):
    client = api(member(homes[0], Role.EMPLOYEE))

    answer, by_lane = both_ways(lambda: client.get(path, **headers))

    assert by_lane
    assert answer.status_code == 200
    assert answer["X-Request-Id"]


@pytest.mark.parametrize("path", ["/recognitions", "/users"])
def test_another_verb_is_not_answered_by_the_lane(api, homes, path):
    client = api(member(homes[0], Role.EMPLOYEE))

    for method in ("HEAD", "OPTIONS", "PATCH"):
        _, by_lane = both_ways(lambda: client.ask(method, path))  # noqa: B023
        assert not by_lane


@pytest.mark.parametrize("path", ["/recognitions", "/users", "/users?starts_with=a"])
def test_a_superadmin_reads_every_organisation_the_ordinary_way(api, homes, path):
    belongs_nowhere = UserFactory(organisation=None, first_name="Root", role=Role.SUPER_ADMIN)

    for person in (belongs_nowhere, member(homes[0], Role.SUPER_ADMIN)):
        answer, by_lane = both_ways(lambda: api(person).get(path))  # noqa: B023
        assert not by_lane
        assert answer.status_code == 200


def test_a_stranger_is_refused_the_ordinary_way(api, homes):
    answer, by_lane = both_ways(lambda: api().get("/recognitions"))

    assert not by_lane
    assert answer.status_code == 401
