"""POST /oauth/google: whom Google's token lets in, and what is taken over of their profile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from social_django.models import UserSocialAuth

from accounts.actions import users
from accounts.models import Change, Organisation, User
from accounts.roles import Role
from tests.accounts.signing_in import (
    assert_refused,
    but_for_the_moment,
    claims_of,
    everything,
    person_of,
    sign_in,
)
from tests.google import MISSING, Google

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
"""Its flag, of seven characters."""

# Who gets in ----------------------------------------------------------------


def test_a_known_address_signs_in_and_nothing_about_the_person_changes(
    cast: SimpleNamespace, google: Google
) -> None:
    before = everything()
    response = sign_in(google.mint(email="ann@acme.test", given_name="Other", picture=MISSING))
    assert person_of(response) == cast.ann
    after = but_for_the_moment(everything())
    assert after["people"] == but_for_the_moment(before)["people"]
    assert after["history"] == before["history"]
    link = UserSocialAuth.objects.get()
    assert (link.user, link.provider) == (cast.ann, "google-oauth2")


def test_the_second_sign_in_makes_no_second_link(cast: SimpleNamespace, google: Google) -> None:
    sign_in(google.mint(email="ann@acme.test"))
    before = everything()
    assert person_of(sign_in(google.mint(email="ann@acme.test"))) == cast.ann
    assert but_for_the_moment(everything()) == but_for_the_moment(before)


def test_every_sign_in_is_noted_with_its_moment(cast: SimpleNamespace, google: Google) -> None:
    """Some integrations act only for an owner who has come in person."""
    for email in ("ann@acme.test", "new@acme.test"):
        for day in (1, 2):
            moment = datetime(2030, 1, day, 12, tzinfo=UTC)
            with time_machine.travel(moment, tick=False):
                person = person_of(sign_in(google.mint(email=email)))
            assert person.last_login == moment
    assert User.objects.get(pk=cast.ben.pk).last_login is None


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
        ({"given_name": "\u3164", "name": "\u200d\u00a0\u200d",
          "family_name": "Ann\u3164 \ufeff\U0001fa77"},
         ("new", "Ann \U0001fa77", "new Ann \U0001fa77")),
        ({"given_name": "D" * 49 + ENGLAND, "name": ENGLAND, "family_name": ENGLAND},
         ("D" * 49 + "\U0001f3f4", ENGLAND, ENGLAND)),
        ({"given_name": "<b>Dev</b>", "name": "नेहा शर्मा", "family_name": "O'Neil"},
         ("<b>Dev</b>", "O'Neil", "नेहा शर्मा")),
    ],
    ids=["name-only", "nothing", "wrong-types", "blank", "unprintable", "too-long", "unseen",
         "flags", "scripts"],
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
