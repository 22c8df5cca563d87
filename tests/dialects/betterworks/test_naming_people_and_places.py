"""Who is meant by an identifier, and which department, title or location by its name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import records, users
from accounts.models import Change, Department, JobTitle, Location
from tests.dialects.betterworks.bot import Bot
from tests.dialects.rows import changed, everything

pytestmark = pytest.mark.django_db


def test_somebody_is_found_by_id_address_or_employee_id(cast: SimpleNamespace, jane: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, employee_id="E/7 x")
    ways = (str(cast.ben.pk), "ben@acme.test", "BEN@ACME.TEST")
    for way in ways:
        assert jane.get(f"users/{way}/").json()["id"] == cast.ben.pk
        assert jane.get(f"user/{way}").json()["id"] == cast.ben.pk
    records.keep(by=cast.ada, person=cast.ben, employee_id="E-7")
    assert jane.get("users/E-7/").json()["id"] == cast.ben.pk
    assert jane.post("users/E-7/", {"title": "x"}).json()["id"] == cast.ben.pk
    for nobody in ("E-8", "nobody@acme.test", "zoe@globex.test", str(cast.zoe.pk), "%00", "E-7%0a"):
        answer = jane.get(f"users/{nobody}/")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_what_two_people_go_by_means_nobody(cast: SimpleNamespace, jane: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, employee_id=str(cast.ann.pk))
    records.keep(by=cast.ada, person=cast.cal, employee_id=str(cast.cal.pk))
    records.keep(by=cast.ada, person=cast.mo, employee_id="900000001")
    before = everything()

    for answer, name in (
        (jane.get(f"users/{cast.ann.pk}/"), "identifier"),
        (jane.post(f"users/{cast.ann.pk}/", {"title": "x"}), "identifier"),
        (jane.post("users/mo@acme.test/", {"manager": str(cast.ann.pk)}), "manager"),
        (jane.post("users/mo@acme.test/", {"manager": cast.ann.pk}), "manager"),
        (jane.get(f"recognitions/?author={cast.ann.pk}"), "author"),
    ):
        assert (answer.status_code, list(answer.json())) == (400, [name])
        assert answer.json()[name][0].startswith("Several people go by this")
    assert changed(before, everything()) == []
    assert jane.get(f"users/{cast.cal.pk}/").json()["id"] == cast.cal.pk
    assert jane.get("users/900000001/").json()["id"] == cast.mo.pk


def test_a_manager_in_an_object_is_who_has_that_very_identifier(
    cast: SimpleNamespace, jane: Bot
) -> None:
    number = str(cast.ann.pk)
    records.keep(by=cast.ada, person=cast.mo, employee_id=number)
    by_employee_id = {"employee_id": number, "id": None, "name": "Mo"}
    for told, manager in (
        (by_employee_id, cast.mo),
        ({"id": cast.ann.pk}, cast.ann),
        ({"id": cast.mo.pk, "email": "mo@acme.test", "employee_id": number}, cast.mo),
    ):
        answer = jane.post("users/ben@acme.test/", {"manager": told})
        assert answer.json()["manager"]["id"] == manager.pk
    before = everything()
    for told in (
        {"employee_id": str(cast.cal.pk)},  # our id, and nobody's employee id
        {"employee_id": cast.ann.pk},  # a number is no employee id
        {"email": number},
        {"id": cast.ann.pk, "employee_id": number},  # two people
        {"id": "mo@acme.test"},
    ):
        answer = jane.post("users/ben@acme.test/", {"manager": told})
        assert answer.json() == {"manager": ["This does not exist."]}
    assert changed(before, everything()) == []


def test_colleagues_find_nobody_by_employee_id(cast: SimpleNamespace, jane: Bot) -> None:
    records.keep(by=cast.ada, person=cast.mo, employee_id="E-2", manager=cast.cal)
    records.keep(by=cast.ada, person=cast.ben, employee_id=str(cast.ann.pk))
    ann = Bot(cast.ann)

    assert ann.get("users/E-2/").status_code == 404
    assert ann.results("recognitions/?author=E-2") == []
    # That another one has it as employee id is nothing they could find out.
    assert ann.get(f"users/{cast.ann.pk}/").json()["id"] == cast.ann.pk
    assert ann.get("users/mo@acme.test/").json()["employee_id"] is None
    users.remove(by=cast.ada, person=cast.cal)
    assert jane.get("users/mo@acme.test/").json()["manager"]["id"] == cast.cal.pk
    assert ann.get("users/mo@acme.test/").json()["manager"] is None


def test_a_manager_is_somebody_by_any_identifier(cast: SimpleNamespace, jane: Bot) -> None:
    records.keep(by=cast.ada, person=cast.mo, employee_id="E-2")
    for told in (cast.mo.pk, "mo@acme.test", "E-2", {"id": cast.mo.pk}, {"email": "mo@acme.test"}):
        answer = jane.post(f"users/{cast.ben.pk}/", {"manager": told})
        assert answer.json()["manager"]["id"] == cast.mo.pk
        jane.post(f"users/{cast.ben.pk}/", {"manager": None})
    for nobody in (cast.zoe.pk, "zoe@globex.test", "E-3", {}, {"name": "Mo"}, True, [cast.mo.pk]):
        answer = jane.post(f"users/{cast.ben.pk}/", {"manager": nobody})
        assert answer.json() == {"manager": ["This does not exist."]}
    answer = jane.post(f"users/{cast.ben.pk}/", {"manager": "ben@acme.test"})
    assert answer.json() == {"manager": ["Nobody manages themselves."]}


def test_unknown_departments_are_made_inside_their_parents(
    cast: SimpleNamespace, jane: Bot
) -> None:
    nested = {"name": "Customs", "parent": {"name": "Export", "parent": "Operations"}}
    told = jane.post(f"users/{cast.ben.pk}/", {"department": nested}).json()

    customs = Department.objects.get(pk=told["department"]["id"])
    assert [customs.name, customs.parent.name, customs.parent.parent.name] == [
        "Customs",
        "Export",
        "Operations",
    ]
    lines = Change.objects.filter(what="departments.create").values_list("by", flat=True)
    assert list(lines) == [cast.ada.pk] * 3


def test_a_known_department_is_found_in_any_case_and_stays_where_it_is(
    cast: SimpleNamespace, jane: Bot
) -> None:
    jane.post(f"users/{cast.ben.pk}/", {"department": {"name": "Export", "parent": "Operations"}})
    export = Department.objects.get(name="Export")

    for told in ("EXPORT", export.pk, {"id": export.pk}, {"name": "export", "parent": "Sales"}):
        answer = jane.post(f"users/{cast.cal.pk}/", {"department": told}).json()
        assert answer["department"] == {"id": export.pk, "name": "Export"}
    assert Department.objects.count() == 2
    assert Department.objects.get(name="Export").parent.name == "Operations"


def test_titles_and_locations_are_made_once(cast: SimpleNamespace, jane: Bot) -> None:
    for who in (cast.ben, cast.cal):
        jane.post(f"users/{who.pk}/", {"title": "Forwarder", "location": "Harbour"})
    jane.post(f"users/{cast.ann.pk}/", {"title": "FORWARDER", "location": "harbour"})

    assert list(JobTitle.objects.values_list("name", flat=True)) == ["Forwarder"]
    assert list(Location.objects.values_list("name", flat=True)) == ["Harbour"]


def test_nothing_is_made_for_somebody_who_is_refused(cast: SimpleNamespace, jane: Bot) -> None:
    before = everything()
    body = {"title": "New", "department": "New", "location": "New", "email": "ann@acme.test"}

    answer = jane.post(f"users/{cast.ben.pk}/", body)

    assert answer.json() == {"email": ["Somebody has this already."]}
    assert changed(before, everything()) == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "x", "parent": {"name": "y", "parent": 2**40}},
        {"parent": "x"},
        {"name": ""},
        {"id": "x"},
        True,
        "",
        "x" * 256,
        "a\u202eb",
    ],
)
def test_a_department_that_cannot_be_is_refused(
    cast: SimpleNamespace, jane: Bot, told: Any
) -> None:
    before = everything()
    answer = jane.post(f"users/{cast.ben.pk}/", {"department": told})
    assert (answer.status_code, list(answer.json())) == (400, ["department"])
    assert changed(before, everything()) == []


def test_departments_too_deep_within_each_other_are_refused(
    cast: SimpleNamespace, jane: Bot
) -> None:
    told: Any = "D0"
    for number in range(1, 40):
        told = {"name": f"D{number}", "parent": told}
    answer = jane.post(f"users/{cast.ben.pk}/", {"department": told})
    assert (answer.status_code, list(answer.json())) == (400, ["department"])
    assert not Department.objects.exists()
