"""What was decided where the page is silent: tokens, pages, fields, teams and roles."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.actions import credentials, directory, records, users
from accounts.models import Department, JobTitle, Organisation, User
from accounts.roles import Role
from peerly.dialects.agyletime import tokens
from tests.api import Api
from tests.cast import UserFactory
from tests.dialects.agyletime import keys
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller, findings
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db

TOKEN = "/api/authority/token"
USERS = "/api/organisation/users"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ada(cast: SimpleNamespace) -> Caller:
    """Ada, who administers Acme, with a token."""
    return Caller(HOOKS, cast.ada)


def keyed(person: User) -> Caller:
    """Return ``person`` with an access key."""
    return Caller(HOOKS, headers=keys.key_of(person))


def failed(answer: Any, status: int, message: str) -> None:
    """Check a failure and its message."""
    assert (HOOKS.read_failure(answer).status, answer.json()["message"]) == (status, message)


# Tokens -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"", FORM),
        (b"grant_type=client_credentials", FORM),
        (b"grant_type=client_credentials&scope=all&client_id=x", f"{FORM}; charset=UTF-8"),
    ],
)
def test_a_token_is_given_for_client_credentials_or_without_a_word(
    cast: SimpleNamespace, body: bytes, kind: str
):
    assert keyed(cast.ada).ask("POST", TOKEN, body, kind).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=password",
        b"grant_type=",
        b"grant_type=client_credentials&grant_type=password",
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=%FF%00",
    ],
)
def test_another_grant_is_a_400(cast: SimpleNamespace, body: bytes):
    answer = keyed(cast.ada).ask("POST", TOKEN, body, FORM)

    failed(answer, 400, "grant_type (INVALID): This must be client_credentials")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "password"}', "application/json"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=password", "multipart/form-data; boundary=x"),
        (b"grant_type=password", "text/plain"),
        (b"grant_type=password", ""),
    ],
)
def test_a_body_that_is_no_form_is_not_passed_over(cast: SimpleNamespace, body: bytes, kind: str):
    answer = keyed(cast.ada).ask("POST", TOKEN, body, kind)

    assert HOOKS.read_failure(answer).status == 415
    assert "access_token" not in answer.content.decode()


def test_only_who_lacks_a_right_is_told_that_another_token_would_not_help(cast: SimpleNamespace):
    scope = 'Bearer realm="peerly", error="insufficient_scope"'
    ann, ada = Caller(HOOKS, cast.ann), Caller(HOOKS, cast.ada)
    assert ann.ask("GET", "/organisation/business-roles")["WWW-Authenticate"] == scope
    for caller, path in ((keyed(cast.ada), TOKEN), (ada, USERS)):
        plain = caller.ask("POST", path, X_Forwarded_Proto="http")
        failed(plain, 401, "Use https: plain http is not answered.")
        assert "WWW-Authenticate" not in plain  # nothing is to be shown there
    lapsed = keyed(cast.ada)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_status="lapsed")
    assert lapsed.ask("POST", TOKEN)["WWW-Authenticate"].startswith("Basic ")
    assert ada.ask("GET", USERS)["WWW-Authenticate"] == HOOKS.challenge


def test_a_form_has_an_end(cast: SimpleNamespace):
    assert keyed(cast.ada).ask("POST", TOKEN, b"x" * 70_000, FORM).status_code == 413
    assert keyed(cast.ada).ask("POST", TOKEN, b"x&" * 5_000, FORM).status_code == 400


def test_the_token_is_where_oauth_libraries_look_for_it_too(cast: SimpleNamespace):
    answer = keyed(cast.ada).ask("POST", TOKEN)

    body = answer.json()
    assert body["data"] == {
        "accessToken": body["access_token"],
        "tokenType": body["token_type"],
        "expiresIn": body["expires_in"],
    }
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert answer["Cache-Control"] == "no-store"


def test_bad_keys_are_all_answered_alike(cast: SimpleNamespace):
    bad = keys.bad_keys(cast.ada)
    assert len(bad) >= 24
    plain = Caller(HOOKS).ask("POST", TOKEN)
    failed(plain, 401, "You are not authorised: get a token from /api/authority/token.")
    before = everything()
    with findings() as wrong:
        for flaw, headers in bad.items():
            answer = Caller(HOOKS, headers=headers).ask("POST", TOKEN)
            if (answer.status_code, answer.content) != (401, plain.content):
                wrong.append(f"{flaw}: {answer.status_code} {answer.content!r}")
            if answer["WWW-Authenticate"] != plain["WWW-Authenticate"]:
                wrong.append(f"{flaw}: {answer.headers}")
    assert everything() == before


def test_what_could_not_be_a_key_costs_no_query(cast: SimpleNamespace):
    garbage = Caller(HOOKS, headers=keys.basic(f"plc_{'x' * 36}", f"plk_{'x' * 36}"))

    with CaptureQueriesContext(connection) as queries:
        assert garbage.ask("POST", TOKEN).status_code == 401

    assert len(queries) == 0


def test_a_token_is_no_persons_token_and_a_persons_is_none_here(cast: SimpleNamespace):
    here, own = keys.token_of(cast.ada), Api(cast.ada)

    assert Caller(HOOKS, headers=here).ask("GET", USERS).status_code == 200
    assert Api().get("/users/me", **here).status_code == 401
    assert own.get("/users/me").status_code == 200
    assert own.get(USERS).status_code == 401


def test_another_pepper_ends_every_token(cast: SimpleNamespace, settings: Settings):
    caller = Caller(HOOKS, cast.ada)
    settings.CREDENTIAL_PEPPER = "another pepper of more than thirty-two letters"

    assert caller.ask("GET", USERS).status_code == 401


def test_revoking_a_key_ends_its_tokens_and_reactivating_revives_the_key_only(
    cast: SimpleNamespace,
):
    made = keys.issue(cast.ann)
    key = Caller(HOOKS, headers=keys.basic(str(made.identifier), made.secret))
    token = Caller(HOOKS, headers=keys.bearer(tokens.issue(made.credential)))
    assert token.ask("GET", USERS).status_code == 200

    credentials.revoke(by=cast.ada, credential=made.credential)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]

    credentials.reactivate(by=cast.ada, credential=made.credential)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [200, 401]
    fresh = keys.bearer(key.ask("POST", TOKEN).json()["access_token"])
    assert Caller(HOOKS, headers=fresh).ask("GET", USERS).status_code == 200

    credentials.revoke(by=cast.ada, credential=made.credential)
    credentials.revoke(by=cast.ada, credential=made.credential)
    credentials.reactivate(by=cast.ada, credential=made.credential)
    assert Caller(HOOKS, headers=fresh).ask("GET", USERS).status_code == 401
    made.credential.refresh_from_db()
    assert made.credential.revocations == 2


def test_removing_the_owner_ends_tokens_and_restoring_revives_the_key_only(cast: SimpleNamespace):
    made = keys.issue(cast.ann)
    key = Caller(HOOKS, headers=keys.basic(str(made.identifier), made.secret))
    token = Caller(HOOKS, headers=keys.bearer(key.ask("POST", TOKEN).json()["access_token"]))

    users.remove(by=cast.ada, person=cast.ann)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]

    cast.ann.refresh_from_db()
    users.restore(by=cast.ada, person=cast.ann)
    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [200, 401]


def test_demoting_the_owner_counts_at_once(cast: SimpleNamespace):
    bea = UserFactory(organisation=cast.acme, first_name="Bea", role=Role.ORGANISATION_ADMIN)
    caller = Caller(HOOKS, bea)
    assert caller.ask("GET", "/organisation/business-roles").status_code == 200

    users.change_role(by=cast.ada, person=bea, role_id=Role.EMPLOYEE)

    failed(
        caller.ask("GET", "/organisation/business-roles"), 401, "You are not authorised to do this."
    )
    assert caller.ask("GET", USERS).status_code == 200


def test_a_lapsed_subscription_ends_both(cast: SimpleNamespace):
    key, token = keyed(cast.ada), Caller(HOOKS, cast.ada)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_status="lapsed")

    assert [key.ask("POST", TOKEN).status_code, token.ask("GET", USERS).status_code] == [401, 401]


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
