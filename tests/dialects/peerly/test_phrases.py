"""The native dialect: every sentence and shape that the API page prints (peerly-v1 §1)."""

from __future__ import annotations

from typing import Any

import pytest

from peerly.dialects.peerly.dialect import PEERLY, STATUS
from recognition.actions import at_once, hi5s
from recognition.models import Recognition
from tests import google as fake
from tests.cast import RecognitionFactory
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.fixtures import SPEAK
from tests.dialects.peerly.bad_tokens import sign
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def peerly(stage: Stage) -> Play:
    """The native dialect on the stage."""
    return Play(SPEAK[PEERLY.name], stage)


@pytest.fixture
def ann(peerly: Play) -> Caller:
    """Ann, who gives."""
    return peerly.signed_in(peerly.here.giver)


@pytest.fixture
def ada(peerly: Play) -> Caller:
    """Ada, who administers."""
    return peerly.signed_in(peerly.here.admin)


def test_the_codes_and_their_statuses_are_the_pages():
    assert STATUS == {
        "invalid_data": 400,
        "insufficient_hi5_balance": 400,
        "invalid_token": 401,
        "access_denied": 403,
        "not_found": 404,
        "method_not_allowed": 405,
        "not_acceptable": 406,
        "conflict": 409,
        "payload_too_large": 413,
        "unsupported_media_type": 415,
        "unprocessable_entity": 422,
        "too_many_requests": 429,
    }


def test_without_a_token_it_is_unauthorized_user_and_nothing_more(peerly: Play):
    told = {peerly.nobody.play(each, peerly.here).content for each in peerly.guarded()}

    assert told == {b'{"error":{"code":"invalid_token","message":"unauthorized user"}}'}


def test_without_the_right_it_is_permission_required(peerly: Play, ann: Caller):
    answer = ann.ask("GET", f"/users/{peerly.here.receiver.pk}")

    assert answer.status_code == 403
    assert answer.content == b'{"error":{"code":"access_denied","message":"Permission required"}}'


def test_a_bug_is_internal_server_error_without_a_code(
    peerly: Play, ann: Caller, monkeypatch: pytest.MonkeyPatch
):
    def fail(**kwargs: Any) -> Any:
        raise RuntimeError("the colour of the safe")

    monkeypatch.setattr(hi5s, "give", fail)
    monkeypatch.setattr(at_once, "join_in", fail)
    answer = ann.ask("POST", f"/recognitions/{peerly.here.thanks.pk}/hi5", {})

    assert answer.status_code == 500
    assert answer.json() == {"error": {"message": "internal server error"}}


def test_bad_data_is_called_after_what_it_is_about(peerly: Play):
    expected = {
        "oauth": "Invalid sign-in data",
        "core_values": "Invalid core value data",
        "users": "Invalid user data",
        "hi5_grants": "Invalid hi5 grant data",
        "recognitions": "Invalid recognition data",
        "hi5": "Invalid hi5 data",
        "report": "Invalid report data",
        "review": "Invalid review data",
        "organisations": "Invalid organisation data",
        "badges": "Invalid badge data",
    }
    with findings() as wrong:
        for endpoint in peerly.with_body():
            words = [word for word in endpoint.route.split("/") if word in expected]
            answer = peerly.sender(endpoint).play(endpoint, peerly.here, dict.fromkeys("xy"))
            if answer.status_code in {200, 201}:  # nothing is required of this one
                continue
            error = answer.json()["error"]
            if list(error) != ["code", "message", "fields"]:
                wrong.append(f"{endpoint}: {error}")
            if error["message"] != expected[words[-1]]:
                wrong.append(f"{endpoint}: {error['message']}")


def test_the_hi5s_are_used_up_in_the_pages_words(peerly: Play, ann: Caller):
    here = peerly.here
    # Five a week, and the week may end during this test.
    told = [ann.ask("POST", f"/recognitions/{_another(here).pk}/hi5") for _ in range(11)]

    answer = next(each for each in told if each.status_code != 201)

    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "code": "insufficient_hi5_balance",
            "message": "Hi5 quota balance is insufficient for this action",
        }
    }


def _another(here: Any) -> Recognition:
    thanks: Recognition = RecognitionFactory(
        given_by=here.receiver, given_for=here.colleague, core_value=here.value
    )
    return thanks


def test_a_filter_by_an_id_that_nobody_has_finds_nothing(ann: Caller):
    for name in ("given_by", "given_for", "core_value_id"):
        for unknown in ("0", "-1", "9" * 20, str(2**63), f"0,{2**40}", str(2**40)):
            answer = ann.ask("GET", f"/recognitions?{name}={unknown}")
            assert (answer.status_code, answer.json()["data"]) == (200, [])
        for nonsense in ("one", "1.0", "\u0661", "1;2", "%00", "1,", ""):
            answer = ann.ask("GET", f"/recognitions?{name}={nonsense}")
            assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [name])


