"""Every statement of the page about its resources and where they are, as a test named for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.actions import directory, users
from accounts.models import JobTitle, User, record_of
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.agyletime.asking import NIA, USERS, error, keyed
from tests.dialects.asking import Caller

pytestmark = pytest.mark.django_db


# Two possible domains ---------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/users", "/business-roles", "/system-roles", "/users/{ben}"])
def test_agyletime_resources_at_a_tenant_have_api_before_them_and_at_a_region_have_not(
    ada: Caller, cast: SimpleNamespace, path: str
):
    route = f"organisation{path.format(ben=cast.ben.pk)}"

    tenant, region = ada.ask("GET", f"/api/{route}"), ada.ask("GET", f"/{route}")

    assert tenant.status_code == region.status_code == 200
    assert tenant.content == region.content


@pytest.mark.parametrize("kind", ["business", "system"])
@pytest.mark.parametrize("host", ["", "/api"])
def test_agyletime_roles_are_also_spelled_in_the_singular(ada: Caller, host: str, kind: str):
    plural = ada.ask("GET", f"{host}/organisation/{kind}-roles")
    singular = ada.ask("GET", f"{host}/organisation/{kind}-role")

    assert plural.status_code == singular.status_code == 200
    assert plural.content == singular.content


# Resources --------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/organisation/", "/organisation"])
def test_agyletime_organisation_is_at_the_paths_of_the_table(
    ada: Caller, cast: SimpleNamespace, path: str
):
    assert ada.ask("GET", path).json()["data"] == {
        "_id": f"{cast.acme.pk:024x}",
        "id": cast.acme.pk,
        "name": "Acme",
        "domain": "acme.test",
        "timezone": "Asia/Kolkata",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/api/schedule/",
        "/schedule/",
        "/schedule/shifts/published",
        "/forecast",
        "/api/workactivity",
        "/workactivity/workstreams",
        "/workactivity/contacts",
        "/workactivity/interactions",
        "/api/schedule",
        "/metrics/schedule",
        "/api/metrics",
        "/api/forecast",
    ],
)
def test_agyletime_what_is_no_data_of_peerlys_is_an_enveloped_404(ada: Caller, path: str):
    for verb in ("GET", "POST"):
        assert error(ada.ask(verb, path))[:2] == (404, "NotFound")


@pytest.mark.parametrize(
    "path", ["/api/authority", "/api/authority/credentials", "/api/authority/x"]
)
def test_agyletime_of_authority_there_is_the_token(ada: Caller, path: str):
    assert error(ada.ask("POST", path, {}))[:2] == (404, "NotFound")


@pytest.mark.parametrize("path", ["/authority/token", "/authorisation/token"])
def test_agyletime_what_is_not_called_regional_is_at_the_tenants_paths_only(
    cast: SimpleNamespace, path: str
):
    assert keyed(cast.ada).ask("POST", path).status_code == 404
    assert keyed(cast.ada).ask("POST", f"/api{path}").status_code == 200


def test_agyletime_users_are_the_organisations_own(ada: Caller, cast: SimpleNamespace):
    told = [each["id"] for each in ada.ask("GET", "/organisation/users").json()["data"]]

    assert told == [each.pk for each in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada)]


def test_agyletime_business_roles_are_job_titles(ada: Caller, cast: SimpleNamespace):
    title = directory.create(
        by=cast.ada, kind=JobTitle, name="Stevedore", description="Loads the ship."
    )

    assert ada.ask("GET", "/organisation/business-roles").json()["data"] == [
        {
            "_id": f"{title.pk:024x}",
            "id": title.pk,
            "name": "Stevedore",
            "description": "Loads the ship.",
            "organisationId": cast.acme.pk,
        }
    ]


def test_agyletime_system_roles_are_the_roles_of_one_organisation(ann: Caller):
    assert ann.ask("GET", "/organisation/system-roles").json()["data"] == [
        {"id": 2, "name": "OrganisationAdmin", "category": "admin"},
        {"id": 3, "name": "Employee", "category": "user"},
        {"id": 4, "name": "Moderator", "category": "user"},
    ]


def test_agyletime_addresses_are_https_only(ada: Caller):
    answer = ada.ask("GET", USERS, X_Forwarded_Proto="http")

    assert error(answer) == (401, "Unauthorized", "Use https: plain http is not answered.")
    assert "Location" not in answer


# What a write does ------------------------------------------------------------


def test_agyletime_a_user_is_written_as_they_are_read(ada: Caller, cast: SimpleNamespace):
    role = directory.create(by=cast.ada, kind=JobTitle, name="Stevedore")
    written = NIA | {
        "timezone": "Australia/Sydney",
        "systemRoleId": 3,
        "roleIds": [role.pk],
        "startAt": "2026-11-02T00:00:00.000Z",
    }

    ada.ask("POST", USERS, written)

    nia = User.objects.get(email="nia@acme.test")
    assert (nia.role, nia.organisation) == (Role.EMPLOYEE, cast.acme)
    assert record_of(nia).job_title == role
    told = ada.ask("GET", f"{USERS}/{nia.pk}").json()["data"]
    assert told["roles"] == [{"id": role.pk, "name": "Stevedore"}]
    assert told["systemRole"]["name"] == "Employee"
    assert {name: told[name] for name in ("timezone", "startAt", "isActive")} == {
        "timezone": "Australia/Sydney",
        "startAt": "2026-11-02T00:00:00.000Z",
        "isActive": True,
    }


def test_agyletime_is_active_removes_and_brings_back(ada: Caller, cast: SimpleNamespace):
    path = f"{USERS}/{cast.ben.pk}"

    gone = ada.ask("PUT", path, {"isActive": False}).json()["data"]
    cast.ben.refresh_from_db()
    assert cast.ben.is_removed
    assert gone["isActive"] is False

    back = ada.ask("PUT", path, {"isActive": True}).json()["data"]
    cast.ben.refresh_from_db()
    assert not cast.ben.is_removed
    assert back["isActive"] is True


def test_agyletime_a_removed_user_is_shown_to_administrators_as_inactive(
    ada: Caller, ann: Caller, cast: SimpleNamespace
):
    users.remove(by=cast.ada, person=cast.ben)

    assert ada.ask("GET", f"{USERS}/{cast.ben.pk}").json()["data"]["isActive"] is False
    assert error(ann.ask("GET", f"{USERS}/{cast.ben.pk}"))[:2] == (404, "NotFound")
    assert error(ada.ask("DELETE", f"{USERS}/{cast.ben.pk}"))[:2] == (404, "NotFound")


def test_agyletime_a_super_admin_is_never_listed(ada: Caller, cast: SimpleNamespace):
    chief = UserFactory(organisation=cast.acme, first_name="Sue", role=Role.SUPER_ADMIN)

    assert chief.pk not in [each["id"] for each in ada.ask("GET", USERS).json()["data"]]
    answer = ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"systemRoleId": 1})
    assert error(answer) == (400, "BadRequest", "systemRoleId (INVALID): This does not exist")
    assert error(ada.ask("GET", "/organisation/system-roles/1"))[:2] == (404, "NotFound")
