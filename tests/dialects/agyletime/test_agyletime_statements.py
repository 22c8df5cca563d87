"""Every statement of the page that Agyle Time's clients were written by, as a test named for it."""

from __future__ import annotations

import base64
import json
import re
import time
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import time_machine

from accounts.actions import directory, records, users
from accounts.models import JobTitle, User, record_of
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.agyletime import keys
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller
from tests.dialects.rows import everything
from tests.dialects.settings_page import SettingsPage

pytestmark = pytest.mark.django_db

TOKEN = "/api/authority/token"
USERS = "/api/organisation/users"
NIA = {"firstName": "Nia", "lastName": "Okoro", "email": "nia@acme.test"}


@pytest.fixture
def ada(cast: SimpleNamespace) -> Caller:
    """Ada, who administers Acme, with a token."""
    return Caller(HOOKS, cast.ada)


@pytest.fixture
def ann(cast: SimpleNamespace) -> Caller:
    """Ann, an Employee, with a token."""
    return Caller(HOOKS, cast.ann)


def signed(headers: dict[str, str]) -> Caller:
    """Return somebody who sends ``headers``."""
    return Caller(HOOKS, headers=headers)


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, as anybody can read it."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * 3))
    return claims


def token_for(person: User) -> dict[str, Any]:
    """Return what the token endpoint answers to a fresh access key of ``person``."""
    answer = signed(keys.key_of(person)).ask("POST", TOKEN)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def error(answer: Any) -> tuple[int, str, str]:
    """Return (status, code, message) of a failure."""
    failure = HOOKS.read_failure(answer)
    return answer.status_code, str(failure.code), answer.json()["message"]


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


# Tokens -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [TOKEN, "/api/authorisation/token"])
def test_agyletime_a_token_is_got_by_http_basic_at_either_spelling(
    cast: SimpleNamespace, path: str
):
    answer = signed(keys.key_of(cast.ada)).ask("POST", path)

    assert answer.status_code == 200
    token = answer.json()["data"]["accessToken"]
    assert signed(keys.bearer(token)).ask("GET", USERS).status_code == 200


def test_agyletime_an_access_key_is_worth_nothing_but_a_token(cast: SimpleNamespace):
    answer = signed(keys.key_of(cast.ada)).ask("GET", USERS)

    assert error(answer)[:2] == (401, "Unauthorized")


def test_agyletime_an_access_key_is_an_identifier_and_a_secret_made_once(cast: SimpleNamespace):
    page = SettingsPage(cast.ada)
    made = page.make("agyletime", cast.ada)

    assert re.fullmatch(r"plc_[0-9A-Za-z]{36}", made["identifier"])
    assert re.fullmatch(r"plk_[0-9A-Za-z]{36}", made["secret"])
    assert signed(keys.basic(**made)).ask("POST", TOKEN).status_code == 200
    assert made["secret"] not in page.listed() + repr(everything())


def test_agyletime_the_token_is_a_jwt_signed_with_hmac_sha256(cast: SimpleNamespace):
    token = token_for(cast.ada)["data"]["accessToken"]

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_agyletime_the_token_tells_organisation_id_iat_and_exp(cast: SimpleNamespace):
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False):
        claims = claims_of(token_for(cast.ada)["data"]["accessToken"])

        assert claims["organisation_id"] == cast.acme.pk
        assert claims["iat"] == int(time.time())
        assert claims["exp"] == int(time.time()) + 3600


def test_agyletime_the_expiry_in_the_token_can_be_anticipated_and_holds(cast: SimpleNamespace):
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False) as clock:
        data = token_for(cast.ada)["data"]
        caller = signed(keys.bearer(data["accessToken"]))
        clock.shift(data["expiresIn"] - 1)
        before = caller.ask("GET", USERS)
        clock.shift(1)
        after = caller.ask("GET", USERS)

    assert before.status_code == 200
    assert error(after)[:2] == (401, "Unauthorized")


def test_agyletime_all_other_calls_carry_the_token_as_bearer(cast: SimpleNamespace):
    token = token_for(cast.ada)["data"]["accessToken"]

    for scheme, status in {"Bearer": 200, "Token": 401, "APIToken": 401, "": 401}.items():
        header = {"Authorization": f"{scheme} {token}".strip()}
        assert signed(header).ask("GET", USERS).status_code == status


