"""POST /oauth/google: whom Google's token lets in, and what happens to everybody else."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from social_django.models import UserSocialAuth

from accounts import outbound
from accounts.actions import sign_ins, users
from accounts.models import Change, Organisation, User
from accounts.roles import Role
from tests.google import CLIENT_ID, MISSING, Google, closed_port

LONGER_THAN_ANY_TEST = 20
SOON = 0.3
"""Google's time limit in the tests that use it up, in seconds."""

UNAUTHORISED = {"error": {"code": "invalid_token", "message": "unauthorized user"}}
OUR_FAULT = {"error": {"message": "internal server error"}}


def sign_in(token: Any) -> Any:
    return Client(raise_request_exception=False).post(
        "/oauth/google", {"access_token": token}, content_type="application/json"
    )


def claims_of(response: Any) -> dict[str, Any]:
    """Return what our token says, without checking it: other tests do."""
    assert response.status_code == 200, response.content
    body = response.json()
    assert set(body) == {"data"}
    assert set(body["data"]) == {"token"}
    payload = body["data"]["token"].split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return decoded


def person_of(response: Any) -> User:
    return User.objects.get(pk=claims_of(response)["sub"])


def everything() -> dict[str, list[Any]]:
    """Return all that a sign-in could write."""
    return {
        "people": list(User.all_objects.order_by("pk").values()),
        "accounts": list(UserSocialAuth.objects.order_by("pk").values()),
        "history": list(Change.objects.order_by("pk").values()),
    }


def assert_refused(token: Any) -> None:
    before = everything()
    response = sign_in(token)
    assert (response.status_code, response.json()) == (401, UNAUTHORISED)
    assert everything() == before


def assert_unavailable(token: str) -> None:
    before = everything()
    response = sign_in(token)
    assert (response.status_code, response.json()) == (500, OUR_FAULT)
    assert everything() == before


# Who gets in ----------------------------------------------------------------


def test_a_known_address_signs_in_and_nothing_about_the_person_changes(
    cast: SimpleNamespace, google: Google
) -> None:
    before = everything()
    response = sign_in(google.mint(email="ann@acme.test", given_name="Other", picture=MISSING))
    assert person_of(response) == cast.ann
    after = everything()
    assert after["people"] == before["people"]
    assert after["history"] == before["history"]
    link = UserSocialAuth.objects.get()
    assert (link.user, link.provider) == (cast.ann, "google-oauth2")


def test_the_second_sign_in_makes_no_second_link(cast: SimpleNamespace, google: Google) -> None:
    sign_in(google.mint(email="ann@acme.test"))
    before = everything()
    assert person_of(sign_in(google.mint(email="ann@acme.test"))) == cast.ann
    assert everything() == before


def test_the_token_says_what_the_contract_says(cast: SimpleNamespace, google: Google) -> None:
    claims = claims_of(sign_in(google.mint(email="mo@acme.test")))
    assert set(claims) >= {"iss", "aud", "sub", "jti", "iat", "nbf", "exp", "https://peerly.com"}
    assert (claims["iss"], claims["aud"]) == ("node.peerly.com", "peerly.com")
    assert claims["sub"] == str(cast.mo.pk)
    assert claims["jti"]
    assert claims["nbf"] == claims["iat"]
    assert claims["exp"] - claims["iat"] == 12 * 60 * 60
    assert claims["https://peerly.com"] == {
        "roleId": 4,
        "orgId": cast.acme.pk,
        "orgName": "Acme",
    }


def test_the_token_opens_the_api(
    cast: SimpleNamespace, google: Google, api: Callable[..., Any]
) -> None:
    token = sign_in(google.mint(email="ann@acme.test")).json()["data"]["token"]
    me = api().get("/users/me", Authorization=f"Bearer {token}").json()["data"]
    assert me["email"] == "ann@acme.test"


