"""The settings of an organisation: who sees them, what they change, and from when on it counts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.actions import organisations
from accounts.models import Change, Organisation
from tests.admin.pages import everything
from tests.pages.visiting import filled, html_of, visit

SETTINGS = "/settings"

PAGES = [
    "/settings",
    "/settings/values",
    "/settings/values/new",
    "/settings/people",
    "/settings/badges",
    "/settings/badges/new",
    "/settings/integrations",
    "/settings/integrations/new",
]


@pytest.mark.parametrize(("name", "status"), [("ann", 403), ("mo", 403), ("ada", 200)])
def test_only_administrators_see_the_settings(
    cast: SimpleNamespace, name: str, status: int
) -> None:
    browser = visit(getattr(cast, name))
    assert {browser.get(address).status_code for address in PAGES} == {status}
    assert ('href="/settings"' in html_of(browser.get("/"))) == (status == 200)


def test_a_super_admin_and_a_stranger_have_no_settings(cast: SimpleNamespace) -> None:
    assert visit(cast.root).get(SETTINGS).status_code == 403
    assert Client().get(SETTINGS)["Location"] == "/sign-in?next=%2Fsettings"


def test_the_tabs_say_where_one_is(cast: SimpleNamespace) -> None:
    page = html_of(visit(cast.ada).get("/settings/values/new"))
    assert '<a href="/settings/values" aria-current="page">' in page
    assert '<a href="/settings" aria-current="page"' in page  # in the navigation of all pages


def test_a_changed_quota_waits_for_the_next_period(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    answer = ada.post(SETTINGS, filled(ada, SETTINGS, hi5_limit="9"))
    assert answer.status_code == 302
    assert Organisation.objects.get(pk=cast.acme.pk).hi5_limit == 9
    page = html_of(ada.get(SETTINGS))
    assert "the new one from then on" in page
    assert "5 hi5s each until" in page
    assert "from then on 9 hi5s each" in page
    assert Change.objects.get().details["after"] == {"hi5_limit": 9}


def test_the_leaderboard_is_switched_off(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, SETTINGS)
    assert words.pop("has_leaderboard") == "on"
    ada.post(SETTINGS, words)
    assert not Organisation.objects.get(pk=cast.acme.pk).has_leaderboard
    assert "Saved." in html_of(ada.get(SETTINGS))


def test_domain_and_subscription_are_the_operators(cast: SimpleNamespace) -> None:
    ada, before = visit(cast.ada), everything()
    page = html_of(ada.get(SETTINGS))
    assert "acme.test" in page
    assert 'name="domain_name"' not in page
    claimed = {"domain_name": "evil.test", "subscription_valid_upto": "2199-01-01", "is_demo": "on"}
    ada.post(SETTINGS, filled(ada, SETTINGS, **claimed))
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "\u202eemca"),
        ("contact_email", "nobody"),
        ("hi5_limit", "1001"),
        ("hi5_limit", "-1"),
        ("hi5_limit", "many"),
        ("timezone", "Moon/Crater"),
        ("hi5_quota_renewal_frequency", "HOURLY"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: SimpleNamespace, field: str, typed: str
) -> None:
    ada, before = visit(cast.ada), everything()
    answer = ada.post(SETTINGS, filled(ada, SETTINGS, **{field: typed}))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert f'id="id_{field}_error"' in html_of(answer)  # what Django says describes the field
    assert everything() == before


def test_what_somebody_else_has_saved_meanwhile_stays(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, SETTINGS, hi5_limit="9")
    organisations.change(by=cast.root, organisation=cast.acme, name="Acme Limited")
    before = everything()
    for _ in range(2):
        answer = ada.post(SETTINGS, words)
        assert answer.status_code == 422
        assert "somebody else has changed this meanwhile" in html_of(answer)
        assert 'value="9"' in html_of(answer)
    assert everything() == before


def test_a_form_from_elsewhere_changes_nothing(cast: SimpleNamespace) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ada, backend="accounts.passwords.PasswordBackend")
    before = everything()
    assert strict.post(SETTINGS, {"name": "Evil"}).status_code == 403
    assert everything() == before