def test_fields_are_told_only_to_those_who_are_let_in(peerly: Play, ann: Caller):
    here = peerly.here
    body = {"given_for": "nobody", "core_value_id": 0, "text": ""}
    expired = Caller(peerly.hooks, headers={"Authorization": f"Bearer {sign({'exp': 1})}"})

    told = ann.ask("POST", "/recognitions", body).json()["error"]["fields"]

    assert list(told) == ["given_for", "core_value_id", "text"]
    for caller in (peerly.nobody, expired):
        assert "fields" not in caller.ask("POST", "/recognitions", body).json()["error"]
    forbidden = peerly.signed_in(here.moderator).ask("POST", "/recognitions", body)
    assert (forbidden.status_code, "fields" in forbidden.json()["error"]) == (403, False)


def test_the_scheme_of_the_token_is_read_in_any_case(peerly: Play, ann: Caller):
    token = ann.headers["Authorization"].partition(" ")[2]
    for scheme in ("Bearer", "bearer", "BEARER"):
        spelt = Caller(peerly.hooks, headers={"Authorization": f"{scheme} {token}"})
        assert spelt.ask("GET", "/users/me").status_code == 200


def test_an_old_token_is_no_obstacle_to_signing_in(peerly: Play, google: fake.Google):
    old = Caller(peerly.hooks, headers={"Authorization": "Bearer of.bad.news"})

    answer = old.ask("POST", "/oauth/google", {"access_token": peerly.here.google_token})

    assert answer.status_code == 200
    assert list(answer.json()["data"]) == ["token"]


def test_signing_in_without_googles_token_names_the_field(peerly: Play):
    before = everything()
    for body in ({}, {"access_token": None}, {"access_token": ""}, {"access_token": 7}):
        error = peerly.nobody.ask("POST", "/oauth/google", body).json()["error"]
        assert (error["code"], list(error["fields"])) == ("invalid_data", ["access_token"])
    assert everything() == before


def test_logging_out_says_nothing_and_a_second_time_it_is_a_401(peerly: Play, ann: Caller):
    assert ann.ask("POST", "/logout").json() == {"data": {}}

    assert ann.ask("POST", "/logout").status_code == 401
    assert peerly.nobody.ask("POST", "/logout").status_code == 401


def test_moments_are_whole_epoch_seconds_and_nothing_empty_is_left_out(peerly: Play):
    moments = {"_at", "_upto", "_start", "_end"}
    with findings() as wrong:
        for endpoint in peerly.endpoints:
            if endpoint.method != "GET":
                continue
            for key, value in _leaves(peerly.sender(endpoint).play(endpoint, peerly.here).json()):
                is_moment = any(key.endswith(end) for end in moments)
                if is_moment and not (value is None or 0 < int(value) == value < 2**32):
                    wrong.append(f"{endpoint}: {key} is {value!r}")
                if value == "":
                    wrong.append(f"{endpoint}: {key} is empty, not null")


def _leaves(told: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(told, dict):
        return [leaf for name, value in told.items() for leaf in _leaves(value, name)]
    if isinstance(told, list):
        return [leaf for value in told for leaf in _leaves(value, key)]
    return [(key, told)]


def test_a_body_that_says_nothing_is_as_good_as_an_empty_object(peerly: Play, ann: Caller):
    path = f"/recognitions/{peerly.here.thanks.pk}/hi5"
    for content_type in ("application/json", "", "text/plain"):
        with undone():
            assert ann.ask("POST", path, b"", content_type).status_code == 201


def test_nobody_thanks_in_somebody_elses_name(peerly: Play, ann: Caller):
    here = peerly.here
    body = {
        "given_for": here.receiver.pk,
        "core_value_id": here.value.pk,
        "text": "Thank you",
        "given_by": here.colleague.pk,
        "id": here.thanks.pk,
        "given_at": 1,
    }

    data = ann.ask("POST", "/recognitions", body).json()["data"]

    assert data["given_by"] == here.giver.pk
    assert data["id"] != here.thanks.pk
    assert data["given_at"] > 1_700_000_000
    assert data["core_values_id"] == data["core_value_id"] == here.value.pk


def test_what_is_too_much_to_read_is_refused_in_the_views_own_words(api, cast):
    """With its headers: what the express lane cannot read either is no failure of Django's."""
    cal, many = api(cast.cal), "&".join(f"a{number}=1" for number in range(1500))
    refused = {
        413: cal.ask("POST", f"/recognitions/{cast.thanks.pk}/hi5", b" " * 70_000),
        400: cal.get(f"/recognitions?{many}"),
    }

    for status, answer in refused.items():
        assert answer.status_code == status
        assert answer["Cache-Control"] == "no-store"
        assert answer["Allow"].startswith("GET, POST")
        assert int(answer["Content-Length"]) == len(answer.content)
