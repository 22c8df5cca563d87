"""Users as another application knows them: the object, added, changed, adopted, removed."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import time_machine

from accounts.actions import attributes, records
from accounts.models import User
from peerly.notation import as_hex
from tests.dialects.engage.answers import MISSING, refused, told
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


# The user object ----------------------------------------


def test_what_nobody_has_said_is_null_or_empty(whole):
    answer = whole.ask("POST", "/v1/users", {"id": "u1"})

    assert answer.status_code == 201
    assert answer.json() == {
        "id": as_hex(User.objects.get(record__external_id="u1").pk),
        "uid": "u1",
        "first_name": None,
        "last_name": None,
        "number": None,
        "email": None,
        "devices": [],
        "lists": [],
        "segments": [],
        "meta": {},
        "created_at": answer.json()["created_at"],
    }


def test_a_uid_is_the_external_id_else_the_address_and_then_it_can_be_set(whole, cast):
    records.keep(by=cast.ada, person=cast.ben, external_id="u7")

    cal = whole.ask("GET", "/v1/users/CAL@acme.test")
    assert told(cal, "uid", "uid_updateable") == ("cal@acme.test", True)
    assert told(whole.ask("GET", "/v1/users/u7"), "uid", "uid_updateable") == ("u7", MISSING)
    # Who has a uid no longer goes by the address.
    assert whole.ask("GET", "/v1/users/ben@acme.test").status_code == 404


def test_a_department_is_a_list(whole, cast):
    one = whole.ask("POST", "/v1/users", {"id": "u1", "lists": []})
    assert told(one, "lists") == ([],)
    refused(whole, "POST", "/v1/users", {"id": "u2", "lists": [as_hex(1)]}, "lists")
    refused(whole, "POST", "/v1/users", {"id": "u2", "lists": [1]}, "lists")
    refused(whole, "POST", "/v1/users", {"id": "u2", "lists": "none"}, "lists")


def test_a_moment_has_milliseconds_and_an_offset(whole):
    with time_machine.travel("2026-11-18T09:30:00.123456Z", tick=False):
        plain = whole.ask("PUT", "/v1/users/u1", {})
    assert told(plain, "created_at") == ("2026-11-18T09:30:00.123+00:00",)

    for sent, kept in {
        "2021-01-12T05:24:39.062+00:00": "2021-01-12T05:24:39.062+00:00",
        "2021-01-12T05:24:39+05:30": "2021-01-11T23:54:39.000+00:00",
        "2021-01-12T05:24:39Z": "2021-01-12T05:24:39.000+00:00",
        "2021-01-12 05:24:39": "2021-01-12T05:24:39.000+00:00",
        "2021-01-12": "2021-01-12T00:00:00.000+00:00",
    }.items():
        answer = whole.ask("PUT", "/v1/users/u1", {"created_at": sent})
        assert told(answer, "created_at") == (kept,)
    assert whole.ask("PUT", "/v1/users/u1", {"created_at": None}).json() == plain.json()


@pytest.mark.parametrize(
    "sent",
    ["", "soon", "2021-13-01", "1969-12-31", "9999-12-31T23:59:59", "0001-01-01T00:00+14:00", 5],
)
def test_what_is_no_moment_is_refused(whole, sent):
    refused(whole, "PUT", "/v1/users/u1", {"created_at": sent}, "created_at")


# Adding ----------------------------------------


@pytest.mark.parametrize("uid", ["", "u 1", "u-1", "u_1", "ann@acme.test", "é", "x" * 255, 1, None])
def test_a_new_id_has_letters_and_digits_only(whole, uid):
    refused(whole, "POST", "/v1/users", {"id": uid}, "id")


def test_an_id_is_added_once(whole, cast):
    assert whole.ask("POST", "/v1/users", {"id": "u1"}).status_code == 201

    refused(whole, "POST", "/v1/users", {"id": "u1", "first_name": "Nia"}, "id")
    refused(whole, "POST", "/v1/users", {"id": "u2", "email": "ben@acme.test"}, "email")
    refused(whole, "POST", "/v1/users", {"id": "u2", "email": "nia@globex.test"}, "email")


def test_an_id_of_another_organisation_is_free_here(whole, owned_by, cast):
    at_globex = owned_by(cast.gus)
    assert at_globex.ask("POST", "/v1/users", {"id": "u1", "first_name": "Zed"}).status_code == 201

    assert whole.ask("GET", "/v1/users/u1").status_code == 404
    assert told(whole.ask("PUT", "/v1/users/u1", {}), "first_name") == (None,)
    assert told(at_globex.ask("GET", "/v1/users/u1"), "first_name") == ("Zed",)


# Changing ----------------------------------------


@pytest.mark.parametrize("uid", [".", "..", "-", "_u1", ".u1", "~", "a@b", "a/b@acme.test", "@"])
def test_what_no_client_could_ask_for_becomes_nobodys_uid(whole, uid):
    path = f"/v1/users/{quote(uid, safe='')}"
    before = everything()
    assert whole.ask("PUT", path, {"first_name": "Nia"}).status_code == 404
    assert everything() == before
    refused(whole, "PUT", "/v1/users/cal@acme.test", {"id": uid}, "id")
    refused(whole, "POST", "/v1/users", {"id": uid}, "id")


@pytest.mark.parametrize("word", ["merge", "convert", "accounts"])
def test_the_words_of_later_pages_are_nobodys_uid_and_nothing_is_there(whole, word):
    before = everything()
    for path in (f"/v1/users/{word}", f"/v1/users/{word}/", f"/v1/users/{word}/events"):
        for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = whole.ask(verb, path, None if verb == "GET" else {"first_name": "Nia"})
            assert (answer.status_code, list(answer.json())) == (404, ["error"])
    refused(whole, "POST", "/v1/users", {"id": word}, "id")
    refused(whole, "PUT", "/v1/users/cal@acme.test", {"id": word}, "id")
    assert everything() == before


def test_an_unknown_uid_is_made_and_then_it_is_known(whole):
    made = whole.ask("PUT", "/v1/users/8d6e-4f_a.1~x", {"first_name": "Nia"})
    changed = whole.ask("PUT", "/v1/users/8d6e-4f_a.1~x", {"last_name": "Roe"})

    assert (made.status_code, changed.status_code) == (200, 200)
    assert told(changed, "id", "first_name", "last_name") == (*told(made, "id"), "Nia", "Roe")


def test_meta_is_merged_by_key(whole):
    whole.ask("PUT", "/v1/users/u1", {"meta": {"plan": "pro", "age": 34}})

    answer = whole.ask("PUT", "/v1/users/u1", {"meta": {"plan": "custom", "is_vip": True}})

    assert told(answer, "meta") == ({"age": 34, "is_vip": True, "plan": "custom"},)


def test_null_takes_a_key_out_of_meta(whole):
    whole.ask("PUT", "/v1/users/u1", {"meta": {"plan": "pro", "age": 34}})

    answer = whole.ask("PUT", "/v1/users/u1", {"meta": {"plan": None, "unheard_of": None}})

    assert told(answer, "meta") == ({"age": 34},)


@pytest.mark.parametrize("value", [[], {}, ["a"], {"a": 1}, "a\0b", 10**20, "x" * 1001])
def test_a_value_of_meta_is_text_a_number_or_a_boolean(whole, value):
    for method, path, body in (
        ("PUT", "/v1/users/u1", {}),
        ("POST", "/v1/users", {"id": "u1"}),
    ):
        before = everything()
        answer = whole.ask(method, path, {**body, "meta": {"plan": "pro", "coverage": value}})
        error = "meta: coverage must be text, a number, true or false"
        assert (answer.status_code, answer.json()) == (400, {"error": error})
        assert everything() == before


@pytest.mark.parametrize("meta", [[], "plan", None, {"": 1}, {"x" * 65: 1}, {"a\0b": 1}])
def test_meta_is_an_object_with_plain_keys(whole, meta):
    refused(whole, "PUT", "/v1/users/u1", {"meta": meta}, "meta")


def test_a_huge_fraction_is_no_number(whole):
    answer = whole.ask("PUT", "/v1/users/u1", b'{"meta": {"a": 1e999}}')

    assert answer.status_code == 400


def test_nobody_has_more_attributes_than_are_kept(whole):
    for start in (0, 100):
        meta = {f"k{number}": number for number in range(start, start + 100)}
        assert whole.ask("PUT", "/v1/users/u1", {"meta": meta}).status_code == 200
    assert len(told(whole.ask("GET", "/v1/users/u1"), "meta")[0]) == attributes.MOST

    refused(whole, "PUT", "/v1/users/u1", {"meta": {"one more": 1}}, "meta")
    assert whole.ask("PUT", "/v1/users/u1", {"meta": {"k7": "anew"}}).status_code == 200


@pytest.mark.parametrize(
    "number", ["+919876543210", "2348023456789", "+1 (555) 010-0199", "", None]
)
def test_a_number_is_kept_as_it_is_written(whole, number):
    answer = whole.ask("PUT", "/v1/users/u1", {"number": number})

    assert told(answer, "number") == (number or None,)


@pytest.mark.parametrize("number", ["123456", "1" * 16, "555 CALL NOW", "++15550100", 15550100])
def test_what_nobody_can_dial_is_no_number(whole, number):
    refused(whole, "PUT", "/v1/users/u1", {"number": number}, "number")


def test_the_secret_sets_names_and_address_of_anybody(whole, cast):
    body = {"first_name": "Benjamin", "email": "Benjamin@Acme.test"}
    answer = whole.ask("PUT", "/v1/users/ben@acme.test", body)

    assert told(answer, "uid", "first_name", "email") == (
        "benjamin@acme.test",
        "Benjamin",
        "benjamin@acme.test",
    )


@pytest.mark.parametrize("email", ["", None, "nobody", "ann@acme.test", "ben@globex.test", 5])
def test_an_address_is_a_free_one_of_the_organisations_domain(whole, email):
    refused(whole, "PUT", "/v1/users/ben@acme.test", {"email": email}, "email")


def test_an_address_that_nobody_has_makes_somebody_who_can_still_get_a_uid(whole):
    made = whole.ask("PUT", "/v1/users/Nia@acme.test", {"first_name": "Nia"})
    assert told(made, "uid", "email", "uid_updateable") == ("nia@acme.test", "nia@acme.test", True)

    named = whole.ask("PUT", "/v1/users/nia@acme.test", {"id": "u9"})
    assert told(named, "id", "uid", "uid_updateable") == (*told(made, "id"), "u9", MISSING)


def test_the_uid_in_the_path_becomes_that_of_who_has_the_address_and_none(whole, cast):
    answer = whole.ask("PUT", "/v1/users/u7", {"id": "u7", "email": "ben@acme.test"})

    assert told(answer, "id", "uid", "uid_updateable") == (as_hex(cast.ben.pk), "u7", MISSING)
    # Once there is one, it stays.
    refused(whole, "PUT", "/v1/users/u8", {"email": "ben@acme.test"}, "email")
    refused(whole, "PUT", "/v1/users/u7", {"id": "u8"}, "id")


def test_an_address_for_a_uid_is_no_address(whole, cast):
    records.keep(by=cast.ada, person=cast.ben, external_id="ben@old.test")

    answer = whole.ask("PUT", "/v1/users/ben@old.test", {"first_name": "Benjamin"})

    assert told(answer, "uid", "email") == ("ben@old.test", "ben@acme.test")
    refused(whole, "PUT", "/v1/users/ben@old.test", {"id": "u7"}, "id")


def test_a_uid_that_no_path_could_hold_is_nobodys(whole):
    for path in ("/v1/users/a%20b", "/v1/users/%C3%A9", f"/v1/users/{'x' * 255}"):
        refused(whole, "PUT", path, {"first_name": "Nia"}, "uid", status=404)
    refused(whole, "PUT", "/v1/users/a@b@c", {"first_name": "Nia"}, "uid", status=404)
    refused(whole, "PUT", "/v1/users/@", {}, "uid", status=404)


def test_fields_of_later_pages_are_ignored(whole):
    body = {"device_token": "t", "device_platform": "ios", "is_account": True, "tz": "Asia/Kolkata"}

    answer = whole.ask("PUT", "/v1/users/u1", body | {"first_name": "Nia"})

    assert told(answer, "first_name", "devices") == ("Nia", [])


# Removing ----------------------------------------


def test_delete_removes_softly_and_says_so(whole, cast):
    answer = whole.ask("DELETE", "/v1/users/cal@acme.test")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert User.all_objects.get(pk=cast.cal.pk).is_removed
    for method, path, body in (
        ("GET", "/v1/users/cal@acme.test", None),
        ("DELETE", "/v1/users/cal@acme.test", None),
        ("POST", "/v1/users/cal@acme.test/events", {"event": "Paid"}),
    ):
        assert whole.ask(method, path, body).status_code == 404
    # Whether somebody comes back is for people to decide.
    refused(whole, "PUT", "/v1/users/cal@acme.test", {"first_name": "Cal"}, "email")


def test_nobody_removes_the_owner_of_their_key(whole, cast):
    refused(whole, "DELETE", "/v1/users/ada@acme.test", None, status=422)


def test_no_answer_is_without_a_body(whole, cast):
    for method, path in (("DELETE", "/v1/users/cal@acme.test"), ("OPTIONS", "/v1/users")):
        answer = whole.ask(method, path)
        assert answer.status_code != 204
        assert answer.json()


def test_plain_http_is_refused_without_a_redirect(whole):
    answer = whole.ask("GET", "/v1/users", X_Forwarded_Proto="http")

    assert (answer.status_code, list(answer.json())) == (403, ["error"])
    assert "Location" not in answer.headers


def test_a_key_in_the_address_is_refused(whole):
    answer = whole.ask("GET", f"/v1/users?key=plp_{'0' * 36}")

    assert (answer.status_code, list(answer.json())) == (400, ["error"])
