"""What was decided where the page is silent: pages, fields, teams and roles."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import directory, records
from accounts.models import Department, JobTitle
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.agyletime.asking import USERS, failed
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


# Pages ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "ten", "", "%00", "٣", "1e2", "+5"])
def test_a_page_limit_below_1_or_no_number_is_invalid(ada: Caller, text: str):
    answer = ada.ask("GET", f"{USERS}?pageLimit={text}")

    failed(answer, 400, "pageLimit (INVALID): Enter a whole number, 1 or more")


@pytest.mark.parametrize(
    "text", ["", "7", "0" * 24, "f" * 24, "g" * 24, "0" * 23 + "1" * 2, "null"]
)
def test_a_token_of_another_shape_is_invalid(ada: Caller, text: str):
    answer = ada.ask("GET", f"{USERS}?nextPageToken={text}")

    failed(
        answer,
        400,
        "nextPageToken (INVALID): Enter a token of 24 hexadecimal digits",
    )


def test_behind_the_last_row_is_an_empty_page(ada: Caller):
    body = ada.ask("GET", f"{USERS}?nextPageToken={2**40:024x}").json()

    assert (body["data"], body["itemsCount"]) == ([], 0)
    assert "nextPageToken" not in body


def test_a_token_shows_nobody_elses_rows(ada: Caller, cast: SimpleNamespace):
    body = ada.ask("GET", f"{USERS}?nextPageToken={cast.zoe.pk:024x}").json()

    assert body["data"] == []


def test_a_page_begins_where_it_was_promised_though_that_row_went(
    ada: Caller, cast: SimpleNamespace
):
    titles = [directory.create(by=cast.ada, kind=JobTitle, name=name) for name in ("c", "b", "a")]
    first = ada.ask("GET", "/organisation/business-roles?pageLimit=1").json()
    directory.delete(by=cast.ada, entry=titles[1])

    second = ada.ask(
        "GET", f"/organisation/business-roles?nextPageToken={first['nextPageToken']}"
    ).json()

    assert [each["name"] for each in (*first["data"], *second["data"])] == ["c", "a"]


def test_unknown_parameters_of_the_query_are_ignored(ada: Caller):
    assert ada.ask("GET", f"{USERS}?sort=name&limit=1").json()["itemsCount"] == 5


def test_a_list_of_a_hundred_costs_what_a_list_of_one_costs(ada: Caller, cast: SimpleNamespace):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            ada.ask("GET", f"{USERS}?pageLimit=100")
        return len(queries)

    records.keep(by=cast.ada, person=cast.ann, departments=[_team(cast, "One")])
    assert cost() > 0  # whom nobody knows is looked up by themselves
    few = cost()
    title, team = directory.create(by=cast.ada, kind=JobTitle, name="A"), _team(cast, "Two")
    for each in UserFactory.create_batch(95, organisation=cast.acme):
        records.keep(by=cast.ada, person=each, job_title=title, departments=[team])

    assert cost() == few
    assert few <= 6


# Fields -----------------------------------------------------------------------


def test_wrong_fields_are_told_in_their_order_and_unknown_ones_by_the_alphabet(ada: Caller):
    body = {"zeta": 1, "isActive": 1, "alpha": 1, "email": "x", "lastName": 7}

    failed(
        ada.ask("POST", USERS, body),
        400,
        "firstName (MISSING): Field is required, lastName (INVALID): Not a valid string, "
        "email (INVALID): Enter a valid email address, "
        "isActive (INVALID): Must be a valid boolean, "
        "alpha (UNDEFINED): Field is not allowed, zeta (UNDEFINED): Field is not allowed",
    )


def test_the_name_of_an_unknown_field_may_be_anything(ada: Caller):
    answer = ada.ask("POST", "/organisation/business-roles", b'{"name": "A", "\\ud800": 1}')
    failed(answer, 400, "? (UNDEFINED): Field is not allowed")


def test_of_a_thousand_unknown_fields_fifty_are_told(ada: Caller):
    body = {"name": "A"} | {f"x{number:04}": 1 for number in range(1000)}

    message = ada.ask("POST", "/organisation/business-roles", body).json()["message"]

    assert message.count("UNDEFINED") == 50
    assert not JobTitle.objects.exists()


def test_an_address_of_another_domain_is_invalid(ada: Caller):
    before = everything()

    answer = ada.ask(
        "POST", USERS, {"firstName": "Nia", "lastName": "O", "email": "nia@globex.test"}
    )

    failed(answer, 400, "email (INVALID): The address must be of the organisation's domain")
    assert everything() == before


@pytest.mark.parametrize("thing", ["ben", "zoe", "nobody"])
def test_the_id_is_a_number_or_its_24_digits(ada: Caller, cast: SimpleNamespace, thing: str):
    number = 999_999 if thing == "nobody" else getattr(cast, thing).pk
    status = 200 if thing == "ben" else 404

    for spelled in (number, f"{number:024x}"):
        assert ada.ask("GET", f"{USERS}/{spelled}").status_code == status


@pytest.mark.parametrize("zone", ["Mars/Base", "x" * 65, 7, ["UTC"]])
def test_a_time_zone_is_one_of_ianas(ada: Caller, cast: SimpleNamespace, zone: Any):
    answer = ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"timezone": zone})

    assert HOOKS.failed(answer, "invalid_data", "timezone") == ""


def test_what_is_left_out_of_a_put_stays(ada: Caller, cast: SimpleNamespace):
    path = f"{USERS}/{cast.ben.pk}"
    before = ada.ask("PUT", path, {"timezone": "Europe/Berlin", "startAt": "2020-01-02"}).json()

    after = ada.ask("PUT", path, {"lastName": "Abara"}).json()

    changed = {name for name, value in after["data"].items() if value != before["data"][name]}
    assert changed == {"lastName", "updatedAt"}


def test_null_and_empty_take_away(ada: Caller, cast: SimpleNamespace):
    path, role = f"{USERS}/{cast.ben.pk}", directory.create(by=cast.ada, kind=JobTitle, name="A")
    full = {
        "timezone": "Europe/Berlin",
        "startAt": "2020-01-02",
        "teamId": _team(cast, "Export").pk,
        "roleIds": [role.pk, role.pk],
    }
    assert ada.ask("PUT", path, full).json()["data"]["teamName"] == "Export"

    bare = {"timezone": None, "startAt": None, "teamId": None, "roleIds": []}
    told = ada.ask("PUT", path, bare).json()["data"]

    assert {name: told[name] for name in ("timezone", "startAt", "team", "roles")} == {
        "timezone": None,
        "startAt": None,
        "team": None,
        "roles": [],
    }


# Teams and roles ----------------------------------------------------------------


def _team(cast: SimpleNamespace, name: str) -> Department:
    return directory.create(by=cast.ada, kind=Department, name=name)


def test_the_team_is_the_department_joined_first_and_sent_back_it_keeps_the_others(
    ada: Caller, cast: SimpleNamespace
):
    first, second = _team(cast, "First"), _team(cast, "Second")
    records.keep(by=cast.ada, person=cast.ben, departments=[first])
    records.keep(by=cast.ada, person=cast.ben, departments=[first, second])
    path = f"{USERS}/{cast.ben.pk}"
    told = ada.ask("GET", path).json()["data"]
    assert (told["team"], told["teamId"], told["teamName"]) == (
        {"id": first.pk, "name": "First"},
        first.pk,
        "First",
    )

    ada.ask("PUT", path, {"teamId": first.pk})
    assert set(cast.ben.memberships.values_list("department", flat=True)) == {first.pk, second.pk}

    ada.ask("PUT", path, {"teamId": second.pk})
    assert set(cast.ben.memberships.values_list("department", flat=True)) == {second.pk}


def test_a_foreign_team_or_role_is_an_unknown_one(ada: Caller, cast: SimpleNamespace):
    team = directory.create(by=cast.gus, kind=Department, name="Theirs")
    role = directory.create(by=cast.gus, kind=JobTitle, name="Theirs")
    before = everything()

    for field, value in {"teamId": team.pk, "roleIds": [role.pk], "systemRoleId": 1}.items():
        answer = ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {field: value})
        failed(answer, 400, f"{field} (INVALID): This does not exist")

    assert everything() == before


@pytest.mark.parametrize(("name", "role"), [("ben", 2), ("mo", 2), ("bea", 3), ("ada", 3)])
def test_who_administers_is_not_theirs_to_say(
    ada: Caller, cast: SimpleNamespace, name: str, role: int
):
    cast.bea = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    person = getattr(cast, name)
    before = everything()

    answer = ada.ask("PUT", f"{USERS}/{person.pk}", {"systemRoleId": role})

    assert answer.status_code == 401
    assert everything() == before
    assert ada.ask("PUT", f"{USERS}/{person.pk}", {"systemRoleId": person.role}).status_code == 200


@pytest.mark.parametrize("role", [2, 4])
def test_somebody_new_is_an_employee(ada: Caller, cast: SimpleNamespace, role: int):
    before = everything()

    nia = {"firstName": "Nia", "lastName": "Okoro", "email": "nia@acme.test"}
    answer = ada.ask("POST", USERS, nia | {"systemRoleId": role})

    told = "systemRoleId (INVALID): Somebody new is an Employee"
    assert (answer.status_code, answer.json()["message"]) == (400, told)
    assert everything() == before


def test_somebody_comes_back_before_they_get_a_role(ada: Caller, cast: SimpleNamespace):
    path = f"{USERS}/{cast.ben.pk}"
    ada.ask("DELETE", path)

    told = ada.ask("PUT", path, {"isActive": True, "systemRoleId": 4}).json()["data"]

    assert (told["isActive"], told["systemRole"]["id"]) == (True, Role.MODERATOR)
    told = ada.ask("PUT", path, {"isActive": False, "systemRoleId": 3}).json()["data"]
    assert (told["isActive"], told["systemRole"]["id"]) == (False, Role.EMPLOYEE)