# Formats ----------------------------------------------------------------------


def test_agyletime_names_are_camel_case(ada: Caller):
    body = ada.ask("GET", USERS).json()

    names = set(body) | set(body["data"][0])
    assert {name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)} == {
        "_id",
        "__v",
    }


def test_agyletime_moments_have_milliseconds_and_a_z(ada: Caller, cast: SimpleNamespace):
    sent = ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"startAt": "2007-11-06T16:34:41.000Z"})

    told = sent.json()["data"]
    assert told["startAt"] == "2007-11-06T00:00:00.000Z"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["updatedAt"])


@pytest.mark.parametrize(
    "text", ["2007-11-06T16:34:41+11:00", "2007-11-06", "2007-11-06T16:34:41.5Z"]
)
def test_agyletime_moments_are_read_in_any_spelling_of_iso_8601(
    ada: Caller, cast: SimpleNamespace, text: str
):
    told = ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"startAt": text}).json()["data"]

    assert told["startAt"] == "2007-11-06T00:00:00.000Z"


@pytest.mark.parametrize(
    "text",
    [
        *["6/11/2007", "2007-02-30", "2007-13-01T00:00:00Z", "soon", ""],
        "\u0662\u0660\u0660\u0667-11-06",  # digits, but none that ISO 8601 has
    ],
)
def test_agyletime_a_moment_in_another_format_is_invalid(
    ada: Caller, cast: SimpleNamespace, text: str
):
    before = everything()

    status, code, message = error(
        ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"startAt": text}),
    )

    assert (status, code) == (400, "BadRequest")
    assert message == "startAt (INVALID): Enter a moment such as 2007-11-06T16:34:41.000Z"
    assert everything() == before


# Success ----------------------------------------------------------------------


def test_agyletime_a_success_tells_status_result_message_and_data(ada: Caller):
    answer = ada.ask("GET", "/api/organisation")

    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["status", "result", "message", "data"]
    assert (body["status"], body["result"], body["message"]) == ("success", 0, "Success")
    assert body["data"]["name"] == "Acme"


def test_agyletime_what_was_made_is_answered_201_with_a_reference(ada: Caller):
    answer = ada.ask("POST", USERS, NIA)

    nia = User.objects.get(email="nia@acme.test")
    assert answer.status_code == 201
    assert answer.json()["data"] == {
        "identifier": str(nia.pk),
        "type": "User",
        "location": f"/api/organisation/users/{nia.pk}",
    }
    assert ada.ask("GET", answer.json()["data"]["location"]).json()["data"]["id"] == nia.pk


def test_agyletime_the_status_of_http_tells_success_and_the_body_the_rest(ada: Caller):
    for method, path, body in (
        ("GET", USERS, None),
        ("POST", USERS, NIA),
        ("POST", USERS, {}),
        ("GET", f"{USERS}/0", None),
    ):
        answer = ada.ask(method, path, body)
        succeeded = answer.status_code in {200, 201}
        assert answer.json()["status"] == ("success" if succeeded else "error")


def test_agyletime_a_reference_to_a_business_role_names_its_type_and_place(ada: Caller):
    answer = ada.ask("POST", "/organisation/business-role", {"name": "Stevedore"})

    made = JobTitle.objects.get(name="Stevedore")
    assert answer.status_code == 201
    assert answer.json()["data"] == {
        "identifier": str(made.pk),
        "type": "BusinessRole",
        "location": f"/api/organisation/business-roles/{made.pk}",
    }


def test_agyletime_what_was_deleted_is_answered_204_without_a_body(
    ada: Caller, cast: SimpleNamespace
):
    role = directory.create(by=cast.ada, kind=JobTitle, name="Stevedore")

    for path in (f"{USERS}/{cast.ben.pk}", f"/organisation/business-roles/{role.pk}"):
        answer = ada.ask("DELETE", path)
        assert (answer.status_code, answer.content) == (204, b"")

    cast.ben.refresh_from_db()
    assert cast.ben.is_removed
    assert not JobTitle.objects.filter(pk=role.pk).exists()


# Pages ------------------------------------------------------------------------


