"""Every statement of the Engagedly page, as a test named for it."""

from __future__ import annotations

import re

import pytest

from accounts.actions import users
from accounts.models import Credential, User
from accounts.roles import Role
from peerly.dialects.engagedly.dialect import ENGAGEDLY, PHRASES
from tests.cast import UserFactory
from tests.dialects.asking import CLIENT, Caller, Play, findings
from tests.dialects.endpoints import routes
from tests.dialects.engagedly.answers import refused, rows, told
from tests.dialects.engagedly.bad_pairs import good_pair
from tests.dialects.engagedly.hooks import HOOKS, spell
from tests.dialects.rows import everything
from tests.dialects.settings_page import SettingsPage, written
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST = "invalid_request_error"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

# Introduction and authentication ---------------------------------------------


def test_engagedly_data_are_read_added_modified_and_deleted(ada: Caller):
    made = told(ada.ask("POST", "/beta/departments", {"name": "Finance"}), 201)
    path = f"/beta/departments/{made['id']}"

    assert told(ada.ask("GET", path))["name"] == "Finance"
    assert told(ada.ask("PUT", path, {"name": "Finances"}))["name"] == "Finances"
    assert ada.ask("DELETE", path).status_code == 204
    refused(ada.ask("GET", path), 404, REQUEST, ("department_id", "not_found"))


def test_engagedly_cors_is_not_supported(play: Play, ada: Caller):
    asking = {"Origin": "https://evil.test", "Access_Control_Request_Method": "GET"}
    answers = [
        caller.ask(method, path, **asking)
        for caller in (play.nobody, ada)
        for method in ("OPTIONS", "GET", "POST")
        for path in ("/beta/users", "/api/beta/users", "/beta/nowhere", "/beta")
    ]

    names = {name.lower() for answer in answers for name in answer.headers}
    assert not [name for name in names if name.startswith("access-control")]
    refused(ada.ask("OPTIONS", "/beta/users", **asking), 405, REQUEST, (None, "method_not_allowed"))


def test_engagedly_each_call_is_authenticated_by_client_key_and_secret_key(play: Play):
    pair = good_pair(play.here.admin)
    assert set(pair) == {"ClientKey", "SecretKey"}
    assert Caller(HOOKS, headers=pair).ask("GET", "/beta/users").status_code == 200
    for headers in ({}, {"ClientKey": pair["ClientKey"]}, {"SecretKey": pair["SecretKey"]}):
        for endpoint in play.endpoints:
            answer = Caller(HOOKS, headers=headers).play(endpoint, play.here)
            refused(answer, 401, "authentication_error", (None, "invalid_credentials"))


def test_engagedly_keys_are_obtained_and_managed_in_the_portal(here: Side):
    page = SettingsPage(here.admin)
    pair = page.make("engagedly", here.admin)
    client, secret = pair["client_key"], pair["secret_key"]

    assert (client[:4], secret[:4]) == ("plc_", "plk_")
    caller = Caller(HOOKS, headers={"ClientKey": client, "SecretKey": secret})
    assert caller.ask("GET", "/beta/users").status_code == 200
    credential = Credential.objects.get(identifier=client)
    page.revoke(credential)
    assert caller.ask("GET", "/beta/users").status_code == 401
    page.reactivate(credential)
    assert caller.ask("GET", "/beta/users").status_code == 200


def test_engagedly_only_a_site_administrator_obtains_keys(here: Side):
    strangers = [SettingsPage(person) for person in (None, here.giver, here.moderator)]
    before = everything()

    for page in strangers:
        assert page.make("engagedly", here.giver) == {}
    assert everything() == before


def test_engagedly_keys_carry_the_permissions_of_their_owner_as_they_are_now(play: Play):
    owner = UserFactory(organisation=play.here.organisation, role=Role.ORGANISATION_ADMIN)
    caller = Caller(HOOKS, owner)
    assert caller.ask("GET", "/beta/departments").status_code == 200

    users.change_role(by=play.here.admin, person=owner, role_id=Role.EMPLOYEE)
    refused(caller.ask("GET", "/beta/departments"), 403, REQUEST, (None, "forbidden"))
    assert caller.ask("GET", "/beta/activities/praises").status_code == 200

    users.remove(by=play.here.admin, person=owner)
    assert caller.ask("GET", "/beta/activities/praises").status_code == 401
    users.restore(by=play.here.admin, person=User.all_objects.get(pk=owner.pk))
    assert caller.ask("GET", "/beta/activities/praises").status_code == 200


