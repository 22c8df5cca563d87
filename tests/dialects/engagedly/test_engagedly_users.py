"""Users: what is told of them, what may be written, and how they are blocked."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions import records
from accounts.models import Attribute, Record, User
from accounts.roles import Role
from peerly.dialects.engagedly.lists import custom_key
from tests.cast import UserFactory
from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.answers import refused, rows, told
from tests.dialects.engagedly.hooks import somebody, spell
from tests.dialects.rows import everything
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST, VALIDATION = "invalid_request_error", "validation_error"


def _path(person: User) -> str:
    return f"/beta/users/{spell(person)}"


def test_a_user_is_provisioned_with_all_that_was_told(ada: Caller, here: Side):
    made = told(ada.ask("POST", "/beta/users", somebody(here, "Tove")), 201)

    person = User.objects.get(email=made["email"])
    assert (person.role, person.organisation) == (Role.EMPLOYEE, here.organisation)
    assert not person.has_usable_password()
    record = person.record
    assert f"{record.joining_date} {record.birth_date}" == "2022-01-02 1991-03-04"
    assert f"{record.promotion_date} {record.review_date}" == "2023-04-05 2026-12-31"
    assert (record.manager, record.job_title) == (here.admin, here.job_title)
    assert record.attributes == {here.attribute.key: "M"}
    supervisors = {(each.manager, each.kind) for each in person.supervisions.all()}
    assert supervisors == {
        (here.moderator, "hr"),
        (here.colleague, "secondary"),
        (here.removed, "secondary"),
    }
    assert made["id"] == spell(person)
    assert made["joining_date_string"] == "Jan 02, 2022"
    assert set(made["custom_attributes"]) == {custom_key(here.attribute)}


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_what_a_body_leaves_out_stays(ada: Caller, here: Side, verb: str):
    before = told(ada.ask("GET", _path(here.receiver)))
    told(ada.ask(verb, _path(here.receiver), {}))
    assert told(ada.ask("GET", _path(here.receiver))) == before

    cleared = {"employee_id": None, "phone_number": "", "manager_id": None, "departments": []}
    after = told(ada.ask(verb, _path(here.receiver), cleared | {"birth_date": None}))
    for name in ("employee_id", "phone_number", "birthdate"):
        assert after[name] is None
    assert after["departments"] == []
    assert after["business_unit"] == before["business_unit"]
    assert Record.objects.get(user=here.receiver).manager is None


def test_names_that_are_written_one_way_are_read_another_way(ada: Caller, here: Side):
    body = somebody(here, "Tove")
    made = told(ada.ask("POST", "/beta/users?include=primary_reporter", body), 201)

    assert {"birth_date", "businesses", "manager_id"} & set(made) == set()
    assert made["birthdate"] == body["birth_date"]
    assert [each["id"] for each in made["business_unit"]] == body["businesses"]
    assert made["job_title"] == {"id": str(body["job_title"]), "name": here.job_title.name}
    seen = told(ada.ask("GET", f"/beta/users/{made['id']}?include=primary_reporter"))
    assert seen["primary_reporter"]["id"] == body["manager_id"]


@pytest.mark.parametrize("text", ["2022-01-02", "Jan 02, 2022"])
def test_dates_are_read_in_two_ways(ada: Caller, here: Side, text: str):
    assert told(ada.ask("PUT", _path(here.giver), {"joining_date": text}))["joining_date"] == (
        "2022-01-02"
    )


@pytest.mark.parametrize(
    "text", ["2022-1-2", "02/01/2022", "Jan 2, 2022", "jan 02, 2022", "2022-02-30", "", 20220102]
)
def test_other_dates_are_refused(ada: Caller, here: Side, text: Any):
    before = everything()
    answer = ada.ask("PUT", _path(here.giver), {"joining_date": text})
    refused(answer, 422, VALIDATION, ("joining_date", "invalid_value"))
    assert everything() == before


def test_ids_of_text_and_of_digits_are_both_read(ada: Caller, here: Side):
    for spelt in (here.job_title.pk, str(here.job_title.pk)):
        after = told(ada.ask("PUT", _path(here.giver), {"job_title": spelt}))
        assert after["job_title"]["id"] == str(here.job_title.pk)
    for bad in (True, 1.0, [1], "x", spell(here.department)):
        answer = ada.ask("PUT", _path(here.giver), {"job_title": bad})
        refused(answer, 422, VALIDATION, ("job_title", "invalid_value"))


# Lists -----------------------------------------------------------------------


def test_the_list_has_blocked_users_for_administrators_only(ada: Caller, ann: Caller, here: Side):
    all_of_them = {row["id"]: row["status"] for row in rows(ada.ask("GET", "/beta/users"))}
    colleagues = {row["id"] for row in rows(ann.ask("GET", "/beta/users"))}

    assert all_of_them[spell(here.removed)] == "Blocked"
    assert set(all_of_them) - colleagues == {spell(here.removed)}


def test_colleagues_are_not_told_what_is_only_on_record(ann: Caller, ada: Caller, here: Side):
    (hers,) = rows(ann.ask("GET", f"/beta/users?email={here.receiver.email}"))
    (full,) = rows(ada.ask("GET", f"/beta/users?email={here.receiver.email}"))

    kept = {name for name in full if full[name] != hers[name]}
    assert kept == {
        "middle_name",
        "employee_id",
        "employee_type",
        "level",
        "custom_attributes",
        "birthdate",
        "joining_date",
        "phone_number",
    }
    assert {name: hers[name] for name in kept} == dict.fromkeys(kept) | {"custom_attributes": {}}


def test_blank_text_is_null_wherever_it_is_told(ada: Caller, here: Side):
    note = Attribute.objects.create(
        organisation=here.organisation, name="Note", key="note", values=Attribute.Kind.TEXT
    )
    records.keep(
        by=here.admin, person=here.giver, attributes={"note": ""}, departments=[here.department]
    )
    User.objects.filter(pk=here.giver.pk).update(first_name="", last_name="", display_name="")

    alone = told(ada.ask("GET", _path(here.giver)))
    (listed,) = rows(ada.ask("GET", f"/beta/users?email={here.giver.email}"))
    department = told(ada.ask("GET", f"/beta/departments/{spell(here.department)}"))
    member = next(each for each in department["members"] if each["id"] == spell(here.giver))
    praises = rows(ada.ask("GET", "/beta/activities/praises"))
    praise = next(each for each in praises if each["id"] == here.thanks.pk)

    for who in (alone, listed, member):
        assert [who[name] for name in ("name", "first_name", "last_name")] == [None] * 3
    assert praise["author"]["name"] is None
    assert alone["custom_attributes"][custom_key(note)]["value"] is None


def test_email_is_an_exact_filter_in_any_case(ada: Caller, here: Side):
    email = here.receiver.email or ""
    (found,) = rows(ada.ask("GET", f"/beta/users?email={email.upper()}"))
    assert found["id"] == spell(here.receiver)
    assert rows(ada.ask("GET", f"/beta/users?email={email[:-1]}")) == []
    assert rows(ada.ask("GET", f"/beta/users?email={here.other.receiver.email}")) == []


def test_include_tells_who_is_around_somebody(ada: Caller, here: Side):
    asked = "include=secondary_managers,hr_managers,direct_reports,primary_reporter"
    person = told(ada.ask("GET", f"{_path(here.receiver)}?{asked}"))

    assert list(person)[-4:] == [
        "primary_reporter",
        "direct_reports",
        "hr_managers",
        "secondary_managers",
    ]
    assert person["primary_reporter"]["id"] == spell(here.admin)
    assert [each["id"] for each in person["direct_reports"]] == [spell(here.giver)]
    assert [each["id"] for each in person["hr_managers"]] == [spell(here.moderator)]
    assert [each["id"] for each in person["secondary_managers"]] == [spell(here.colleague)]
    alone = told(ada.ask("GET", f"{_path(here.moderator)}?{asked}"))
    assert (alone["primary_reporter"], alone["direct_reports"]) == (None, [])
    plain = rows(ada.ask("GET", "/beta/users?size=1"))[0]
    listed = rows(ada.ask("GET", "/beta/users?include=primary_reporter"))
    assert list(person["primary_reporter"]) == list(plain)
    assert [each["primary_reporter"] and each["primary_reporter"]["name"] for each in listed][
        :2
    ] == [here.receiver.full_name, here.admin.full_name]


def test_include_costs_as_many_queries_for_many_as_for_few(
    ada: Caller, here: Side, django_assert_num_queries: Any
):
    path = "/beta/users?include=primary_reporter,direct_reports&size="
    for number in range(6):
        person = UserFactory(organisation=here.organisation)
        person.save()
        records.keep(by=here.admin, person=person, manager=here.receiver, level=str(number))
    with django_assert_num_queries(_queries(ada, f"{path}2")):
        assert len(rows(ada.ask("GET", f"{path}50"))) == 12


def _queries(caller: Caller, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        caller.ask("GET", path)
    return len(asked)


def test_ids_of_other_kinds_are_nobodys(ada: Caller, play: Play, here: Side):
    other = spell(here.other.giver)
    for bad in (
        str(here.giver.pk),
        spell(here.department),
        other,
        spell(here.giver).replace("8000-8000", "8000-9000"),
        spell(here.giver).replace("-", ""),
        f"{{{spell(here.giver)}}}",
    ):
        refused(ada.ask("GET", f"/beta/users/{bad}"), 404, REQUEST, ("user_id", "not_found"))
    upper = told(ada.ask("GET", f"/beta/users/{spell(here.giver).upper()}"))
    assert upper["id"] == spell(here.giver)
