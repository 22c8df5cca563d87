"""Every status of the Engagedly page, as a test named for it."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from accounts.actions import records, users
from accounts.models import Department
from peerly.dialects.engagedly.views import PersonViewSet
from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.answers import refused, told
from tests.dialects.engagedly.hooks import spell
from tests.dialects.rows import everything
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST = "invalid_request_error"
DEPARTMENTS = "/beta/departments"


def test_engagedly_200_everything_worked(ada: Caller):
    answer = ada.ask("GET", DEPARTMENTS)
    assert answer.status_code == 200
    assert answer.json()["success"] is True


def test_engagedly_201_something_was_created(ada: Caller):
    made = told(ada.ask("POST", DEPARTMENTS, {"name": "Finance"}), 201)
    assert Department.objects.filter(name="Finance").count() == 1
    assert made["name"] == "Finance"


def test_engagedly_204_has_no_body(ada: Caller, here: Side):
    answer = ada.ask("DELETE", f"{DEPARTMENTS}/{spell(here.department)}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        ("page=99999999999", "page"),
        ("page=%00", "page"),
        ("size=0", "size"),
        ("size=-5", "size"),
        ("size=51", "size"),
        ("size=1.5", "size"),
        ("size=\u0661", "size"),
        ("email=%00", "email"),
        ("include=nobody", "include"),
        ("include=primary_reporter,nobody", "include"),
        ("include=hr_managers", "include"),
    ],
)
def test_engagedly_400_a_parameter_is_malformed(ada: Caller, query: str, field: str):
    refused(ada.ask("GET", f"/beta/users?{query}"), 400, REQUEST, (field, "invalid_value"))


@pytest.mark.parametrize("name", ["page", "size", "email", "include"])
def test_engagedly_400_a_parameter_is_missing_behind_its_name(ada: Caller, name: str):
    for query in (name, f"{name}="):
        refused(ada.ask("GET", f"/beta/users?{query}"), 400, REQUEST, (name, "invalid_value"))


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"1"])
def test_engagedly_400_a_body_is_no_json_object(ada: Caller, body: bytes):
    before = everything()
    refused(ada.ask("POST", DEPARTMENTS, body), 400, REQUEST, (None, "invalid_value"))
    assert everything() == before


def test_engagedly_400_two_kinds_of_credentials(ada: Caller):
    answer = ada.ask("GET", "/beta/users", Authorization="Bearer x")
    refused(answer, 400, REQUEST, ("Authorization", "invalid_value"))


def test_engagedly_400_an_idempotency_key_is_malformed(ada: Caller):
    answer = ada.ask("POST", DEPARTMENTS, {"name": "A"}, Idempotency_Key="x" * 256)
    refused(answer, 400, REQUEST, ("Idempotency-Key", "invalid_value"))


def test_engagedly_401_the_credentials_are_invalid(play: Play):
    answer = play.nobody.ask("GET", "/beta/users", ClientKey="plc_x", SecretKey="plk_x")
    refused(answer, 401, "authentication_error", (None, "invalid_credentials"))
    assert answer["WWW-Authenticate"] == 'ClientKey realm="peerly"'


def test_engagedly_402_the_parameters_were_valid_but_the_request_failed(
    ada: Caller, here: Side, monkeypatch: pytest.MonkeyPatch
):
    def last(**told: Any) -> None:
        raise users.LastAdministrator

    monkeypatch.setattr(records, "keep", last)
    path = f"/beta/users/{spell(here.colleague)}/deactivate"
    answer = ada.ask("PUT", path, {})
    refused(answer, 402, REQUEST, (None, "request_failed"))
    assert answer.json()["errors"][0]["message"] == users.LastAdministrator.message


def test_engagedly_403_the_user_has_too_few_permissions(play: Play, ann: Caller):
    before = everything()
    for endpoint in play.guarded():
        if not endpoint.operation.may(play.here.giver):  # type: ignore[misc]
            refused(ann.play(endpoint, play.here), 403, REQUEST, (None, "forbidden"))
    assert everything() == before


def test_engagedly_403_the_organisations_subscription_has_ended(ada: Caller, here: Side):
    here.organisation.subscription_status = "lapsed"
    here.organisation.save()
    refused(ada.ask("GET", "/beta/users"), 403, REQUEST, (None, "forbidden"))


def test_engagedly_404_the_address_is_wrong(ada: Caller):
    for path in ("/beta/teams", "/beta/user", "/beta/users/7/praises"):
        answer = ada.ask("GET", path)
        refused(answer, 404, REQUEST, (None, "not_found"))
        assert "Location" not in answer.headers


def test_engagedly_404_what_is_another_organisations_is_not_there(play: Play, ada: Caller):
    theirs, before = play.stage.there, everything()
    for verb in ("GET", "PUT"):
        for path, name in (("users", theirs.giver), ("departments", theirs.department)):
            answer = ada.ask(verb, f"/beta/{path}/{spell(name)}", {"name": "A"})
            refused(answer, 404, REQUEST, (f"{path[:-1]}_id", "not_found"))
    assert everything() == before


@pytest.mark.parametrize(
    "path",
    [
        "learning/resources",
        "learning/resources/1/contents",
        "learning/learner_reports",
        "groups",
        "users/{id}/profile/picture",
        "activities",
        "goals",
    ],
)
def test_engagedly_404_what_peerly_does_not_keep_is_not_there(ada: Caller, here: Side, path: str):
    for verb in ("GET", "PUT", "POST"):
        answer = ada.ask(verb, f"/beta/{path.format(id=spell(here.giver))}", {})
        refused(answer, 404, REQUEST, (None, "not_found"))


@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("DELETE", "users/{id}", "GET, PUT, PATCH, HEAD"),
        ("POST", "activities/praises", "GET, HEAD"),
        ("PATCH", "departments", "GET, POST, HEAD"),
        ("GET", "users/{id}/activate", "PUT"),
    ],
)
def test_engagedly_405_the_resource_does_not_support_the_method(
    ada: Caller, here: Side, verb: str, path: str, allowed: str
):
    answer = ada.ask(verb, f"/beta/{path.format(id=spell(here.giver))}")
    refused(answer, 405, REQUEST, (None, "method_not_allowed"))
    assert set(answer["Allow"].split(", ")) == set(allowed.split(", "))


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "text/*",
        "application/json;q=0",
        "*/*, application/json; q=0.000",
        "application/*;q=0, */*",
        "image/png, text/html",
        "nonsense",
    ],
)
def test_engagedly_406_json_is_not_accepted(ada: Caller, accept: str):
    answer = ada.ask("GET", "/beta/users", Accept=accept)
    refused(answer, 406, REQUEST, (None, "not_acceptable"))
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "text/html, */*;q=0.1",
        "Application/JSON; q=0.5",
        "text/a,application/*",
    ],
)
def test_engagedly_406_is_not_for_those_who_accept_json(ada: Caller, accept: str):
    assert ada.ask("GET", "/beta/users", Accept=accept).status_code == 200


def test_engagedly_409_the_same_idempotent_key_with_another_request(ada: Caller):
    once = {"Idempotency_Key": "k-1"}
    first = ada.ask("POST", DEPARTMENTS, {"name": "Finance"}, **once)
    before = everything()

    again = ada.ask("POST", DEPARTMENTS, {"name": "Finance"}, **once)
    other = ada.ask("POST", DEPARTMENTS, {"name": "Legal"}, **once)

    assert (again.status_code, again.content) == (201, first.content)
    refused(other, 409, REQUEST, (None, "conflict"))
    assert everything() == before


@pytest.mark.parametrize("path", ["users", "businesses", "locations", "job_titles"])
def test_engagedly_409_on_every_path_that_creates(ada: Caller, here: Side, path: str):
    email = f"new@{here.organisation.domain_name}"
    body = {"name": "A", "first_name": "A", "last_name": "B", "email": email}
    once = {"Idempotency_Key": "k-2"}
    assert ada.ask("POST", f"/beta/{path}", body, **once).status_code == 201
    other = ada.ask("POST", f"/beta/{path}", body | {"name": "C"}, **once)
    refused(other, 409, REQUEST, (None, "conflict"))


def test_engagedly_415_a_body_is_not_declared_as_json(ada: Caller):
    answer = ada.ask("POST", DEPARTMENTS, b"name=A", "application/x-www-form-urlencoded")
    refused(answer, 415, REQUEST, (None, "unsupported_media_type"))


def test_engagedly_422_creating_or_modifying_failed_a_validation(ada: Caller, here: Side):
    before = everything()
    answer = ada.ask("POST", "/beta/users", {"first_name": "", "email": "x", "birth_date": "soon"})
    refused(
        answer,
        422,
        "validation_error",
        ("first_name", "missing_field"),
        ("last_name", "missing_field"),
        ("email", "invalid_value"),
        ("birth_date", "invalid_value"),
    )
    path = f"/beta/users/{spell(here.colleague)}"
    answer = ada.ask("PATCH", path, {"email": here.receiver.email})
    refused(answer, 422, "validation_error", ("email", "duplicate_value"))
    answer = ada.ask("PATCH", path, {"employee_id": f"E-7-{here.word}"})
    refused(answer, 422, "validation_error", ("employee_id", "duplicate_value"))
    answer = ada.ask("PATCH", path, {"email": "ann@elsewhere.test"})
    refused(answer, 422, "validation_error", ("email", "invalid_value"))
    answer = ada.ask("PATCH", path, {"manager_id": spell(here.colleague)})
    refused(answer, 422, "validation_error", ("manager_id", "invalid_value"))
    assert everything() == before


def test_engagedly_429_too_many_requests(ada: Caller, settings: Settings):
    settings.INTEGRATION_RATE = (1, 10**9)
    assert ada.ask("GET", "/beta/users").status_code == 200
    answer = ada.ask("GET", "/beta/users")
    assert answer.status_code == 429
    assert answer.json() == {
        "error_type": "rate_limit_exceeded",
        "message": "Too many requests, try again later.",
    }


def test_engagedly_500_something_went_wrong_on_our_end(
    ada: Caller, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the colour of the safe")

    monkeypatch.setattr(PersonViewSet, "list", fail)
    answer = ada.ask("GET", "/beta/users")
    refused(answer, 500, "api_connection_error", (None, "server_error"))
    assert b"safe" not in answer.content