def test_engagedly_the_secret_key_is_shown_only_once(here: Side):
    page = SettingsPage(here.admin)
    secret = page.make("engagedly", here.admin)["secret_key"]

    assert written(secret) in page.listed()
    assert secret not in page.listed()
    assert secret not in repr(everything())


def test_engagedly_the_headers_are_called_client_key_and_secret_key_in_any_case(here: Side):
    pair = good_pair(here.admin)
    spelt = {"clientkey": pair["ClientKey"], "SECRETKEY": pair["SecretKey"]}
    assert CLIENT.get("/beta/users", headers=spelt).status_code == 200
    hyphened = {"Client-Key": pair["ClientKey"], "Secret-Key": pair["SecretKey"]}
    assert CLIENT.get("/beta/users", headers=hyphened).status_code == 401


# Requests --------------------------------------------------------------------


CHAPTERS = [
    "user-attributes",
    "users",
    "departments",
    "businesses",
    "locations",
    "job_titles",
    "permissions",
    "activities/praises",
]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_engagedly_has_the_resources_of_the_eight_chapters(ada: Caller, chapter: str):
    assert ada.ask("GET", f"/beta/{chapter}").json()["data"] != []


def test_engagedly_the_version_is_part_of_every_address(ada: Caller):
    assert ada.ask("GET", "/beta/users").content == ada.ask("GET", "/api/beta/users").content
    assert ada.ask("GET", "/users").status_code == 401
    assert ada.ask("GET", "/beta").status_code == 404
    assert ada.ask("GET", "/v2/users").status_code == 404
    assert ENGAGEDLY.beginnings == {"beta", "api/beta"}


def test_engagedly_every_path_is_also_below_api_beta(play: Play):
    paths = routes(ENGAGEDLY)
    with findings() as wrong:
        for endpoint in play.endpoints:
            for path in (endpoint.route, f"{endpoint.route}/"):
                if paths.get(f"api/{path}") is not paths[path]:
                    wrong.append(f"/api/{path} is another path than /{path}")


def test_engagedly_plain_http_fails(play: Play, ada: Caller):
    for caller in (ada, play.nobody):
        for path in ("/beta/users", "/api/beta/users", "/beta/nowhere"):
            answer = caller.ask("GET", path, X_Forwarded_Proto="http")
            refused(answer, 403, REQUEST, (None, "forbidden"))
            assert "Location" not in answer.headers
    assert ada.ask("GET", "/beta/users", X_Forwarded_Proto="https").status_code == 200


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH"])
def test_engagedly_a_body_must_be_declared_as_json_or_it_is_a_415(play: Play, verb: str):
    before = everything()
    asked = [each for each in play.endpoints if each.method == verb]
    assert asked
    for endpoint in asked:
        caller = play.sender(endpoint)
        path, body = caller.path(endpoint, play.here), b'{"name": "A"}'
        headers = caller.headers
        for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
            answer = caller.ask(verb, path, body, content_type)
            refused(answer, 415, REQUEST, (None, "unsupported_media_type"))
        without_body = CLIENT.generic(verb, path, headers=headers)
        refused(without_body, 415, REQUEST, (None, "unsupported_media_type"))
    assert everything() == before


def test_engagedly_put_with_a_first_name_changes_only_that(ada: Caller, here: Side):
    path = f"/beta/users/{spell(here.receiver)}"
    before = told(ada.ask("GET", path))
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", before["id"])

    after = told(ada.ask("PUT", path, {"first_name": "John"}))

    name = f"John {before['last_name']}"
    told_now = told(ada.ask("GET", path))
    assert told_now == before | {"first_name": "John", "name": name}
    assert {**after, "display_picture": before["display_picture"]} == told_now


def test_engagedly_get_post_put_and_delete_do_what_the_table_says(play: Play):
    by_verb: dict[str, set[str]] = {}
    for endpoint in play.endpoints:
        by_verb.setdefault(endpoint.method, set()).add(endpoint.action)
    assert by_verb == {
        "GET": {"list", "retrieve"},
        "POST": {"create"},
        "PUT": {"update", "activate", "deactivate"},
        "PATCH": {"update"},
        "DELETE": {"destroy"},
    }


