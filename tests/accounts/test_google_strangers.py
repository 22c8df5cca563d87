"""POST /oauth/google: people who do not get in, and whose a Google account is."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from social_django.models import UserSocialAuth

from accounts.actions import sign_ins, users
from accounts.models import Change, Organisation, User
from tests.accounts.signing_in import (
    assert_refused,
    person_of,
    sign_in,
)
from tests.google import MISSING, Google

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
