"""Keys for integrations in the settings: made and shown once, switched off and on again."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.actions import credentials
from accounts.families import known
from accounts.models import Credential, User
from tests.admin.pages import everything
from tests.budgets.queries import asked
from tests.pages.visiting import filled, html_of, visit

KEYS, NEW = "/settings/integrations", "/settings/integrations/new"


def make(browser: Client, speaks: str = "engage", owner: User | None = None) -> HttpResponse:
    """Fill in the form."""
    address = f"{NEW}?owner={owner.pk}" if owner else NEW
    return browser.post(address, filled(browser, address, speaks=speaks))


def parts_of(made: HttpResponse) -> list[str]:
    """Return what the page shows of a new key."""
    return re.findall(r"<code[^>]*>([^<]+)</code>", html_of(made))


def issue(cast: SimpleNamespace, owner: User) -> Credential:
    """Make a key as a command of the operator does."""
    return credentials.issue(by=None, owner=owner, speaks="engage", identifier=None).credential


@pytest.mark.parametrize("name", ["agyletime", "betterworks", "engage", "engagedly"])
def test_a_key_is_shown_once(cast: SimpleNamespace, name: str) -> None:
    ada, family = visit(cast.ada), known()[name]
    made = make(ada, name)
    shown = parts_of(made)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert len(shown) == 1 + bool(family.prefix)
    key = Credential.objects.get()
    assert (key.owner, key.made_by, key.speaks) == (cast.ada, cast.ada, name)
    page = html_of(ada.get(KEYS))
    assert shown[-1] not in page
    assert f"{shown[-1][:8]}…{shown[-1][-4:]}" in page
    assert family.title in page
    assert "never used" in page


def test_a_reload_makes_no_second_key(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    words = filled(ada, NEW, speaks="engage")
    assert ada.post(NEW, words).status_code == 200
    before = everything()
    again = ada.post(NEW, words)
    assert again.status_code == 422
    assert "Nothing was made" in html_of(again)
    assert everything() == before


def test_a_key_acts_as_somebody_else(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    assert f"{NEW}?owner={cast.ann.pk}" in html_of(ada.get(f"/settings/people/{cast.ann.pk}"))
    assert "Ann Tester" in html_of(make(ada, owner=cast.ann))
    assert Credential.objects.get().owner == cast.ann


def test_as_whom_no_key_can_be_made_none_is(cast: SimpleNamespace) -> None:
    ada, boss = visit(cast.ada), cast.cal
    User.all_objects.filter(pk=boss.pk).update(role=2)
    before = everything()
    for owner, status in ((boss, 403), (cast.zoe, 404), (cast.root, 404)):
        for answer in (
            ada.get(f"{NEW}?owner={owner.pk}"),
            ada.post(f"{NEW}?owner={owner.pk}", {"speaks": "engage", "seen": "0"}),
        ):
            assert answer.status_code == status
    assert ada.get(f"{NEW}?owner=nobody").status_code == 404
    assert "Make a key" not in html_of(ada.get(f"/settings/people/{boss.pk}"))
    assert everything() == before


@pytest.mark.parametrize("speaks", ["", "peerly", "klingon"])
def test_nothing_is_made_for_clients_that_take_no_keys(cast: SimpleNamespace, speaks: str) -> None:
    ada, before = visit(cast.ada), everything()
    answer = make(ada, speaks)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"speaks"}
    assert everything() == before


def test_a_key_is_revoked_and_reactivated(cast: SimpleNamespace) -> None:
    ada, key = visit(cast.ada), issue(cast, cast.ann)
    User.objects.filter(pk=cast.ann.pk).update(last_login="2026-01-01T00:00Z")
    assert 'is-dismissed">active' in html_of(ada.get(KEYS))
    for _ in range(2):
        assert ada.post(f"{KEYS}/{key.pk}/revoke")["Location"] == KEYS
    assert Credential.objects.get().is_revoked
    page = html_of(ada.get(KEYS))
    assert 'is-upheld">revoked' in page
    assert "Revoke this key" not in page
    ada.post(f"{KEYS}/{key.pk}/reactivate")
    assert not Credential.objects.get().is_revoked


def test_another_administrators_key_is_revoked_but_not_reactivated(cast: SimpleNamespace) -> None:
    User.all_objects.filter(pk=cast.cal.pk).update(role=2)
    cast.cal.refresh_from_db()
    ada, key = visit(cast.ada), issue(cast, cast.cal)
    ada.post(f"{KEYS}/{key.pk}/revoke")
    assert "Reactivate" not in html_of(ada.get(KEYS))
    before = everything()
    assert ada.post(f"{KEYS}/{key.pk}/reactivate").status_code == 403
    assert everything() == before


def test_keys_elsewhere_are_not_there(cast: SimpleNamespace) -> None:
    ada, key = visit(cast.ada), issue(cast, cast.zoe)
    before = everything()
    assert str(key) not in html_of(ada.get(KEYS))
    for number in (key.pk, 987654321, 10**30):
        for part in ("revoke", "reactivate"):
            assert ada.post(f"{KEYS}/{number}/{part}").status_code == 404
    assert everything() == before


@pytest.mark.parametrize("name", ["ann", "mo"])
def test_others_have_nothing_to_do_with_keys(cast: SimpleNamespace, name: str) -> None:
    browser, key = visit(getattr(cast, name)), issue(cast, cast.ann)
    before = everything()
    assert browser.post(NEW, {"speaks": "engage", "seen": "0"}).status_code == 403
    assert browser.post(f"{KEYS}/{key.pk}/revoke").status_code == 403
    assert everything() == before


def test_more_keys_cost_no_more_queries(cast: SimpleNamespace) -> None:
    ada = visit(cast.ada)
    issue(cast, cast.ann)
    _, of_one = asked(lambda: ada.get(KEYS))
    for owner in (cast.ben, cast.cal, cast.mo):
        issue(cast, owner)
    _, of_many = asked(lambda: ada.get(KEYS))
    assert of_many == of_one