# Responses -------------------------------------------------------------------


def test_engagedly_every_body_is_json(play: Play, ada: Caller):
    answers = [play.sender(each).play(each, play.here) for each in play.endpoints]
    answers += [ada.ask("GET", "/beta/nowhere"), play.nobody.ask("GET", "/beta/users")]
    for answer in answers:
        assert answer.status_code == 204 or answer["Content-Type"] == "application/json"
        assert (answer.content == b"") == (answer.status_code == 204)


def test_engagedly_one_resource_is_an_object_and_several_are_an_array(play: Play):
    for endpoint in play.endpoints:
        if endpoint.method == "GET":
            data = play.sender(endpoint).play(endpoint, play.here).json()["data"]
            things = [data] if endpoint.action == "retrieve" else data
            assert isinstance(things, list), endpoint
            assert things, endpoint
            assert all(isinstance(each, dict) for each in things), endpoint


def test_engagedly_blank_fields_are_null_and_blank_arrays_empty(ada: Caller, here: Side):
    blank = told(ada.ask("GET", f"/beta/users/{spell(here.admin)}"))
    full = told(ada.ask("GET", f"/beta/users/{spell(here.receiver)}"))

    assert list(blank) == list(full)
    for name in ("middle_name", "employee_id", "job_title", "location", "birthdate", "education"):
        assert blank[name] is None
        assert full[name]
    assert (blank["departments"], blank["business_unit"]) == ([], [])
    assert "" not in blank.values()
    place = told(ada.ask("POST", "/beta/locations", {"name": "Nowhere"}), 201)
    assert set(place.values()) == {place["id"], "Nowhere", None}


def test_engagedly_timestamps_are_utc_and_iso_8601(ada: Caller, here: Side):
    blocked = told(ada.ask("GET", f"/beta/users/{spell(here.removed)}"))
    praise = rows(ada.ask("GET", "/beta/activities/praises"))[0]

    for moment in (
        blocked["user_blocked_at"],
        praise["activity_date"],
        praise["last_updated_at"],
    ):
        assert MOMENT.fullmatch(moment)
    removed_at = here.removed.soft_delete_at
    assert removed_at is not None
    assert blocked["user_blocked_at"][:19] == f"{removed_at:%Y-%m-%dT%H:%M:%S}"


# Errors ----------------------------------------------------------------------


def test_engagedly_most_errors_have_a_type_and_a_list_of_errors(play: Play, ada: Caller):
    for answer in (
        play.nobody.ask("GET", "/beta/users"),
        ada.ask("GET", "/beta/nowhere"),
        ada.ask("DELETE", "/beta/users"),
        ada.ask("POST", "/beta/users", {}),
    ):
        body = answer.json()
        assert list(body) == ["error_type", "errors"]
        assert [list(item) for item in body["errors"]] == [
            ["field", "message", "code"] for _ in body["errors"]
        ]


def test_engagedly_the_statuses_are_those_of_the_page():
    listed = {400, 401, 402, 403, 404, 405, 406, 409, 415, 422, 429, 500}
    ours = {status for status, *_ in PHRASES.values()} | {429}
    assert ours - listed == {413, 503}  # conventional, and meaning what they mean everywhere
    assert listed <= ours


def test_engagedly_the_error_types_are_the_four_of_the_page():
    types = {error_type for _, error_type, _, _ in PHRASES.values()}
    assert types == {"api_connection_error", "authentication_error", REQUEST, "validation_error"}


def test_engagedly_the_sample_error_is_told_word_for_word(ada: Caller, here: Side):
    email = {"email": here.giver.email, "first_name": "Ann"}
    assert ada.ask("POST", "/beta/users", email).json() == {
        "error_type": "validation_error",
        "errors": [
            {
                "field": "last_name",
                "message": "Mandatory attribute missing",
                "code": "missing_field",
            }
        ],
    }
    answer = ada.ask("POST", "/beta/departments", {"name": here.department.name.upper()})
    assert answer.json() == {
        "error_type": "validation_error",
        "errors": [
            {"field": "name", "message": "Value already existing", "code": "duplicate_value"}
        ],
    }
