"""Every statement of the page about failures, as a test named for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import directory, records
from accounts.models import JobTitle
from tests.dialects.agyletime.asking import NIA, USERS, error
from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


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
