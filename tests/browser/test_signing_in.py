"""Signing in through a real OpenID provider, in a real browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from social_django.models import UserSocialAuth

from tests.browser.conftest import Open
from tests.browser.provider import Provider


@pytest.fixture
def address(address_with_provider: str) -> str:
    """Every test here goes to the site whose pages lead to the provider."""
    return address_with_provider


def say_yes(page: Page, name: str) -> None:
    """Sign in at the provider's page."""
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize", exact=True).click()


def test_ada_signs_in_with_google(cast: SimpleNamespace, google: Provider, open_page: Open) -> None:
    page = open_page("/admin/login/?next=/admin/accounts/user/")
    page.get_by_role("button", name="Sign in with Google").click()
    page.wait_for_url(f"{google.address}/**")
    say_yes(page, google.know(cast.ada))
    page.wait_for_url("**/admin/accounts/user/")
    assert page.get_by_text("Ada").first.is_visible()
    (asked,) = google.authorisations
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    link = UserSocialAuth.objects.get()
    assert (link.user, link.uid, link.extra_data) == (cast.ada, "ada", {})


def test_ann_signs_in_and_goes_where_she_wanted(
    cast: SimpleNamespace, google: Provider, open_page: Open
) -> None:
    page = open_page(f"/thanks/{cast.thanks.pk}")
    assert page.url.endswith(f"/sign-in?next=%2Fthanks%2F{cast.thanks.pk}")
    page.get_by_role("button", name="Sign in with Google").click()
    say_yes(page, google.know(cast.ann))
    page.wait_for_url(f"**/thanks/{cast.thanks.pk}")
    assert page.get_by_text(cast.thanks.text).is_visible()


@pytest.mark.one_database("a refusal writes nothing")
def test_who_says_no_at_the_provider_is_told_so_in_one_sentence(
    cast: SimpleNamespace, google: Provider, open_page: Open
) -> None:
    page = open_page("/sign-in?next=/give")
    page.get_by_role("button", name="Sign in with Google").click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url("**/sign-in")
    expect(page.locator("#messages")).to_contain_text("cancel")
    assert not UserSocialAuth.objects.exists()


@pytest.mark.one_database("a refusal writes nothing")
def test_an_address_that_google_has_not_verified_opens_nothing(
    cast: SimpleNamespace, google: Provider, open_page: Open
) -> None:
    page = open_page("/sign-in?next=/give")
    page.get_by_role("button", name="Sign in with Google").click()
    say_yes(page, google.know(cast.ada, email_verified=False))
    page.wait_for_url("**/sign-in")
    expect(page.locator("#messages")).to_contain_text("not verified")
    assert not UserSocialAuth.objects.exists()
