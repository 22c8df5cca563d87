"""Whatever is typed into an address or posted: an answer, and nothing half-done."""

from __future__ import annotations

from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from tests.admin.conftest import Enter
from tests.admin.pages import everything, list_of, page_of
from tests.admin.test_permissions import CONFIRMATIONS, TABLE

HUGE = "9" * 30
NONSENSE = ["", "\0", "-1", "1.5", HUGE, "x" * 900]
EVERYWHERE = ["q", "p", "o", "_to_field", "id__in"]
FORMS = [kind for kind, row in TABLE.items() if row[3]]


def test_nonsense_in_the_address_of_a_list(stage: SimpleNamespace, enter: Enter) -> None:
    browser, met, either = enter(stage.root), set(), cycle(("\0", HUGE))
    for kind in TABLE:
        filters = browser.get(list_of(kind)).context["cl"].filter_specs
        names = [name for each in filters for name in each.expected_parameters() if name]
        for name in [*EVERYWHERE, *names]:
            # Both for each parameter where it first appears, then one and the other by turns.
            for value in [next(either)] if name in met else ["\0", HUGE]:
                response = browser.get(list_of(kind), {name: value})
                assert response.status_code in {200, 302, 400}, (kind, name, value)
            met.add(name)


@pytest.mark.parametrize("kind", FORMS)
def test_nonsense_posted_to_a_form(stage: SimpleNamespace, enter: Enter, kind: str) -> None:
    thing: Model = getattr(stage, TABLE[kind][0])
    names = [field.name for field in thing._meta.fields]
    before = everything()
    # Hers is the operator's form with fewer inputs.
    for who, values in ((stage.root, NONSENSE), (stage.ada, ["\0"])):
        browser = enter(who)
        for value in values:
            fields = dict.fromkeys([*names, *(f"{name}_0" for name in names)], value)
            fields |= {"_changelist_filters": value, "_shown": value, "_continue": "1"}
            for address in (page_of(thing), f"/admin/{kind}/add/"):
                assert browser.post(address, fields).status_code in {200, 302, 403}, value
            if value in {"\0", HUGE}:  # which a page may be filled in with by its address
                assert browser.get(f"/admin/{kind}/add/", fields).status_code in {200, 403}, value
    assert everything() == before


def test_nonsense_beside_a_form(stage: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(stage.root), everything()
    fields = [{"_to_field": "password"}, {"_to_field": "\0"}]
    others = [{"_popup": "1", "_changelist_filters": "\0"}, {"_saveasnew": "1"}]
    for kind, (row, *_) in TABLE.items():
        page = page_of(getattr(stage, row))
        for words in (*fields, others[0]):
            assert browser.get(page, words).status_code in {200, 400}, (kind, words)
        for words in [*fields, *others] if kind in FORMS else fields[:1]:
            assert browser.post(page, words).status_code in {200, 302, 400, 403}, (kind, words)
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "action", "values"),
    [
        ("recognition/case", "uphold", NONSENSE),
        ("accounts/user", "remove", ["\0", HUGE]),
        ("recognition/badge", "remove", ["\0", HUGE]),
    ],
)
def test_nonsense_ticked_in_a_list(
    stage: SimpleNamespace, enter: Enter, kind: str, action: str, values: list[str]
) -> None:
    browser, before = enter(stage.ada), everything()
    for value in values:
        for words in (
            {"action": action, "index": 0, "_selected_action": value},
            {"action": value, "index": 0, "_selected_action": "1"},
            {"action": action, "index": value, "_selected_action": "1"},
            {"action": action, "index": 0, "_selected_action": "1", "select_across": value},
            {"_save": value, "form-TOTAL_FORMS": value},
        ):
            assert browser.post(list_of(kind), words).status_code in {200, 302}, words
    assert everything() == before


STAMPED = [":", ",", "1:", ":1", "1:2:3", "1" * 20, "1,1,1:9.9.9", "²"]


@pytest.mark.parametrize("address", CONFIRMATIONS)
def test_nonsense_posted_to_a_page_that_asks(
    stage: SimpleNamespace, enter: Enter, address: str
) -> None:
    browser, before = enter(stage.ada), everything()
    # One function reads it for all of them.
    nonsense = [*NONSENSE, *STAMPED] if address.endswith("uphold") else ["\0", HUGE, "1:2:3"]
    words: dict[str, Any] = {"comment": "\0", "amount": "", "reason": "\0"}
    for value in nonsense:
        assert browser.get(f"/admin/{address}/", {"things": value}).status_code in {200, 302}, value
        # These need no words, and so would do it.
        if not address.endswith(("remove", "restore", "revoke", "reactivate", "deletion")):
            posted = browser.post(f"/admin/{address}/", words | {"things": value})
            assert posted.status_code in {200, 302}, value
    for method in (browser.put, browser.patch, browser.delete, browser.options, browser.head):
        assert method(f"/admin/{address}/?things=1").status_code in {200, 302}
    assert everything() == before


def test_nonsense_to_look_up(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.ada)
    where = {"app_label": "recognition", "model_name": "corevalue", "field_name": "parent"}
    for name in [*where, "term", "page"]:
        for value in NONSENSE:
            response = browser.get("/admin/autocomplete/", where | {name: value})
            assert response.status_code in {200, 403, 404}, (name, value)
    for field in ("password", "id", "soft_delete_by", "organisation", "nothing"):
        asked = {"app_label": "accounts", "model_name": "user", "field_name": field}
        assert browser.get("/admin/autocomplete/", asked).status_code in {200, 403}


def test_what_comes_without_a_token_of_the_form_is_refused(stage: SimpleNamespace) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(stage.mo, backend="accounts.passwords.PasswordBackend")
    before = everything()
    words = {"things": f"{stage.case.pk}:0.1", "comment": ""}
    assert browser.post("/admin/recognition/case/uphold/", words).status_code == 403
    assert everything() == before
