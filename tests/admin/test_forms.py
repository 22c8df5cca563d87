"""Organisations, core values and badges in the admin: through the actions, refusals on the form."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from accounts.actions import history
from accounts.models import Change, Organisation
from accounts.roles import Role
from recognition.actions import core_values
from recognition.models import Badge, CoreValue
from tests.admin.conftest import Enter
from tests.admin.pages import Inputs, everything, opened, page_of, said, save
from tests.cast import BadgeFactory, CoreValueFactory, UserFactory

ORGANISATIONS = "/admin/accounts/organisation/"
VALUES = "/admin/recognition/corevalue/"
BADGES = "/admin/recognition/badge/"

SETTINGS = {
    "name": "Initech",
    "contact_email": "",
    "domain_name": "Initech.Test",
    "subscription_status": "active",
    "subscription_valid_upto_0": "2030-01-31",
    "subscription_valid_upto_1": "12:00",
    "hi5_limit": "7",
    "hi5_quota_renewal_frequency": "MONTHLY",
    "timezone": "Europe/Berlin",
    "recognition_costs_hi5": "on",
    "has_leaderboard": "on",
}


def refused(browser: Client, address: str, words: dict[str, Any], *, why: str) -> None:
    """Assert that a form comes back with a reason and that nothing has changed."""
    before = everything()
    response = browser.post(address, words)
    assert response.status_code == 200, words
    assert why in response.content.decode().replace("&#x27;", "'"), words
    assert everything() == before


def test_the_operator_makes_an_organisation(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.root)
    assert browser.post(f"{ORGANISATIONS}add/", SETTINGS)["Location"] == ORGANISATIONS
    made = Organisation.objects.get(domain_name="initech.test")
    assert (made.name, made.hi5_limit, made.timezone) == ("Initech", 7, "Europe/Berlin")
    assert made.contact_email is None
    assert made.recognition_costs_hi5
    assert made.has_leaderboard
    assert made.subscription_valid_upto.isoformat() == "2030-01-31T12:00:00+00:00"
    change = Change.objects.get()
    assert (change.what, change.by, change.thing_id) == ("organisations.create", cast.root, made.pk)


def test_an_administrator_switches_the_leaderboard_off(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.acme)
    assert words.pop("has_leaderboard") == "on"

    assert browser.post(page_of(cast.acme), words).status_code == 302

    assert not Organisation.objects.get(pk=cast.acme.pk).has_leaderboard
    assert Change.objects.get().details["after"] == {"has_leaderboard": False}


def test_no_form_makes_a_demo_of_an_organisation(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.root)
    assert "is_demo" not in opened(browser, cast.acme)
    before = everything()
    browser.post(page_of(cast.acme), opened(browser, cast.acme) | {"is_demo": "on"})
    assert everything() == before
    browser.post(f"{ORGANISATIONS}add/", SETTINGS | {"is_demo": "on"})
    assert not Organisation.objects.get(domain_name="initech.test").is_demo


def test_settings_that_make_no_sense_come_back(cast: SimpleNamespace, enter: Enter) -> None:
    for name, value in [
        ("name", ""),
        ("name", "x" * 51),
        ("contact_email", "nobody"),
        ("domain_name", "a" * 250 + ".test"),
        ("domain_name", "localhost"),
        ("subscription_status", "free"),
        ("name", "Acme\u202e"),
        ("subscription_valid_upto_0", "99999-01-01"),
        ("hi5_limit", "1001"),
        ("hi5_limit", "9" * 30),
        ("hi5_quota_renewal_frequency", "DAILY"),
        ("timezone", "Mars/Olympus"),
    ]:
        words = SETTINGS | {name: value}
        refused(enter(cast.root), f"{ORGANISATIONS}add/", words, why="errorlist")


def test_a_subscription_ends_while_all_clocks_can_still_tell_it(
    cast: SimpleNamespace, enter: Enter
) -> None:
    ahead = UserFactory(organisation=cast.acme, role=Role.SUPER_ADMIN)
    behind = UserFactory(organisation=cast.globex, role=Role.SUPER_ADMIN)
    for person, day in [
        (cast.root, "1969-12-31"),
        (cast.root, "9999-12-31"),
        (ahead, "0001-01-01"),
        (behind, "9999-12-31"),
    ]:
        at_noon = SETTINGS | {"subscription_valid_upto_0": day}
        refused(enter(person), f"{ORGANISATIONS}add/", at_noon, why="out of range")
    last = {"subscription_valid_upto_0": "9999-12-30", "subscription_valid_upto_1": "23:59:59"}
    assert save(enter(cast.root), cast.acme, **last).status_code == 302
    for address in ("/admin/", ORGANISATIONS, page_of(cast.acme), "/admin/accounts/change/"):
        assert "9999" in enter(cast.ada).get(address).content.decode(), address


def test_a_moment_too_late_to_tell_is_told_as_it_was_kept(
    cast: SimpleNamespace, enter: Enter
) -> None:
    told = {"after": {"subscription_valid_upto": "9999-12-31T23:59:59+00:00"}}
    history.record("organisations.change", cast.acme, by=cast.root, **told)
    for address in ("/admin/", page_of(cast.acme, "history"), "/admin/accounts/change/"):
        assert "31 December 9999, 23:59" in enter(cast.ada).get(address).content.decode()


def test_a_domain_belongs_to_one_organisation(cast: SimpleNamespace, enter: Enter) -> None:
    words = SETTINGS | {"domain_name": "ACME.test"}
    why = "Another organisation has this domain."
    refused(enter(cast.root), f"{ORGANISATIONS}add/", words, why=why)


def test_an_administrator_changes_the_own_settings(cast: SimpleNamespace, enter: Enter) -> None:
    save(enter(cast.ada), cast.acme, hi5_limit=9, name="Acme & Co")
    acme = Organisation.objects.get(pk=cast.acme.pk)
    assert (acme.name, acme.hi5_limit, acme.hi5_limit_before) == ("Acme & Co", 9, 5)
    change = Change.objects.get()
    assert change.details["before"] == {"hi5_limit": 5, "name": "Acme"}
    page = enter(cast.ada).get(page_of(cast.acme)).content.decode()
    assert "5 hi5s each until" in page
    history = enter(cast.ada).get(page_of(cast.acme, "history")).content.decode()
    assert "hi5 limit: 5 → 9" in history
    assert "name: Acme → Acme &amp; Co" in history


def test_domain_and_subscription_are_the_operators(cast: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    response = save(
        enter(cast.ada),
        cast.acme,
        domain_name="evil.test",
        subscription_status="lapsed",
        subscription_valid_upto_0="2199-01-01",
        subscription_valid_upto_1="00:00",
        subscription_valid_upto="2199-01-01",
        terms_since_0="2199-01-01",
    )
    assert response.status_code == 302
    assert everything() == before
    page = enter(cast.ada).get(page_of(cast.acme)).content.decode()
    assert 'name="domain_name"' not in page
    assert 'name="domain_name"' in enter(cast.root).get(page_of(cast.acme)).content.decode()


def test_an_administrator_words_core_values(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = {"text": "Ship small", "description": "Often.\r\nReally.", "parent": cast.outcome.pk}
    browser.post(f"{VALUES}add/", words)
    value = CoreValue.objects.get(text="Ship small")
    assert (value.organisation, value.parent) == (cast.acme, cast.outcome)
    assert (value.description, value.thumbnail_url) == ("Often.\nReally.", None)
    save(browser, value, text="Ship smaller")
    assert CoreValue.objects.get(pk=value.pk).text == "Ship smaller"
    changes = Change.objects.order_by("id").values_list("what", "by", "details")
    assert list(changes) == [
        ("core_values.create", cast.ada.pk, {}),
        (
            "core_values.change",
            cast.ada.pk,
            {"before": {"text": "Ship small"}, "after": {"text": "Ship smaller"}},
        ),
    ]


def test_the_refusals_of_core_values_stand_beside_their_fields(
    cast: SimpleNamespace, enter: Enter
) -> None:
    child = core_values.create(
        by=cast.ada, organisation=cast.acme, parent=cast.outcome, text="Child", description="x"
    )
    browser, words = enter(cast.ada), {"text": "New", "description": "New"}
    for address, changes, field in [
        (f"{VALUES}add/", {"text": "OWN the outcome"}, "text"),
        (f"{VALUES}add/", {"parent": child.pk}, "parent"),
        (page_of(cast.outcome), {"parent": child.pk}, "parent"),
        (page_of(cast.outcome), {"parent": cast.outcome.pk}, "parent"),
        (page_of(child), {"text": "own the outcome"}, "text"),
        (f"{VALUES}add/", {"text": ""}, "text"),
        (f"{VALUES}add/", {"text": "x" * 256}, "text"),
        (f"{VALUES}add/", {"description": "x" * 1001}, "description"),
        (f"{VALUES}add/", {"thumbnail_url": "javascript:alert(1)"}, "thumbnail_url"),
        (f"{VALUES}add/", {"thumbnail_url": "ftp://x.test/a"}, "thumbnail_url"),
        (f"{VALUES}add/", {"thumbnail_url": "https://user:pw@x.test"}, "thumbnail_url"),
        (f"{VALUES}add/", {"thumbnail_url": "https://x.test/" + "a" * 2048}, "thumbnail_url"),
    ]:
        typed = Inputs(browser.get(address)).values | words | changes
        refused(browser, address, typed, why=f'id="id_{field}_error"')


def test_the_operator_says_for_whom(cast: SimpleNamespace, enter: Enter) -> None:
    words = {"text": "New", "description": "New"}
    browser = enter(cast.root)
    refused(browser, f"{VALUES}add/", words, why="This field is required.")
    across = words | {"organisation": cast.globex.pk, "parent": cast.outcome.pk}
    refused(browser, f"{VALUES}add/", across, why="This core value does not exist.")
    browser.post(f"{VALUES}add/", words | {"organisation": cast.globex.pk})
    assert CoreValue.objects.get(text="New").organisation == cast.globex


def test_a_value_stays_in_its_organisation(cast: SimpleNamespace, enter: Enter) -> None:
    save(enter(cast.root), cast.outcome, text="Other", organisation=cast.globex.pk)
    value = CoreValue.objects.get(pk=cast.outcome.pk)
    assert (value.text, value.organisation) == ("Other", cast.acme)


def test_badges_are_made_changed_and_removed(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = {"name": "Star", "hi5_count_required": 3, "hi5_frequency": "WEEKLY"}
    browser.post(f"{BADGES}add/", words)
    badge = Badge.objects.get()
    assert badge.organisation == cast.acme
    save(browser, badge, hi5_count_required=4)
    assert (
        said(browser.post(f"{BADGES}remove/", {"things": f"{badge.pk}:"}))[-1] == "Star: removed."
    )
    badge = Badge.all_objects.get()
    assert (badge.hi5_count_required, badge.soft_delete_by) == (4, cast.ada)
    done = Change.objects.order_by("id").values_list("what", "by")
    assert list(done) == [
        ("badges.create", cast.ada.pk),
        ("badges.change", cast.ada.pk),
        ("badges.remove", cast.ada.pk),
    ]
    before = everything()
    assert browser.post(page_of(badge), words).status_code == 403
    assert (
        "somebody else was faster"
        in said(browser.post(f"{BADGES}remove/", {"things": f"{badge.pk}:"}))[-1]
    )
    assert everything() == before


def test_a_badge_that_makes_no_sense_comes_back(cast: SimpleNamespace, enter: Enter) -> None:
    words = {"name": "Star", "hi5_count_required": 3, "hi5_frequency": "WEEKLY"}
    for changes in (
        {"name": ""},
        {"name": "x" * 46},
        {"name": "S\u200btar"},
        {"hi5_count_required": 0},
        {"hi5_count_required": 1_000_001},
        {"hi5_count_required": "many"},
        {"hi5_frequency": "DAILY"},
    ):
        refused(enter(cast.ada), f"{BADGES}add/", words | changes, why="errorlist")


def test_what_is_written_is_shown_as_text(cast: SimpleNamespace, enter: Enter) -> None:
    evil = "<script>alert(1)</script>"
    CoreValueFactory(organisation=cast.acme, text=evil, description=evil)
    BadgeFactory(organisation=cast.acme, name=evil)
    for address in (VALUES, BADGES):
        body = enter(cast.ada).get(address).content.decode()
        assert evil not in body
        assert "&lt;script&gt;alert(1)" in body