def test_agyletime_page_limit_is_the_most_items_of_a_page(ada: Caller):
    body = ada.ask("GET", f"{USERS}?pageLimit=2").json()

    assert [each["firstName"] for each in body["data"]] == ["Ann", "Ben"]
    assert (body["itemsCount"], body["pageLimit"]) == (2, 2)


def test_agyletime_next_page_token_says_where_the_next_page_begins(
    ada: Caller, cast: SimpleNamespace
):
    first = ada.ask("GET", "/organisation/users?pageLimit=2").json()
    token = first["nextPageToken"]
    second = ada.ask("GET", f"/organisation/users?pageLimit=2&nextPageToken={token}").json()

    assert re.fullmatch("[0-9a-f]{24}", token)
    assert int(token, 16) == cast.cal.pk
    assert [each["firstName"] for each in second["data"]] == ["Cal", "Mo"]
    assert second["data"][0]["_id"] == token


def test_agyletime_there_is_no_next_page_token_on_the_last_page(ada: Caller):
    body = ada.ask("GET", f"{USERS}?pageLimit=5").json()

    assert body["itemsCount"] == 5
    assert "nextPageToken" not in body


def test_agyletime_items_count_is_that_of_this_page(ada: Caller, cast: SimpleNamespace):
    body = ada.ask("GET", f"{USERS}?pageLimit=3&nextPageToken={cast.mo.pk:024x}").json()

    assert body["itemsCount"] == len(body["data"]) == 2


@pytest.mark.parametrize(
    ("asked", "applied"), [("", 50), ("?pageLimit=7", 7), ("?pageLimit=100", 100)]
)
def test_agyletime_page_limit_is_told_as_passed_or_as_defaulted(
    ada: Caller, asked: str, applied: int
):
    assert ada.ask("GET", f"{USERS}{asked}").json()["pageLimit"] == applied


@pytest.mark.parametrize("asked", ["101", "1000000", "9" * 30])
def test_agyletime_page_limit_is_told_as_constrained_to_100(ada: Caller, asked: str):
    assert ada.ask("GET", f"{USERS}?pageLimit={asked}").json()["pageLimit"] == 100


# Failure ----------------------------------------------------------------------


def test_agyletime_401_is_for_who_may_not_use_the_api(cast: SimpleNamespace):
    answer = Caller(HOOKS).ask("GET", USERS)

    assert error(answer)[:2] == (401, "Unauthorized")
    assert answer["WWW-Authenticate"] == 'Bearer realm="peerly"'


def test_agyletime_401_is_for_who_may_not_use_the_resource(ann: Caller):
    before = everything()

    answer = ann.ask("POST", USERS, NIA)

    assert error(answer)[:2] == (401, "Unauthorized")
    assert answer["WWW-Authenticate"] == 'Bearer realm="peerly", error="insufficient_scope"'
    assert everything() == before


@pytest.mark.parametrize(
    "path", [f"{USERS}/999999", f"{USERS}/x", "/organisation/system-roles/1", "/api/organisation/x"]
)
def test_agyletime_404_is_for_what_does_not_exist(ada: Caller, path: str):
    assert error(ada.ask("GET", path))[:2] == (404, "NotFound")


def test_agyletime_400_is_for_data_that_is_not_valid_or_missing(ada: Caller):
    before = everything()

    assert error(ada.ask("POST", USERS, {}))[:2] == (400, "BadRequest")
    assert error(ada.ask("POST", USERS, b"{"))[:2] == (400, "BadRequest")
    assert everything() == before


def test_agyletime_409_is_for_what_somebody_has_already(ada: Caller, cast: SimpleNamespace):
    directory.create(by=cast.ada, kind=JobTitle, name="Stevedore")
    before = everything()

    taken = [
        ada.ask("POST", USERS, NIA | {"email": "BEN@acme.test"}),
        ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"email": "cal@acme.test"}),
        ada.ask("POST", "/organisation/business-roles", {"name": "stevedore"}),
    ]

    assert [error(each) for each in taken] == [
        (409, "Conflict", "email (INVALID): Somebody has this already"),
        (409, "Conflict", "email (INVALID): Somebody has this already"),
        (409, "Conflict", "name (INVALID): There is one of this name already"),
    ]
    assert everything() == before