def test_a_new_address_becomes_an_employee_with_names_picture_and_full_quota(
    cast: SimpleNamespace, google: Google, api: Callable[..., Any]
) -> None:
    response = sign_in(
        google.mint(
            email="Dev.Mehta@Acme.Test",
            given_name="Dev",
            family_name="Mehta",
            name="Dev Mehta",
            picture="https://photos.example/dev.png",
        )
    )
    person = person_of(response)
    assert (person.role, person.organisation) == (Role.EMPLOYEE, cast.acme)
    assert person.email == "dev.mehta@acme.test"
    assert (person.first_name, person.last_name) == ("Dev", "Mehta")
    assert person.display_name == "Dev Mehta"
    assert person.profile_image_url == "https://photos.example/dev.png"
    assert list(Change.objects.about(person).values_list("what", flat=True)) == ["users.join"]
    me = api(person).get("/users/me").json()["data"]
    assert (me["hi5_quota_balance"], me["hi5_limit"]) == (5, 5)


def test_upper_case_changes_nothing(cast: SimpleNamespace, google: Google) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name="ACME.Test")
    User.objects.filter(pk=cast.ann.pk).update(email="Ann@Acme.Test")
    count = User.all_objects.count()
    assert person_of(sign_in(google.mint(email="ANN@ACME.TEST"))) == cast.ann
    assert User.all_objects.count() == count


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("bücher.test", "bücher.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("xn--bcher-kva.test", "BÜCHER.test"),
    ],
)
def test_a_domain_of_another_script_is_met_in_both_spellings(
    cast: SimpleNamespace, google: Google, stored: str, written: str
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name=stored)
    assert person_of(sign_in(google.mint(email=f"new@{written}"))).organisation == cast.acme


def test_a_super_admin_without_organisation_needs_a_known_address_only(
    cast: SimpleNamespace, google: Google
) -> None:
    claims = claims_of(sign_in(google.mint(email="root@peerly.test")))
    assert claims["sub"] == str(cast.root.pk)
    assert claims["https://peerly.com"] == {"roleId": 1, "orgId": None, "orgName": None}


def test_a_restored_person_gets_in_again(cast: SimpleNamespace, google: Google) -> None:
    users.remove(by=cast.ada, person=cast.ann)
    assert_refused(google.mint(email="ann@acme.test"))
    users.restore(by=cast.ada, person=User.all_objects.get(pk=cast.ann.pk))
    assert person_of(sign_in(google.mint(email="ann@acme.test"))) == cast.ann


@pytest.mark.parametrize(
    ("exp", "expires_in"),
    [(4102444800, 3599), ("4102444800", "3599"), (MISSING, MISSING)],
    ids=["numbers", "text", "missing"],
)
def test_google_may_write_the_end_of_a_token_as_it_likes(
    cast: SimpleNamespace, google: Google, exp: Any, expires_in: Any
) -> None:
    token = google.mint(tokeninfo={"exp": exp, "expires_in": expires_in})
    assert person_of(sign_in(token)) == cast.ann


def test_azp_and_the_subject_of_tokeninfo_may_be_missing(
    cast: SimpleNamespace, google: Google
) -> None:
    token = google.mint(tokeninfo={"azp": MISSING, "sub": MISSING})
    assert person_of(sign_in(token)) == cast.ann


# The profile of who joins -------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"given_name": MISSING, "name": "Dev Raj Mehta", "family_name": MISSING},
         ("Dev", "Raj Mehta", "Dev Raj Mehta")),
        ({"given_name": MISSING, "name": MISSING, "family_name": MISSING}, ("new", "", "new")),
        ({"given_name": 7, "name": ["x"], "family_name": None}, ("new", "", "new")),
        ({"given_name": "  ", "name": "", "family_name": "Mehta"}, ("new", "Mehta", "new Mehta")),
        ({"given_name": "De\x00v\ud800\u202e", "name": "De\nv", "family_name": "Me\thta"},
         ("Dev", "Me hta", "De v")),
        ({"given_name": "D" * 60, "name": "N" * 60, "family_name": "F" * 60},
         ("D" * 50, "F" * 50, "N" * 30)),
        ({"given_name": "<b>Dev</b>", "name": "नेहा शर्मा", "family_name": "O'Neil"},
         ("<b>Dev</b>", "O'Neil", "नेहा शर्मा")),
    ],
    ids=["name-only", "nothing", "wrong-types", "blank", "unprintable", "too-long", "scripts"],
)  # fmt: skip
def test_names_are_taken_as_far_as_they_go(
    cast: SimpleNamespace, google: Google, profile: dict[str, Any], expected: tuple[str, ...]
) -> None:
    person = person_of(sign_in(google.mint(email="new@acme.test", **profile)))
    assert (person.first_name, person.last_name, person.display_name) == expected


