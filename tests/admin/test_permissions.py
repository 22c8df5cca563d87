"""Who gets to which page: one written answer for every role and page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model

from tests.admin.conftest import Enter
from tests.admin.pages import LABELS, UNKNOWN, everything, list_of, page_of

MODERATED = {"root", "ada", "mo"}
ADMINISTERED = {"root", "ada"}
OPERATED = {"root"}
AT_HOME = {"ada"}
NOBODY: set[str] = set()

# kind of thing: a row of it, who sees it, adds one, changes one, sees its history
TABLE = {
    "recognition/case": ("case", MODERATED, NOBODY, NOBODY, MODERATED),
    "recognition/report": ("report", MODERATED, NOBODY, NOBODY, NOBODY),
    "recognition/review": ("review", MODERATED, NOBODY, NOBODY, NOBODY),
    "recognition/recognition": ("closed", MODERATED, NOBODY, NOBODY, NOBODY),
    "recognition/hi5": ("hi5", MODERATED, NOBODY, NOBODY, NOBODY),
    "recognition/corevalue": ("child", MODERATED, ADMINISTERED, ADMINISTERED, ADMINISTERED),
    "recognition/badge": ("badge", ADMINISTERED, ADMINISTERED, ADMINISTERED, ADMINISTERED),
    "recognition/badgeaward": ("award", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "recognition/allowance": ("allowance", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "recognition/ledgerentry": ("entry", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/user": ("ben", MODERATED, NOBODY, ADMINISTERED, ADMINISTERED),
    "accounts/organisation": ("acme", ADMINISTERED, OPERATED, ADMINISTERED, ADMINISTERED),
    "accounts/change": ("change", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/department": ("department", ADMINISTERED, AT_HOME, ADMINISTERED, ADMINISTERED),
    "accounts/business": ("business", ADMINISTERED, AT_HOME, ADMINISTERED, ADMINISTERED),
    "accounts/location": ("location", ADMINISTERED, AT_HOME, ADMINISTERED, ADMINISTERED),
    "accounts/jobtitle": ("job_title", ADMINISTERED, AT_HOME, ADMINISTERED, ADMINISTERED),
    "accounts/attribute": ("attribute", ADMINISTERED, AT_HOME, ADMINISTERED, ADMINISTERED),
    "accounts/record": ("record", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/membership": ("membership", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/engagement": ("engagement", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/supervision": ("supervision", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/event": ("event", ADMINISTERED, NOBODY, NOBODY, NOBODY),
    "accounts/credential": ("credential", ADMINISTERED, ADMINISTERED, NOBODY, ADMINISTERED),
    "accounts/revokedtoken": ("revoked_token", OPERATED, NOBODY, NOBODY, NOBODY),
    "accounts/keptanswer": ("kept_answer", OPERATED, NOBODY, NOBODY, NOBODY),
    "accounts/tally": ("tally", OPERATED, NOBODY, NOBODY, NOBODY),
    "social_django/usersocialauth": ("google_account", OPERATED, NOBODY, NOBODY, NOBODY),
}
CONFIRMATIONS = {
    "recognition/case/uphold": ("case", MODERATED),
    "recognition/case/dismiss": ("case", MODERATED),
    "recognition/badge/remove": ("badge", ADMINISTERED),
    "accounts/user/remove": ("ben", ADMINISTERED),
    "accounts/user/restore": ("leaver", ADMINISTERED),
    "accounts/user/grant": ("ben", ADMINISTERED),
    "accounts/department/deletion": ("department", ADMINISTERED),
    "accounts/business/deletion": ("business", ADMINISTERED),
    "accounts/location/deletion": ("location", ADMINISTERED),
    "accounts/jobtitle/deletion": ("job_title", ADMINISTERED),
    "accounts/attribute/deletion": ("attribute", ADMINISTERED),
    "accounts/credential/revoke": ("credential", ADMINISTERED),
    "accounts/credential/reactivate": ("credential", ADMINISTERED),
}
STAFF = ("root", "ada", "mo")
OTHERS = ("ann", None)


def kinds() -> list[str]:
    """Return every kind of thing that has pages in the admin."""
    metas = [model._meta for model in admin.site._registry]
    return [f"{meta.app_label}/{meta.model_name}" for meta in metas]


ADDED_UP = {
    f"recognition/{name}"
    for name in ("monthlytally", "spantally", "participationtally", "valuetally", "lastthanks")
}


def test_every_kind_of_thing_has_pages_and_a_row_in_the_table() -> None:
    assert set(kinds()) == set(TABLE)
    models = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
    known = {f"{model._meta.app_label}/{model._meta.model_name}" for model in models}
    # What is added up from recognitions is shown as the leaderboard and the insights.
    assert known - ADDED_UP < set(TABLE)


@pytest.mark.parametrize("who", STAFF)
def test_staff_get_the_pages_of_their_role(stage: SimpleNamespace, enter: Enter, who: str) -> None:
    browser = enter(getattr(stage, who))
    for kind, (row, viewers, adders, changers, historians) in TABLE.items():
        thing: Model = getattr(stage, row)
        page = browser.get(page_of(thing))
        seen = {
            "list": browser.get(list_of(kind)).status_code,
            "page": page.status_code,
            "add": browser.get(f"/admin/{kind}/add/").status_code,
            "history": browser.get(page_of(thing, "history")).status_code,
            "delete": browser.get(page_of(thing, "delete")).status_code,
            "can be saved": 'name="_save"' in page.content.decode(),
        }
        assert seen == {
            "list": 200 if who in viewers else 403,
            "page": 200 if who in viewers else 403,
            "add": 200 if who in adders else 403,
            "history": 200 if who in historians else 403,
            "delete": 403,
            "can be saved": who in changers,
        }, kind


@pytest.mark.parametrize("who", STAFF)
def test_what_a_role_may_not_change_stays_as_it_is(
    stage: SimpleNamespace, enter: Enter, who: str
) -> None:
    browser, before = enter(getattr(stage, who)), everything()
    for kind, (row, _, adders, changers, _) in TABLE.items():
        thing: Model = getattr(stage, row)
        fields = {field.attname: "1" for field in thing._meta.fields} | {"_save": "Save"}
        if who not in changers:
            assert browser.post(page_of(thing), fields).status_code == 403, kind
        if who not in adders:
            assert browser.post(f"/admin/{kind}/add/", fields).status_code == 403, kind
            copied = browser.post(page_of(thing), fields | {"_saveasnew": "1"})
            assert copied.status_code == 403, kind
        deleted = browser.post(page_of(thing, "delete"), {"post": "yes"})
        assert deleted.status_code == 403, kind
        ticked = {"action": "delete_selected", "_selected_action": thing.pk, "index": 0}
        answer = browser.post(list_of(kind), ticked | {"post": "yes"})
        assert answer.status_code in {200, 302, 403}, kind
    assert everything() == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("who", STAFF)
def test_asking_pages_are_for_those_who_may_act(
    stage: SimpleNamespace, enter: Enter, who: str
) -> None:
    browser, before = enter(getattr(stage, who)), everything()
    for address, (row, actors) in CONFIRMATIONS.items():
        thing: Model = getattr(stage, row)
        asked = browser.get(f"/admin/{address}/?things={thing.pk}")
        assert asked.status_code == (200 if who in actors else 403), address
        if who not in actors:
            words = {"things": f"{thing.pk}:", "amount": 1, "reason": "x", "comment": "x"}
            assert browser.post(f"/admin/{address}/", words).status_code == 403, address
    assert everything() == before


@pytest.mark.parametrize("who", OTHERS)
def test_employees_and_strangers_are_sent_to_the_login_page(
    stage: SimpleNamespace, enter: Enter, who: str | None
) -> None:
    browser, before = enter(getattr(stage, who) if who else None), everything()
    addresses = ["/admin/", "/admin/autocomplete/", "/admin/jsi18n/", "/admin/recognition/"]
    addresses += [f"/admin/{address}/" for address in CONFIRMATIONS]
    for kind, (row, *_) in TABLE.items():
        thing = getattr(stage, row)
        addresses += [list_of(kind), f"/admin/{kind}/add/"]
        addresses += [page_of(thing, page) for page in ("change", "history", "delete")]
    for address in addresses:
        for response in (browser.get(address), browser.post(address, {"things": "1"})):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/?next=/admin/"), address
    assert everything() == before


def test_nothing_in_the_admin_deletes_or_views_on_site(
    stage: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(stage.root)
    assert browser.get(f"/admin/r/1/{stage.ben.pk}/").status_code == 404
    for kind in TABLE:
        body = browser.get(list_of(kind)).content.decode()
        assert "delete_selected" not in body
        assert "deletelink" not in body


def test_somebody_removed_is_out_at_once(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.mo)
    assert browser.get("/admin/").status_code == 200
    stage.mo.delete(by=stage.ada)
    assert browser.get("/admin/").status_code == 302


def test_a_demotion_counts_from_the_next_page(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.ada)
    assert browser.get(list_of("accounts/organisation")).status_code == 200
    stage.ada.role = 4
    stage.ada.save()
    assert browser.get(list_of("accounts/organisation")).status_code == 403


def test_an_unknown_id_leads_to_the_front_page(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.root)
    for id_ in (UNKNOWN, 10**30, "abc", "-1", "%00", "1%2C2"):
        response = browser.get(f"/admin/accounts/user/{id_}/change/")
        assert response.status_code == 302, id_
        assert response["Location"] == "/admin/", id_
