"""Departments, businesses, locations, job titles; ids; praises."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Department, Engagement, Membership, Record
from peerly.dialects.engagedly import ids
from recognition.actions import hi5s, reviews
from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.answers import refused, rows, told
from tests.dialects.engagedly.hooks import spell
from tests.dialects.rows import everything
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

PLACES = {"departments": "department", "businesses": "business"}
THINGS = PLACES | {"locations": "location", "job_titles": "job_title"}


@pytest.mark.parametrize(("route", "thing"), PLACES.items())
def test_a_place_tells_how_many_belong_to_it_and_who(
    ada: Caller, here: Side, route: str, thing: str
):
    entry = getattr(here, thing)
    (listed,) = (row for row in rows(ada.ask("GET", f"/beta/{route}")) if row["id"] == spell(entry))
    shown = told(ada.ask("GET", f"/beta/{route}/{spell(entry)}"))

    assert listed == {
        "id": spell(entry),
        "name": entry.name,
        "members_count": 1,
        "administrators_count": 0,
    }
    assert {**listed, "members": shown["members"]} == shown
    (member,) = shown["members"]
    assert list(member) == [
        "id",
        "name",
        "email",
        "first_name",
        "middle_name",
        "last_name",
        "display_picture",
        "is_admin",
    ]
    assert member["id"] == spell(here.receiver)
    assert (member["middle_name"], member["is_admin"]) == (f"Q {here.word}", False)


@pytest.mark.parametrize(("route", "thing"), PLACES.items())
def test_members_are_replaced_where_there_are_some_and_stay_where_not(
    ada: Caller, here: Side, route: str, thing: str
):
    path = f"/beta/{route}/{spell(getattr(here, thing))}"
    people = [spell(here.giver), spell(here.removed), spell(here.giver)]
    after = told(ada.ask("PUT", path, {"members": people}))
    assert [each["id"] for each in after["members"]] == [spell(here.giver), spell(here.removed)]
    assert after["members_count"] == 2

    assert told(ada.ask("PUT", path, {"name": "Renamed"}))["members"] == after["members"]
    assert told(ada.ask("PUT", path, {"members": []}))["members"] == []
    before = everything()
    for bad in ([spell(here.other.giver)], [here.giver.pk], [None], "x", {}, None):
        answer = ada.ask("PUT", path, {"members": bad})
        assert answer.status_code == 422, (bad, answer.content)
        assert answer.json()["errors"][0]["field"] == "members"
    assert everything() == before


@pytest.mark.parametrize(("route", "thing"), THINGS.items())
def test_deleting_what_is_in_use_detaches_people(ada: Caller, here: Side, route: str, thing: str):
    entry = getattr(here, thing)
    path = f"/beta/{route}/{spell(entry)}"

    answer = ada.ask("DELETE", path)

    assert (answer.status_code, answer.content) == (204, b"")
    refused(ada.ask("DELETE", path), 404, "invalid_request_error", (f"{thing}_id", "not_found"))
    assert not type(entry).objects.filter(pk=entry.pk).exists()
    is_member = Membership.objects.filter(user=here.receiver).exists()
    assert is_member == (thing != "department")
    assert Engagement.objects.filter(user=here.receiver).count() == (thing != "business")
    record = Record.objects.get(user=here.receiver)
    assert (record.location is None, record.job_title is None) == (
        thing == "location",
        thing == "job_title",
    )


@pytest.mark.parametrize("route", THINGS)
def test_named_resources_are_listed_by_name_then_id(ada: Caller, route: str):
    for name in ("zeta", "Alpha", "beta"):
        assert ada.ask("POST", f"/beta/{route}", {"name": name}).status_code == 201

    names = [row["name"] for row in rows(ada.ask("GET", f"/beta/{route}?size=50"))]

    assert names == sorted(names, key=str.casefold)
    assert {"zeta", "Alpha", "beta"} < set(names)


@pytest.mark.parametrize("route", THINGS)
def test_a_name_that_is_taken_is_a_duplicate_value(ada: Caller, route: str):
    assert ada.ask("POST", f"/beta/{route}", {"name": "Same"}).status_code == 201
    before = everything()
    answer = ada.ask("POST", f"/beta/{route}", {"name": "SAME"})
    refused(answer, 422, "validation_error", ("name", "duplicate_value"))
    answer = ada.ask("POST", f"/beta/{route}", {})
    refused(answer, 422, "validation_error", ("name", "missing_field"))
    assert everything() == before


# Ids -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["user", "department", "business"])
def test_uuids_are_the_primary_keys_in_their_order_and_back(kind: str):
    numbers = [1, 2, 255, 2**31, 2**48 - 1, 2**48, 2**48 + 1, 2**63 - 1]
    spelt = [ids.spell(kind, number) for number in numbers]

    assert spelt == sorted(spelt)
    assert [ids.read(kind, text) for text in spelt] == numbers
    assert [ids.read(f"{kind}_id", text.upper()) for text in spelt] == numbers
    assert all(text[14] == text[19] == "8" for text in spelt)  # version 8, variant of RFC 9562
    others = {"user", "department", "business"} - {kind}
    assert [ids.read(other, text) for other in others for text in spelt] == [None] * 16
    assert ids.read(kind, ids.spell(kind, 0)) is None
    assert ids.read(kind, f"{spelt[0][:9]}ffff-8000-8000-ffffffffffff") is None


def test_no_id_is_stored_in_a_column_of_its_own():
    names = {field.name for field in Department._meta.get_fields()}
    assert not names & {"uuid", "guid", "public_id"}


# Praises ---------------------------------------------------------------------


def test_praises_are_the_recognitions_newest_first(ann: Caller, here: Side):
    praises = rows(ann.ask("GET", "/beta/activities/praises"))
    assert [each["id"] for each in praises] == [here.doubted.pk, here.joined.pk, here.thanks.pk]
    praise = praises[2]
    assert praise["activity_type"] == "Praise"
    assert praise["content"] == here.thanks.text
    assert praise["author"]["id"] == spell(here.giver)
    (praised,) = praise["recognized_actors"]
    assert (praised["id"], praised["designation"]) == (spell(here.receiver), here.job_title.name)
    assert list(praised["display_picture"]) == ["large", "original", "reduced"]
    assert praise["tags"] == [{"code": f"own-the-outcome-{here.word}", "label": here.value.text}]
    assert [each["name"] for each in praise["audience"]] == ["Everyone"]
    assert (praise["can_edit"], praise["can_delete"]) == (False, False)


def test_likes_are_hi5s_and_comments_those_that_say_something(ann: Caller, here: Side):
    def newest() -> Any:
        return rows(ann.ask("GET", "/beta/activities/praises?size=1"))[0]

    assert newest()["like_details"] == {"count": 0, "is_liked": False}
    hi5s.give(by=here.giver, recognition=here.doubted, comment=None)
    hi5s.give(by=here.admin, recognition=here.doubted, comment="So true!")
    assert newest()["like_details"] == {"count": 2, "is_liked": True}
    assert newest()["comment_details"] == {"count": 1}


def test_hidden_praises_never_show_and_reported_ones_do(
    play: Play, ada: Caller, ann: Caller, here: Side
):
    moderator = play.signed_in(here.moderator)
    for caller in (ada, ann, moderator):
        seen = [row["id"] for row in rows(caller.ask("GET", "/beta/activities/praises"))]
        assert here.hidden.pk not in seen
        assert here.doubted.pk in seen
    (open_one, *_) = rows(moderator.ask("GET", "/beta/activities/praises"))
    assert open_one["can_delete"] is True
    reviews.give(by=here.moderator, recognition=here.doubted, is_inappropriate=True, comment="No")
    for caller in (ada, ann, moderator):
        seen = [row["id"] for row in rows(caller.ask("GET", "/beta/activities/praises"))]
        assert seen == [here.joined.pk, here.thanks.pk]