def test_agyletime_422_is_for_a_rule_of_business(ada: Caller, cast: SimpleNamespace):
    roles = [directory.create(by=cast.ada, kind=JobTitle, name=name).pk for name in ("A", "B")]
    before = everything()

    refused = [
        ada.ask("PUT", f"{USERS}/{cast.ada.pk}", {"isActive": False}),
        ada.ask("DELETE", f"{USERS}/{cast.ada.pk}"),
        ada.ask("PUT", f"{USERS}/{cast.ben.pk}", {"roleIds": roles}),
    ]

    assert [error(each) for each in refused] == [
        (422, "UnprocessableEntity", "You cannot do this to your own account."),
        (422, "UnprocessableEntity", "You cannot do this to your own account."),
        (422, "UnprocessableEntity", "A user has one business role at most."),
    ]
    assert everything() == before


def test_agyletime_500_tells_internal_error_and_nothing_else(
    ada: Caller, monkeypatch: pytest.MonkeyPatch
):
    def fail(**_: Any) -> None:
        raise RuntimeError("the colour of the safe")

    monkeypatch.setattr(records, "provision", fail)

    answer = ada.ask("POST", USERS, NIA)

    assert answer.status_code == 500
    assert answer.json() == {
        "status": "error",
        "message": "INTERNAL ERROR",
        "code": "InternalError",
        "result": "InternalError",
    }


@pytest.mark.parametrize(
    ("verb", "path", "content_type", "status", "code"),
    [
        ("PATCH", USERS, "application/json", 405, "MethodNotAllowed"),
        ("POST", USERS, "text/plain", 415, "UnsupportedMediaType"),
        ("POST", f"{USERS}/7/shifts", "application/json", 404, "NotFound"),
    ],
)
def test_agyletime_the_other_failures_of_http_have_the_same_body(
    ada: Caller, verb: str, path: str, content_type: str, status: int, code: str
):
    before = everything()

    assert error(ada.ask(verb, path, b"{}", content_type))[:2] == (status, code)
    assert everything() == before


def test_agyletime_a_failure_tells_status_message_code_and_result(ada: Caller):
    body = ada.ask("GET", "/api/organisation/users/0").json()

    assert body == {
        "status": "error",
        "message": "This does not exist.",
        "code": "NotFound",
        "result": "NotFound",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{USERS}/0", None, 404),
        ("POST", USERS, {"firstName": "Nia"}, 400),
        ("POST", USERS, {"firstName": "A", "lastName": "R", "email": "ann@acme.test"}, 409),
        ("GET", "/schedule/shifts/published", None, 404),
    ],
)
def test_agyletime_a_failure_has_no_data_all_of_it_is_in_the_message(
    ada: Caller, method: str, path: str, body: Any, status: int
):
    before = everything()
    answer = ada.ask(method, path, body)

    assert answer.status_code == status
    assert "data" not in answer.json()
    assert answer.json()["message"]
    assert everything() == before


def test_agyletime_fields_to_supply_are_missing(ada: Caller):
    assert error(ada.ask("POST", USERS, {"firstName": "Nia"})) == (
        400,
        "BadRequest",
        "lastName (MISSING): Field is required, email (MISSING): Field is required",
    )


def test_agyletime_fields_not_to_supply_are_undefined(ada: Caller):
    before = everything()

    answer = ada.ask("POST", USERS, NIA | {"payRates": [], "description": "x"})

    assert error(answer) == (
        400,
        "BadRequest",
        "description (UNDEFINED): Field is not allowed, payRates (UNDEFINED): Field is not allowed",
    )
    assert everything() == before


def test_agyletime_fields_in_a_wrong_format_are_invalid(ada: Caller):
    answer = ada.ask("POST", USERS, NIA | {"email": "nobody", "isActive": "yes"})

    assert error(answer) == (
        400,
        "BadRequest",
        "email (INVALID): Enter a valid email address, isActive (INVALID): Must be a valid boolean",
    )


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
    assert signed(keys.key_of(cast.ada)).ask("POST", path).status_code == 404
    assert signed(keys.key_of(cast.ada)).ask("POST", f"/api{path}").status_code == 200


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
