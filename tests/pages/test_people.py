"""The directory of colleagues."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import directory, records, users
from accounts.models import Department, JobTitle, User
from accounts.roles import Role
from recognition.views.people import PEOPLE
from tests.cast import UserFactory
from tests.pages.visiting import IN_PLACE, addresses, visit, words_of


def names(answer):
    found = re.findall(r'<h2><a href="/people/\d+">([^<]*)</a>', answer.content.decode())
    return [name.removesuffix(" Tester") for name in found]


def crowd(cast, count):
    people = [UserFactory.build(organisation=cast.acme) for _ in range(count)]
    return User.all_objects.bulk_create(people)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_colleagues_are_listed_by_name(cast, who):
    answer = visit(getattr(cast, who)).get("/people")

    assert names(answer) == ["Ada", "Ann", "Ben", "Cal", "Mo"]
    assert "5 people" in words_of(answer)


def test_a_stranger_signs_in_first(cast):
    answer = visit(None).get("/people?q=b")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=%2Fpeople%3Fq%3Db"


def test_a_super_admin_has_no_directory(cast):
    assert visit(cast.root).get("/people").status_code == 403


@pytest.mark.parametrize("who", ["ann", "ada"])
def test_nobody_is_listed_who_was_removed(cast, who):
    users.remove(by=cast.ada, person=cast.ben)

    assert "Ben" not in names(visit(getattr(cast, who)).get("/people"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [("b", ["Ben"]), ("BE", ["Ben"]), ("tester", ["Ada", "Ann", "Ben", "Cal", "Mo"]), ("zoe", [])],
)
def test_a_search_finds_beginnings_of_names(cast, typed, found):
    assert names(visit(cast.ann).get("/people", {"q": typed})) == found


@pytest.mark.parametrize("typed", ["\0", "x" * 101, "%", "_", "<script>", '"'])
def test_what_is_no_name_finds_nobody(cast, typed):
    answer = visit(cast.ann).get("/people", {"q": typed})

    assert answer.status_code == 200
    assert names(answer) == []
    assert b"<script>alert" not in answer.content
    assert b"\xe2\x80\x9c<script>" not in answer.content


def test_a_search_in_place_is_answered_with_the_list_alone(cast):
    headers = {**IN_PLACE, "HX-Target": "people"}
    answer = visit(cast.ann).get("/people", {"q": "b"}, headers=headers)

    assert names(answer) == ["Ben"]
    assert b"<html" not in answer.content
    assert b'hx-swap-oob="innerHTML"' in answer.content
    assert "1 person has a name that begins with “b”" in words_of(answer)


def test_a_long_list_goes_on_where_the_page_ends(cast):
    crowd(cast, PEOPLE)
    first = visit(cast.ann).get("/people")
    (further,) = {each for each in addresses(first) if "after=" in each}

    rest = visit(cast.ann).get(further)
    in_place = visit(cast.ann).get(further, headers=IN_PLACE)

    assert len(names(first)) == PEOPLE
    assert sorted(names(first) + names(rest)) == sorted(
        person.first_name for person in User.objects.filter(organisation=cast.acme)
    )
    assert names(in_place) == names(rest)
    assert b"<html" not in in_place.content
    assert not [each for each in addresses(rest) if "after=" in each]


def test_a_search_goes_on_with_what_was_typed(cast):
    crowd(cast, PEOPLE)

    first = visit(cast.ann).get("/people", {"q": "person"})
    assert len(names(first)) == PEOPLE
    crowd(cast, 1)
    (further,) = {
        each
        for each in addresses(visit(cast.ann).get("/people", {"q": "person"}))
        if "after=" in each
    }

    assert len(names(visit(cast.ann).get(further))) == 1


def test_a_place_in_the_list_is_its_own_persons(cast):
    crowd(cast, PEOPLE)
    page = visit(cast.ann).get("/people")
    (further,) = {each for each in addresses(page) if "after=" in each}

    assert visit(cast.ben).get(further).status_code == 404
    assert visit(cast.ann).get("/people?after=nonsense").status_code == 404


def test_the_directory_tells_job_titles_and_departments(cast):
    title = directory.create(by=cast.ada, kind=JobTitle, name="Welder <i>")
    place = directory.create(by=cast.ada, kind=Department, name="Yard")
    records.keep(by=cast.ada, person=cast.ben, job_title=title, departments=[place])

    answer = visit(cast.ann).get("/people?q=ben")

    assert "Welder &lt;i&gt;" in answer.content.decode()
    assert "Yard" in words_of(answer)


def test_whoever_gives_is_offered_to_thank_everybody_else(cast):
    offered = [each for each in addresses(visit(cast.ann).get("/people")) if "?to=" in each]

    assert sorted(offered) == sorted(
        f"/give?to={person.pk}" for person in (cast.ada, cast.ben, cast.cal, cast.mo)
    )


def test_a_moderator_is_not_offered_to_thank(cast):
    assert cast.mo.role == Role.MODERATOR
    assert b"/give?to=" not in visit(cast.mo).get("/people").content


def test_a_full_page_takes_as_many_queries_as_an_empty_one(cast):
    browser = visit(cast.ann)
    with CaptureQueriesContext(connection) as few:
        browser.get("/people?q=ben")
    for person in crowd(cast, 10):
        records.keep(by=cast.ada, person=person, manager=cast.ada)

    with CaptureQueriesContext(connection) as many:
        browser.get("/people")

    assert len(many) == len(few)
