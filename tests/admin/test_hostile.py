"""Whatever is typed into an address or posted: an answer, and nothing half-done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from tests.admin.conftest import Enter
from tests.admin.pages import everything, list_of, page_of
from tests.admin.test_permissions import CONFIRMATIONS, TABLE

NONSENSE = ["", "\0", "abc", "-1", "9" * 30, "1.5", "[]", "x" * 900]
EVERYWHERE = ["q", "p", "o", "_to_field", "id__in"]


def test_nonsense_in_the_address_of_a_list(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.root)
    for kind in TABLE:
        filters = browser.get(list_of(kind)).context["cl"].filter_specs
        names = [name for each in filters for name in each.expected_parameters() if name]
        for name in [*EVERYWHERE, *names]:
            for value in ("\0", "9" * 30):
                response = browser.get(list_of(kind), {name: value})
                assert response.status_code in {200, 302, 400}, (kind, name, value)


@pytest.mark.parametrize("kind", [kind for kind, row in TABLE.items() if row[3]])
def test_nonsense_posted_to_a_form(stage: SimpleNamespace, enter: Enter, kind: str) -> None:
    thing: Model = getattr(stage, TABLE[kind][0])
    names = [field.name for field in thing._meta.fields]
    for who in (stage.root, stage.ada):
        browser, before = enter(who), everything()
        for value in NONSENSE:
            fields = dict.fromkeys([*names, *(f"{name}_0" for name in names)], value)
            fields |= {"_changelist_filters": value, "_continue": "1"}
            for address in (page_of(thing), f"/admin/{kind}/add/"):
                assert browser.post(address, fields).status_code in {200, 302, 403}, value
            assert browser.get(f"/admin/{kind}/add/", fields).status_code in {200, 403}, value
        assert everything() == before


def test_nonsense_beside_a_form(stage: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(stage.root), everything()
    for row, *_ in TABLE.values():
        page = page_of(getattr(stage, row))
        for name in ("_to_field", "_popup", "_saveasnew", "_changelist_filters"):
            for value in ("", "\0", "password"):
                assert browser.get(page, {name: value}).status_code in {200, 400}
                assert browser.post(page, {name: value}).status_code in {200, 302, 400, 403}
    assert everything() == before


@pytest.mark.parametrize("kind", ["recognition/case", "accounts/user", "recognition/badge"])
def test_nonsense_ticked_in_a_list(stage: SimpleNamespace, enter: Enter, kind: str) -> None:
    browser, before = enter(stage.ada), everything()
    for value in NONSENSE:
        for words in (
            {"action": "remove", "index": 0, "_selected_action": value},
            {"action": "uphold", "index": 0, "_selected_action": value},
            {"action": value, "index": 0, "_selected_action": "1"},
            {"action": "uphold", "index": value, "_selected_action": "1"},
            {"action": "uphold", "index": 0, "_selected_action": "1", "select_across": value},
            {"_save": value, "form-TOTAL_FORMS": value},
        ):
            assert browser.post(list_of(kind), words).status_code in {200, 302}, words
    assert everything() == before


@pytest.mark.parametrize("address", CONFIRMATIONS)
def test_nonsense_posted_to_a_page_that_asks(
    stage: SimpleNamespace, enter: Enter, address: str
) -> None:
    browser, before = enter(stage.ada), everything()
    nonsense: list[Any] = [*NONSENSE, ":", ",", "1:", ":1", "1:2:3", "1" * 20, "1,1,1:9.9.9", "²"]
    for value in nonsense:
        words = {"things": value, "comment": "", "amount": "", "reason": "\0"}
        if "uphold" in address or "dismiss" in address:
            words |= {"comment": "\0"}
        elif "grant" not in address:
            continue
        assert browser.post(f"/admin/{address}/", words).status_code in {200, 302}, value
    for value in nonsense:
        assert browser.get(f"/admin/{address}/", {"things": value}).status_code in {200, 302}, value
        for method in (browser.put, browser.patch, browser.delete, browser.options, browser.head):
            assert method(f"/admin/{address}/?things={value[:9]}").status_code in {200, 302}
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
