"""Credentials in the admin: made, shown once, switched off and on, each in the history."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import keys
from accounts.actions import credentials, users
from accounts.admin.credentials import CredentialPages
from accounts.models import Change, Credential, User
from peerly.dialects import DIALECTS
from peerly.notation import KEY
from tests.admin.conftest import Enter
from tests.admin.pages import Inputs, everything, follow, page_of, said

KEYS = "/admin/accounts/credential/"
ADD, REVOKE, REACTIVATE = (f"{KEYS}{name}/" for name in ("add", "revoke", "reactivate"))
FAMILIES = [each for each in DIALECTS if each.key_names is not None]


def typed(browser: Client, owner: User, speaks: str = "betterworks") -> dict[str, Any]:
    """Open the form and fill it in; returns what is sent."""
    words = {"speaks": speaks, "owner": owner.pk, "_save": "Save"}
    page = browser.get(ADD)
    return words if page.status_code != 200 else Inputs(page).values | words


def made(browser: Client, owner: User, speaks: str = "betterworks") -> HttpResponse:
    """Have the form make a key."""
    return browser.post(ADD, typed(browser, owner, speaks))


def shown(page: HttpResponse) -> list[str]:
    """Return the keys, or parts of them, that a page has in it."""
    return KEY.findall(page.content.decode())


def key_of(cast: SimpleNamespace, owner: User, by: User | None = None) -> Credential:
    """Return a key that nobody has made in the admin."""
    return credentials.issue(
        by=by or cast.ada, owner=owner, speaks="betterworks", identifier=None
    ).credential


@pytest.mark.parametrize("family", FAMILIES, ids=lambda each: each.name)
def test_a_key_is_made_for_any_family_of_clients_and_shown_once(
    cast: SimpleNamespace, enter: Enter, family: SimpleNamespace
) -> None:
    browser = enter(cast.ada)
    page = made(browser, cast.ann, family.name)

    credential = Credential.objects.get()
    assert (credential.owner, credential.made_by) == (cast.ann, cast.ada)
    assert (credential.speaks, credential.organisation) == (family.name, cast.acme)
    (secret,) = (key for key in shown(page) if key.startswith("plk_"))
    assert credential.fingerprint == keys.fingerprint(secret)
    names = family.key_names
    parts = [name for name in (names.identifier, names.secret) if name]
    rows = re.findall(r'<th scope="row">(\w+)</th><td><code>(\w+)</code>', page.content.decode())
    assert [name for name, _ in rows] == parts
    assert dict(rows)[names.secret] == secret
    assert dict(rows).get(names.identifier or "") == credential.identifier
    assert "no-store" in page["Cache-Control"]
    for address in (KEYS, page_of(credential), page_of(credential, "history"), "/admin/"):
        body = browser.get(address).content.decode()
        assert secret not in body
        assert secret[8:-4] not in body


def test_a_secret_is_in_no_row_of_the_database(cast: SimpleNamespace, enter: Enter) -> None:
    (secret,) = shown(made(enter(cast.ada), cast.ann))

    assert secret not in repr(everything())
    assert all(secret not in repr(each.get_decoded()) for each in Session.objects.all())


def test_the_form_offers_the_families_by_their_titles(cast: SimpleNamespace, enter: Enter) -> None:
    body = enter(cast.ada).get(ADD).content.decode()

    offered = re.findall(r'<option value="(\w+)"[^>]*>([^<]+)</option>', body)
    assert offered == [(each.name, each.title or each.name) for each in FAMILIES]
    assert ("betterworks", "Betterworks") in offered
    assert "peerly" not in dict(offered)


def test_making_one_is_in_the_history_without_the_secret(
    cast: SimpleNamespace, enter: Enter
) -> None:
    (secret,) = shown(made(enter(cast.ada), cast.ann))

    change = Change.objects.get()
    assert (change.what, change.by, change.organisation) == (
        "credentials.issue",
        cast.ada,
        cast.acme,
    )
    assert change.details == {"owner": cast.ann.pk, "speaks": "betterworks"}
    history = enter(cast.ada).get(page_of(Credential.objects.get(), "history")).content.decode()
    assert "credentials.issue" in history
    assert "Ada Tester" in history
    assert secret not in history


def test_the_list_tells_what_there_is_to_know(cast: SimpleNamespace, enter: Enter) -> None:
    cast.ann.last_login = timezone.now()
    cast.ann.save()
    active, revoked = key_of(cast, cast.ann), key_of(cast, cast.ben)
    idle, orphan = key_of(cast, cast.ben), key_of(cast, cast.cal)
    credentials.revoke(by=cast.ada, credential=revoked)
    users.remove(by=cast.ada, person=cast.cal)
    browser = enter(cast.ada)

    body = browser.get(KEYS).content.decode()
    for each in (active, revoked, idle, orphan):
        assert f"{each.beginning}…{each.ending}" in body
    assert re.findall(r'<td class="field-state">([^<]+)</td>', body) == [
        "its owner is removed",
        "its owner must sign in once",
        "revoked",
        "active",
    ]
    assert re.findall(r'<td class="field-family">([^<]+)</td>', body) == ["Betterworks"] * 4
    assert "Ann Tester" in body
    assert list(browser.get(KEYS, {"state": "yes"}).context["cl"].result_list) == [revoked]
    assert revoked not in browser.get(KEYS, {"state": "no"}).context["cl"].result_list
    found = browser.get(KEYS, {"q": active.ending}).context["cl"].result_list
    assert active in found


def test_revoking_asks_first_and_reactivating_brings_the_same_key_back(
    cast: SimpleNamespace, enter: Enter
) -> None:
    credential, browser = key_of(cast, cast.ann), enter(cast.ada)
    before = everything()

    page = browser.get(REVOKE, {"things": credential.pk})
    assert str(credential) in page.content.decode()
    assert everything() == before
    assert said(browser.post(REVOKE, {"things": page.context["answer"]})) == [
        f"{credential}: revoked."
    ]
    off = Credential.objects.get()
    assert off.is_revoked
    assert "Reactivate…" in browser.get(page_of(credential)).content.decode()
    page = browser.get(REACTIVATE, {"things": credential.pk})
    assert "acts as Ann Tester" in page.content.decode()
    told = said(browser.post(REACTIVATE, {"things": page.context["answer"]}))
    assert told == [f"{credential}: reactivated."]
    on = Credential.objects.get()
    assert (on.is_revoked, on.fingerprint) == (False, credential.fingerprint)
    lines = Change.objects.order_by("id").values_list("what", "by")
    assert list(lines)[1:] == [
        ("credentials.revoke", cast.ada.pk),
        ("credentials.reactivate", cast.ada.pk),
    ]


def test_several_are_revoked_at_once_and_those_that_are_off_are_left_out(
    cast: SimpleNamespace, enter: Enter
) -> None:
    one, two, off = (key_of(cast, cast.ann) for _ in range(3))
    credentials.revoke(by=cast.ada, credential=off)
    browser = enter(cast.ada)
    ticked = {"action": "revoke", "index": 0, "_selected_action": [one.pk, two.pk, off.pk]}

    page = follow(browser, browser.post(KEYS, ticked))
    assert page.context["left_out"] == [(str(off), "is revoked already")]
    told = said(browser.post(REVOKE, {"things": page.context["answer"]}))
    assert told == ["2 of 2: revoked."]
    assert not Credential.objects.active().exists()


def test_nothing_of_a_key_is_ever_changed_or_deleted(cast: SimpleNamespace, enter: Enter) -> None:
    credential = key_of(cast, cast.ann)
    before = everything()
    for who in (cast.ada, cast.root):
        browser = enter(who)
        words = {"speaks": "betterworks", "owner": cast.ben.pk, "fingerprint": "0", "_save": "Save"}
        assert browser.post(page_of(credential), words).status_code == 403
        assert browser.post(page_of(credential, "delete"), {"post": "yes"}).status_code == 403
        assert 'name="_save"' not in browser.get(page_of(credential)).content.decode()
    assert everything() == before


def test_nothing_acts_as_an_operator_a_removed_person_or_a_stranger(
    cast: SimpleNamespace, enter: Enter
) -> None:
    users.remove(by=cast.ada, person=cast.cal)
    before = everything()
    for by, owner in [(cast.root, cast.root), (cast.ada, cast.cal), (cast.ada, cast.zoe)]:
        page = made(enter(by), owner)
        assert page.status_code == 200
        assert "errorlist" in page.content.decode(), (by, owner)
        assert shown(page) == []
    for words in ({}, {"speaks": "peerly"}, {"speaks": "nobody"}, {"speaks": "\0"}, {"owner": "x"}):
        fields = {"speaks": "betterworks", "owner": cast.ann.pk} | words
        page = enter(cast.ada).post(ADD, fields if words else {})
        assert "errorlist" in page.content.decode(), words
    assert everything() == before


def test_a_key_of_somebody_made_an_operator_is_revoked_and_never_comes_back(
    cast: SimpleNamespace, enter: Enter
) -> None:
    credential = key_of(cast, cast.ann)
    credentials.revoke(by=cast.ada, credential=credential)
    users.change_role(by=cast.root, person=cast.ann, role_id=1)

    told = said(enter(cast.ada).post(REACTIVATE, {"things": f"{credential.pk}:"}))

    assert told == [f"{credential}: You may not do this."]
    assert Credential.objects.get().is_revoked


def test_moderators_and_other_organisations_have_no_part_in_it(
    cast: SimpleNamespace, enter: Enter
) -> None:
    credential = key_of(cast, cast.ann)
    before = everything()
    assert enter(cast.mo).get(KEYS).status_code == 403
    assert made(enter(cast.mo), cast.ann).status_code == 403
    foreign = enter(cast.gus)
    assert list(foreign.get(KEYS).context["cl"].result_list) == []
    assert said(foreign.post(REVOKE, {"things": f"{credential.pk}:"})) == [
        "Nothing that you chose is there."
    ]
    assert everything() == before


def test_the_operator_makes_keys_within_any_organisation(
    cast: SimpleNamespace, enter: Enter
) -> None:
    assert len(shown(made(enter(cast.root), cast.zoe))) == 1
    assert Credential.objects.get().organisation == cast.globex


def test_a_key_for_clients_there_are_no_more_is_still_told_and_revoked(
    cast: SimpleNamespace, enter: Enter
) -> None:
    old = credentials.issue(by=cast.ada, owner=cast.ann, speaks="bygone", identifier=None)
    browser = enter(cast.ada)

    assert "bygone" in browser.get(KEYS).content.decode()
    assert said(browser.post(REVOKE, {"things": f"{old.credential.pk}:"})) == [
        f"{old.credential}: revoked."
    ]


def test_a_form_sent_once_more_makes_no_second_key(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = typed(browser, cast.ann)
    (secret,) = shown(browser.post(ADD, words))
    before = everything()

    again = browser.post(ADD, words)  # the page that shows the key, loaded anew
    assert again.status_code == 200
    assert "you have made a key since this page was opened" in again.content.decode()
    assert shown(again) == []
    assert secret not in again.content.decode()
    # Nor one that no page has told of: it cannot be as they saw it.
    assert shown(browser.post(ADD, words | {"seen": ""})) == []
    assert everything() == before
    # Somebody else's keys are in nobody's way, and a form that is opened anew makes another one.
    words = typed(browser, cast.ann)
    key_of(cast, cast.zoe, by=cast.root)
    assert len(shown(browser.post(ADD, words))) == 1
    assert Credential.objects.filter(made_by=cast.ada).count() == 2


def test_the_form_and_the_page_say_which_keys_would_not_work(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    page = browser.get(ADD).content.decode()
    # What is made is shown next, whichever button was pressed; so there is one.
    assert 'name="_save"' in page
    assert "_addanother" not in page
    assert "_continue" not in page
    told = dict(re.findall(r"<div>([\w ]+): ([^<]+)</div>", page))
    assert set(told) == {each.title for each in FAMILIES}
    for title, line in told.items():
        assert re.match(
            r"[1-9]\d* of [1-9]\d* requests take an administrator's key", unescape(line)
        )
        assert ("must have signed in once" in line) == (title == "Betterworks")

    assert "It does not work yet: its owner must sign in once." in (
        made(browser, cast.ann).content.decode()
    )
    assert "does not work" not in made(browser, cast.ann, "engage").content.decode()
    users.change_role(by=cast.root, person=cast.ann, role_id=1)
    states = re.findall(r'<td class="field-state">([^<]+)</td>', browser.get(KEYS).content.decode())
    assert states == ["its owner is a SuperAdmin"] * 2


def test_nobody_is_told_a_fingerprint(cast: SimpleNamespace, enter: Enter) -> None:
    credential = key_of(cast, cast.ann)
    for address in (KEYS, page_of(credential), page_of(credential, "history")):
        assert credential.fingerprint not in enter(cast.root).get(address).content.decode()
    assert not {"fingerprint"} & {*CredentialPages.fields, *CredentialPages.list_display}
