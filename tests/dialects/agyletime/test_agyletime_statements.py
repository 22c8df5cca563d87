"""Every statement of the page about formats, successes and pages, as a test named for it."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from accounts.actions import directory
from accounts.models import JobTitle, User
from tests.dialects.agyletime.asking import NIA, USERS, error
from tests.dialects.asking import Caller
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


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