@pytest.mark.parametrize(
    ("picture", "kept"),
    [
        ("http://photos.example/dev.png", True),
        ("https://photos.example/" + "a" * (2048 - 23), True),
        ("https://photos.example/" + "a" * (2049 - 23), False),
        ("https://user:pw@photos.example/dev.png", False),
        ("javascript:alert(1)", False),
        ("data:image/png;base64,AAAA", False),
        ("//photos.example/dev.png", False),
        ("https://photos.example/\x00", False),
        ("https://photos.example/\ud800", False),
        ("https://[", False),
        (42, False),
        (None, False),
        (MISSING, False),
    ],
)
def test_only_a_web_address_is_a_picture(
    cast: SimpleNamespace, google: Google, picture: Any, kept: bool
) -> None:
    person = person_of(sign_in(google.mint(email="new@acme.test", picture=picture)))
    assert person.profile_image_url == (picture if kept else None)


# Tokens that are not for us ----------------------------------------------------


@pytest.mark.parametrize(
    "tokeninfo",
    [
        {"aud": "evil.apps", "azp": "evil.apps"},
        {"aud": "evil.apps"},
        {"azp": "evil.apps"},
        {"azp": None},
        {"aud": MISSING},
        {"aud": ""},
        {"aud": [CLIENT_ID]},
        {"aud": CLIENT_ID.upper()},
        {"expires_in": 0},
        {"expires_in": "-5"},
        {"expires_in": True},
        {"expires_in": "soon"},
        {"expires_in": None},
        {"exp": 1},
        {"exp": "1500000000"},
        {"exp": "9" * 30},
        {"sub": "somebody else"},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_us_now_is_refused(
    cast: SimpleNamespace, google: Google, tokeninfo: dict[str, Any]
) -> None:
    assert_refused(google.mint(tokeninfo=tokeninfo))


def test_a_foreign_token_is_refused_before_its_owner_is_looked_up(
    cast: SimpleNamespace, google: Google
) -> None:
    assert_refused(google.mint(tokeninfo={"aud": "evil.apps"}))
    assert google.paths() == ["/oauth2/v3/tokeninfo"]


def test_a_token_google_does_not_know_is_refused(cast: SimpleNamespace, google: Google) -> None:
    assert_refused("ya29.invented")


def test_a_token_userinfo_does_not_know_is_refused(cast: SimpleNamespace, google: Google) -> None:
    token = google.mint()
    google.only, google.status = "userinfo", 401
    assert_refused(token)
    assert google.paths() == ["/oauth2/v3/tokeninfo", "/oauth2/v3/userinfo"]


@pytest.mark.parametrize("known", ["", CLIENT_ID])
def test_without_a_client_id_nobody_gets_in(
    cast: SimpleNamespace, google: Google, settings: Any, known: str
) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    assert_refused(google.mint(tokeninfo={"aud": known, "azp": known}))
    assert google.requests == []


@pytest.mark.parametrize(
    "token",
    ["", " ", "a b", "a\x00b", "a\r\nX-Evil: 1", "\ud800", "tokén", "x" * 10_000, None, 5, ["a"]],
    ids=lambda token: ascii(token)[:20],
)
def test_what_cannot_be_a_token_is_refused_and_not_sent(
    cast: SimpleNamespace, google: Google, token: Any
) -> None:
    before = everything()
    with pytest.raises(sign_ins.SignInRefused):
        sign_ins.with_google(access_token=token)
    assert everything() == before
    assert google.requests == []


@pytest.mark.parametrize("body", [{}, {"access_token": None}, {"access_token": ""}], ids=str)
def test_a_missing_token_is_bad_data(
    cast: SimpleNamespace, google: Google, api: Callable[..., Any], body: dict[str, Any]
) -> None:
    before = everything()
    response = api().post("/oauth/google", body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "invalid_data")
    assert set(error["fields"]) == {"access_token"}
    assert everything() == before
    assert google.requests == []


# People who do not get in --------------------------------------------------------


@pytest.mark.parametrize("verified", [False, "true", "True", 1, None, MISSING, [True]], ids=repr)
def test_an_address_google_has_not_verified_is_refused(
    cast: SimpleNamespace, google: Google, verified: Any
) -> None:
    assert_refused(google.mint(email="ann@acme.test", email_verified=verified))
    assert_refused(google.mint(email="new@acme.test", email_verified=verified))


@pytest.mark.parametrize(
    "email",
    [
        "eve@evil-acme.test",
        "eve@evil.acme.test",
        "eve@acme.test.evil.io",
        "eve@acme.test.",
        "eve@.acme.test",
        "eve@acme..test",
        "eve@acme",
        "eve@test",
        "eve@acme.tes",
        "eve@xacme.test",
        "eve@acme.test@evil.io",
        "eve@evil.io@acme.test",
        "@acme.test",
        "eve@",
        "acme.test",
        "",
        " eve@acme.test",
        "eve@acme.test ",
        "eve@acme.test\n",
        "e\x00ve@acme.test",
        "eve@acme\x00.test",
        "e\ud800ve@acme.test",
        "eve@аcme.test",  # a Cyrillic а
        "eve@ａcme.test",  # a wide a
        "eve@acme。test",  # an ideographic full stop
        "eve@xn--acme-.test",
        "eve@\u200bacme.test",
        "e" * 246 + "@acme.test" + "t",
        "eve@gmail.com",
        None,
        7,
        ["eve@acme.test"],
        MISSING,
    ],
    ids=lambda email: ascii(email)[:40],
)
def test_an_address_that_is_not_exactly_at_a_known_domain_is_refused(
    cast: SimpleNamespace, google: Google, email: Any
) -> None:
    assert_refused(google.mint(email=email, sub="12345"))


@pytest.mark.parametrize("look_alike", ["\u212aim@acme.test", "\u0131an@acme.test"], ids=ascii)
def test_a_letter_that_only_looks_alike_makes_nobody_else_of_you(
    cast: SimpleNamespace, google: Google, look_alike: str
) -> None:
    """Kelvin's K becomes a plain k in lower case, a dotless i a plain I in upper case."""
    victims = {
        users.join(email=f"{name}@acme.test", organisation=cast.acme, first_name=name).pk
        for name in ("kim", "ian")
    }
    response = sign_in(google.mint(email=look_alike))
    assert response.status_code == 401 or person_of(response).pk not in victims
    assert not UserSocialAuth.objects.filter(user__in=victims).exists()


def test_an_address_too_long_for_the_database_is_refused(
    cast: SimpleNamespace, google: Google
) -> None:
    assert_refused(google.mint(email="e" * 245 + "@acme.test"))  # 255


@pytest.mark.parametrize("sub", ["", None, 12, "a\x00b", "s" * 256, "\ud800"], ids=ascii)
def test_an_account_without_a_usable_subject_is_refused(
    cast: SimpleNamespace, google: Google, sub: Any
) -> None:
    token = google.mint()
    google.tokens[token][0]["sub"] = google.tokens[token][1]["sub"] = sub
    assert_refused(token)


def test_a_removed_person_is_refused(cast: SimpleNamespace, google: Google) -> None:
    sign_in(google.mint(email="ann@acme.test"))
    users.remove(by=cast.ada, person=cast.ann)
    assert_refused(google.mint(email="ann@acme.test"))
    assert_refused(google.mint(email="ann@acme.test", sub="a new account"))


def test_a_removed_person_does_not_come_back_under_another_address(
    cast: SimpleNamespace, google: Google
) -> None:
    sign_in(google.mint(email="ann@acme.test", sub="ann"))
    users.remove(by=cast.ada, person=cast.ann)
    assert_refused(google.mint(email="ann.two@acme.test", sub="ann"))


@pytest.mark.parametrize("email", ["ann@acme.test", "new@acme.test"])
def test_nobody_of_an_organisation_whose_subscription_is_marked_lapsed_gets_in(
    cast: SimpleNamespace, google: Google, email: str
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_status="lapsed")
    assert_refused(google.mint(email=email))


@pytest.mark.parametrize("email", ["ann@acme.test", "new@acme.test"])
def test_nobody_of_an_organisation_whose_subscription_has_run_out_gets_in(
    cast: SimpleNamespace, google: Google, email: str
) -> None:
    ended = datetime.now(UTC) - timedelta(seconds=1)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_valid_upto=ended)
    assert_refused(google.mint(email=email))


def test_a_subscription_ends_at_its_very_moment(cast: SimpleNamespace, google: Google) -> None:
    end = datetime(2030, 1, 1, tzinfo=UTC)
    Organisation.objects.filter(pk=cast.acme.pk).update(subscription_valid_upto=end)
    before = end - timedelta(microseconds=1)
    assert sign_ins.with_google(access_token=google.mint(), now=before)
    with pytest.raises(sign_ins.SignInRefused):
        sign_ins.with_google(access_token=google.mint(), now=end)


def test_an_address_that_moved_to_another_organisations_domain_is_refused(
    cast: SimpleNamespace, google: Google
) -> None:
    User.objects.filter(pk=cast.ann.pk).update(email="ann@globex.test")
    assert_refused(google.mint(email="ann@globex.test"))


def test_a_member_whose_domain_belongs_to_nobody_any_more_is_refused(
    cast: SimpleNamespace, google: Google
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name="acme.example")
    assert_refused(google.mint(email="ann@acme.test"))


def test_a_domain_claimed_in_both_spellings_belongs_to_nobody(
    cast: SimpleNamespace, google: Google
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(domain_name="bücher.test")
    Organisation.objects.filter(pk=cast.globex.pk).update(domain_name="xn--bcher-kva.test")
    assert_refused(google.mint(email="new@bücher.test"))


def test_a_super_admin_of_an_organisation_is_bound_to_its_domain(
    cast: SimpleNamespace, google: Google
) -> None:
    User.objects.filter(pk=cast.root.pk).update(organisation=cast.acme)
    assert_refused(google.mint(email="root@peerly.test"))


# One Google account, one person ---------------------------------------------------


@pytest.mark.parametrize("email", ["ben@acme.test", "new@acme.test", "root@peerly.test"])
def test_a_google_account_that_is_somebody_elses_is_refused(
    cast: SimpleNamespace, google: Google, email: str
) -> None:
    assert person_of(sign_in(google.mint(email="ann@acme.test", sub="ann"))) == cast.ann
    assert_refused(google.mint(email=email, sub="ann"))


def test_a_second_google_account_of_a_person_is_linked_too_and_written_down(
    cast: SimpleNamespace, google: Google, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(google.mint(sub="first"))
    history = Change.objects.count()
    with caplog.at_level(logging.WARNING, "accounts.sign_ins"):
        assert person_of(sign_in(google.mint(sub="second"))) == cast.ann
    assert set(UserSocialAuth.objects.values_list("user", "uid")) == {
        (cast.ann.pk, "first"),
        (cast.ann.pk, "second"),
    }
    change = Change.objects.about(cast.ann).first()
    assert change is not None
    assert (change.what, change.details) == ("sign_ins.link_google", {"google_account": "second"})
    assert "a…@acme.test" in caplog.text
    for sub in ("first", "second"):
        assert person_of(sign_in(google.mint(sub=sub))) == cast.ann
    assert Change.objects.count() == history + 1


def test_a_removed_persons_google_account_does_not_keep_a_live_person_out(
    cast: SimpleNamespace, google: Google
) -> None:
    sign_in(google.mint(email="ann@acme.test", sub="shared"))
    users.remove(by=cast.ada, person=cast.ann)
    assert person_of(sign_in(google.mint(email="ben@acme.test", sub="shared"))) == cast.ben
    assert UserSocialAuth.objects.get().user == cast.ben
    assert Change.objects.about(cast.ben).get().details == {
        "google_account": "shared",
        "was_with": cast.ann.pk,
    }


# What is kept and what is logged --------------------------------------------------


def test_google_s_token_is_neither_stored_nor_logged(
    cast: SimpleNamespace, google: Google, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS = SOON
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])
    token = google.mint(email="new@acme.test", token="ya29.secret-canary")
    assert sign_in(token).status_code == 200
    assert UserSocialAuth.objects.get().extra_data == {}
    google.mint(tokeninfo={"aud": "evil.apps"}, token=token)
    assert sign_in(token).status_code == 401
    google.status = 503
    assert sign_in(token).status_code == 500
    google.status, google.delay = 200, LONGER_THAN_ANY_TEST
    assert sign_in(token).status_code == 500
    settings.GOOGLE_API_ROOT = closed_port()
    assert sign_in(token).status_code == 500
    assert "canary" not in caplog.text
    assert "canary" not in repr(everything())


def test_the_reason_of_a_refusal_is_in_the_log_with_the_address_masked(
    cast: SimpleNamespace, google: Google, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(google.mint(email="eve.adams@evil-acme.test"))
    (record,) = [entry for entry in caplog.records if entry.name == "accounts.sign_ins"]
    assert "e…@evil-acme.test" in record.getMessage()
    assert "domain" in record.getMessage()
    assert "adams" not in caplog.text


# Google itself ----------------------------------------------------------------------


def test_the_token_goes_to_google_as_google_documents_it(
    cast: SimpleNamespace, google: Google
) -> None:
    token = google.mint(token="ya29.a+b/c=d~e&f%67")
    assert sign_in(token).status_code == 200
    about_token, about_owner = google.requests
    assert about_token.query == {"access_token": token}
    assert "authorization" not in about_token.headers
    assert about_owner.query == {}
    assert about_owner.headers["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("endpoint", ["tokeninfo", "userinfo"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503},
        {"status": 429},
        {"raw": b"<html>not JSON</html>"},
        {"raw": b""},
        {"raw": b"[]"},
        {"raw": b"null"},
        {"raw": b"\xff\xfe"},
        {"raw": b"[" * 60_000},
        {"raw": b'{"aud": "' + b"x" * 70_000 + b'"}'},
        {"location": "http://127.0.0.1:1/elsewhere"},
        {"delay": LONGER_THAN_ANY_TEST},
        {"drip": "headers"},
        {"drip": "body"},
    ],
    ids=lambda fault: str(fault)[:30],
)
def test_when_google_gives_no_sensible_answer_it_is_not_the_persons_fault(
    cast: SimpleNamespace, google: Google, settings: Any, endpoint: str, fault: dict[str, Any]
) -> None:
    if "delay" in fault or "drip" in fault:
        settings.GOOGLE_TIMEOUT_SECONDS = SOON
    token = google.mint(email="new@acme.test")
    google.only = endpoint
    for name, value in fault.items():
        setattr(google, name, value)
    assert_unavailable(token)
    assert google.paths()[-1] == f"/oauth2/v3/{endpoint}"


def test_a_redirect_is_not_followed(cast: SimpleNamespace, google: Google) -> None:
    token = google.mint()
    google.location = f"{google.root}/oauth2/v3/elsewhere"
    assert_unavailable(token)
    assert google.paths() == ["/oauth2/v3/tokeninfo"]


def test_when_google_is_down_it_is_not_the_persons_fault(
    cast: SimpleNamespace, google: Google, settings: Any
) -> None:
    settings.GOOGLE_API_ROOT = closed_port()
    assert_unavailable(google.mint(email="new@acme.test"))


def test_both_answers_together_have_one_limit(
    cast: SimpleNamespace, google: Google, settings: Any
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS, google.delay = SOON, SOON * 2 / 3
    assert_unavailable(google.mint(email="new@acme.test"))
    assert google.paths() == ["/oauth2/v3/tokeninfo", "/oauth2/v3/userinfo"]


def test_when_too_many_wait_for_google_the_next_is_told_at_once(
    cast: SimpleNamespace, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(outbound, "_turns", turns)
    token = google.mint(email="ann@acme.test")
    with turns:
        assert_unavailable(token)
    assert google.requests == []
    assert person_of(sign_in(token)) == cast.ann
    assert person_of(sign_in(token)) == cast.ann  # every question has given its turn back


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_google_thinks(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one transaction is everybody's: five seconds of Google would stop them all."""
    ours = connections["default"]
    honest, seen = google.answer, []

    def answer(request: Any) -> Any:
        seen.append(ours.in_atomic_block)
        return honest(request)

    monkeypatch.setattr(google, "answer", answer)
    assert sign_in(google.mint(email="new@acme.test")).status_code == 200
    assert seen == [False, False]


# The page's own request ---------------------------------------------------------------


def test_another_origin_may_post_without_cookies_or_csrf(
    cast: SimpleNamespace, google: Google
) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(
        "/oauth/google",
        {"access_token": google.mint()},
        content_type="application/json",
        headers={"Origin": "https://app.acme.example", "Referer": "https://app.acme.example/"},
    )
    assert person_of(response) == cast.ann
    assert not response.cookies


# Races --------------------------------------------------------------------------------


def _at_once(tokens: list[str]) -> list[str]:
    """Sign in with each token in a thread of its own; returns our tokens."""
    barrier = threading.Barrier(len(tokens))
    got: list[Any] = []

    def run(token: str) -> None:
        try:
            barrier.wait()
            got.append(sign_in(token))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [claims_of(response)["sub"] for response in got]


@pytest.mark.django_db(transaction=True)
def test_first_sign_ins_at_once_make_one_person(google: Google, cast: SimpleNamespace) -> None:
    before = User.all_objects.count()
    history = Change.objects.count()
    people = _at_once([google.mint(email="new@acme.test") for _ in range(6)])
    person = User.objects.get(email="new@acme.test")
    assert people == [str(person.pk)] * 6
    assert User.all_objects.count() == before + 1
    assert UserSocialAuth.objects.filter(user=person).count() == 1
    assert Change.objects.count() == history + 1


@pytest.mark.django_db(transaction=True)
def test_sign_ins_of_a_known_person_at_once_make_one_link(
    google: Google, cast: SimpleNamespace
) -> None:
    history = Change.objects.count()
    people = _at_once([google.mint(email="ann@acme.test") for _ in range(6)])
    assert people == [str(cast.ann.pk)] * 6
    assert UserSocialAuth.objects.filter(user=cast.ann).count() == 1
    assert Change.objects.count() == history


def _elsewhere(action: Callable[..., Any], *args: Any, **given: Any) -> None:
    """Do and commit something, as another request would, in the middle of this one."""
    if connection.vendor == "sqlite":
        # There, one transaction writes at a time: this one has to do the other's work itself.
        action(*args, **given)
        return

    def run() -> None:
        try:
            action(*args, **given)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_loser_of_the_race_for_the_person_finds_the_winners(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race made certain: the winner joins after the loser looked and before it writes."""
    join = users.join

    def late(**given: Any) -> User:
        monkeypatch.setattr(users, "join", join)
        _elsewhere(join, **given)
        return join(**given)

    monkeypatch.setattr(users, "join", late)
    person = person_of(sign_in(google.mint(email="new@acme.test")))
    assert User.all_objects.filter(email="new@acme.test").get() == person
    assert UserSocialAuth.objects.get().user == person
    assert Change.objects.about(person).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("email", ["ann@acme.test", "new@acme.test"])
def test_the_loser_of_the_race_for_the_google_account_is_let_in_or_leaves_no_trace(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """The winner, always Ann, links the account after the loser looked and before it writes."""
    link = UserSocialAuth.create_social_auth

    def late(*args: Any, **given: Any) -> Any:
        monkeypatch.setattr(UserSocialAuth, "create_social_auth", link)
        _elsewhere(link, cast.ann, *args[1:], **given)
        return link(*args, **given)

    people = User.all_objects.count()
    monkeypatch.setattr(UserSocialAuth, "create_social_auth", late)
    response = sign_in(google.mint(email=email, sub="one account"))
    if email == "ann@acme.test":
        assert person_of(response) == cast.ann
        assert UserSocialAuth.objects.get().user == cast.ann
    else:
        assert (response.status_code, response.json()) == (401, UNAUTHORISED)
        assert not UserSocialAuth.objects.exclude(user=cast.ann).exists()
    assert User.all_objects.count() == people
    assert not Change.objects.exists()
