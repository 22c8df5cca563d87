"""Nothing of another organisation in any page, and its ids are ids of nothing."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client

from tests.admin.conftest import Enter
from tests.admin.pages import UNKNOWN, everything, list_of, masked, page_of, said
from tests.admin.test_permissions import CONFIRMATIONS, TABLE

FOREIGN = {
    "recognition/case": "foreign_case",
    "recognition/report": "foreign_report",
    "recognition/review": "foreign_review",
    "recognition/recognition": "foreign_closed",
    "recognition/hi5": "foreign_hi5",
    "recognition/corevalue": "foreign_child",
    "recognition/badge": "foreign_badge",
    "recognition/badgeaward": "foreign_award",
    "recognition/allowance": "foreign_allowance",
    "recognition/ledgerentry": "foreign_entry",
    "accounts/user": "zoe",
    "accounts/department": "foreign_department",
    "accounts/business": "foreign_business",
    "accounts/location": "foreign_location",
    "accounts/jobtitle": "foreign_job_title",
    "accounts/attribute": "foreign_attribute",
    "accounts/record": "foreign_record",
    "accounts/membership": "foreign_membership",
    "accounts/engagement": "foreign_engagement",
    "accounts/supervision": "foreign_supervision",
    "accounts/event": "foreign_event",
    "accounts/credential": "foreign_credential",
    "accounts/organisation": "globex",
    "accounts/change": "foreign_change",
}
CANARIES = ["zanzibar", "globex", "zoe", "yan", "mia", "gus", "candour", "new_york", "root"]
SECRETS = ["argon2", "ya29.", "secret-key", "f00df00d", "access_token"]


def crawl(browser: Client, *, filters: bool, each: int = 1000) -> dict[str, str]:
    """Return the text of every page that links lead to, with or without one of each filter.

    Of pages that differ by a thing's number only, ``each`` are enough.
    """
    shapes: Counter[str] = Counter()
    found: dict[str, str] = {}
    filtered: set[tuple[str, str]] = set()
    ahead = ["/admin/"]
    while ahead:
        address = ahead.pop()
        shape = re.sub(r"\d+", "#", address)
        if address in found or shapes[shape] >= each:
            continue
        shapes[shape] += 1
        response = browser.get(address)
        if response.status_code == 302:
            ahead.append(urljoin(address, response["Location"]))
            found[address] = "; ".join(said(response))
            continue
        assert response.status_code == 200, address
        found[address] = body = response.content.decode()
        for link in re.findall(r'href="([^"#]+)"', body):
            to = urljoin(address, link.replace("&amp;", "&"))
            parts = urlsplit(to)
            names = [name for name, _ in parse_qsl(parts.query)]
            is_new = not {"o", "_changelist_filters", "at__gte", "given_at__gte"} & set(names)
            is_new = is_new and len(names) <= (1 if filters else 0)
            for name in names:
                is_new = is_new and (parts.path, name) not in filtered
                filtered.add((parts.path, name))
            if parts.path.startswith("/admin/") and is_new:
                ahead.append(f"{parts.path}?{parts.query}".rstrip("?"))
    return found


@pytest.mark.parametrize("who", ["ada", "mo"])
def test_no_page_names_anybody_or_anything_of_another_organisation(
    stage: SimpleNamespace, enter: Enter, who: str
) -> None:
    pages = crawl(enter(getattr(stage, who)), filters=True)
    assert len(pages) > (85 if who == "ada" else 35)
    for address, body in pages.items():
        # What is Peerly's own: the list of all time zones, and a form's token of random letters.
        told = re.sub(r'<select [^>]*name="timezone".*?</select>', "", body, flags=re.DOTALL)
        told = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", told).lower()
        for canary in CANARIES:
            assert not re.search(rf"\b{canary}", told), (canary, address)


def test_the_operator_sees_both_organisations_and_no_secret(
    stage: SimpleNamespace, enter: Enter
) -> None:
    pages = crawl(enter(stage.root), filters=False, each=2)
    assert len(pages) > 60
    told = "".join(pages.values())
    assert "zanzibar" in told
    assert "Kindness" in told
    for secret in SECRETS:
        assert secret not in told


def test_an_organisation_is_told_of_the_operator_without_a_name(
    stage: SimpleNamespace, enter: Enter
) -> None:
    body = enter(stage.ada).get(page_of(stage.acme, "history")).content.decode()
    assert "the operator" in body
    assert "Root" not in body
    assert "Root" in enter(stage.root).get(page_of(stage.acme, "history")).content.decode()


def without(id_: int, messages: list[str]) -> list[str]:
    """Return messages without the id that was asked for."""
    return [each.replace(f"“{id_}”", "“#”") for each in messages]


def actions_of(browser: Client, kind: str) -> list[str]:
    """Return what can be done to what is ticked in a list."""
    chooser = re.search(
        r'<select name="action".*?</select>', browser.get(list_of(kind)).content.decode(), re.DOTALL
    )
    return re.findall(r'value="(\w+)"', chooser[0]) if chooser else []


@pytest.mark.parametrize("who", ["ada", "mo"])
def test_a_foreign_id_is_an_unknown_id(stage: SimpleNamespace, enter: Enter, who: str) -> None:
    before, offered = everything(), set()

    def ask(kind: str, id_: int, actions: list[str]) -> list[Any]:
        browser, answers = enter(getattr(stage, who)), []
        for page in ("change", "history", "delete"):
            address = f"/admin/{kind}/{id_}/{page}/"
            answers += [browser.get(address), browser.post(address, {"_save": "1"})]
        answers.append(browser.get(f"/admin/{kind}/{id_}/change/?_popup=1&_to_field=id"))
        for action in actions:
            ticked = {"action": action, "index": 0, "_selected_action": id_}
            answers.append(browser.post(list_of(kind), ticked))
        # Each with everything that was said on the way to it.
        return [(masked(each, id_), without(id_, said(each))) for each in answers]

    for kind, row in FOREIGN.items():
        if who in TABLE[kind][1]:
            actions = actions_of(enter(getattr(stage, who)), kind)
            offered |= set(actions)
            foreign = getattr(stage, row).pk
            assert ask(kind, foreign, actions) == ask(kind, UNKNOWN, actions), kind
    assert offered >= ({"uphold", "remove"} if who == "ada" else {"uphold"})
    assert everything() == before


@pytest.mark.parametrize("who", ["ada", "mo"])
def test_nothing_is_done_to_what_is_foreign(stage: SimpleNamespace, enter: Enter, who: str) -> None:
    before = everything()

    def ask(address: str, id_: int) -> list[Any]:
        browser = enter(getattr(stage, who))
        words = {"things": f"{id_}:0.1", "comment": "x", "amount": 1, "reason": "x"}
        asked = browser.get(f"/admin/{address}/?things={id_}")
        done = browser.post(f"/admin/{address}/", words)
        return [(masked(each, id_), said(each)) for each in (asked, done)]

    for address in CONFIRMATIONS:
        row = FOREIGN[address.rpartition("/")[0]]
        foreign = stage.foreign_leaver if address.endswith("restore") else getattr(stage, row)
        assert ask(address, foreign.pk) == ask(address, UNKNOWN), address
    assert everything() == before


def test_filters_tell_foreign_and_unknown_alike(stage: SimpleNamespace, enter: Enter) -> None:
    browser = enter(stage.ada)
    for kind, name, foreign in [
        ("recognition/ledgerentry", "user", stage.zoe.pk),
        ("recognition/allowance", "user", stage.zoe.pk),
        ("recognition/badgeaward", "user", stage.yan.pk),
        ("recognition/hi5", "recognition", stage.foreign_thanks.pk),
        ("recognition/case", "organisation", stage.globex.pk),
        ("recognition/case", "recognition__given_by", stage.zoe.pk),
        ("recognition/corevalue", "parent__id__exact", stage.candour.pk),
        ("accounts/user", "organisation__id__exact", stage.globex.pk),
    ]:
        answers = []
        for id_ in (foreign, UNKNOWN):
            status, location, body = masked(browser.get(list_of(kind), {name: id_}), id_)
            body = body.replace(f'name="{name}" value="{id_}"', "").replace(f"{name}={id_}", "")
            answers.append((status, location, body))
        assert answers[0] == answers[1], (kind, name)


def test_no_column_can_be_spelt_out_by_asking(stage: SimpleNamespace, enter: Enter) -> None:
    for who in (stage.ada, stage.root):
        browser = enter(who)
        for kind, lookup in [
            ("accounts/user", "password__startswith"),
            ("accounts/user", "organisation__name__startswith"),
            ("accounts/change", "by__email__startswith"),
            ("recognition/review", "moderated_by__first_name"),
            ("recognition/ledgerentry", "by__email__contains"),
            ("recognition/case", "status__regex"),
            ("accounts/organisation", "people__password__startswith"),
        ]:
            assert browser.get(list_of(kind), {lookup: "a"}).status_code == 400, lookup


def test_looking_things_up_finds_ones_own(stage: SimpleNamespace, enter: Enter) -> None:
    where = {"app_label": "recognition", "model_name": "corevalue", "field_name": "parent"}

    def found(who: Any, term: str, **other: str) -> list[str]:
        answer = enter(who).get("/admin/autocomplete/", where | other | {"term": term})
        return [each["text"] for each in answer.json()["results"]]

    assert found(stage.ada, "") == [stage.outcome.text, stage.child.text]
    assert found(stage.ada, "Candour") == []
    assert found(stage.root, "Candour") == ["Candour"]
    assert found(stage.ada, "\0") == []
    assert found(stage.ada, "", field_name="organisation") == ["Acme"]
    people = {"model_name": "recognition", "field_name": "given_for"}
    assert found(stage.ada, "zoe", **people) == []
    assert found(stage.mo, "Zanzibar", **people) == []
    assert found(stage.mo, "Ben", **people) == ["Ben Tester"]


def test_a_foreign_parent_is_an_unknown_parent(stage: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(stage.ada), everything()

    def ask(id_: int | str) -> str:
        words = {
            "text": "New",
            "description": "New",
            "parent": id_,
            "organisation": stage.globex.pk,
        }
        response = browser.post("/admin/recognition/corevalue/add/", words)
        assert response.status_code == 200
        assert "Select a valid choice" in response.content.decode()
        return masked(response, id_)[2]

    assert ask(stage.candour.pk) == ask(UNKNOWN)
    for nonsense in ("abc", "9" * 30, "-1", "1.5"):
        ask(nonsense)
    assert everything() == before


def test_what_an_administrator_adds_is_added_at_home(stage: SimpleNamespace, enter: Enter) -> None:
    words = {"text": "New", "description": "New", "organisation": stage.globex.pk}
    response = enter(stage.ada).post("/admin/recognition/corevalue/add/", words)
    assert response.status_code == 302
    assert stage.acme.pk == type(stage.child).objects.get(text="New").organisation_id


def test_search_finds_ones_own(stage: SimpleNamespace, enter: Enter) -> None:
    for who, words in ((stage.ada, ["zanzibar", "Zoe", "globex", "Root"]), (stage.mo, ["Zoe"])):
        browser = enter(who)
        for kind in FOREIGN:
            for word in words:
                response = browser.get(list_of(kind), {"q": word})
                if response.status_code == 200:
                    assert response.context["cl"].result_count == 0, (kind, word)


def test_the_table_of_foreign_things_is_complete() -> None:
    operators = {"accounts/revokedtoken", "accounts/keptanswer", "accounts/tally"}
    assert set(TABLE) - operators - {"social_django/usersocialauth"} == set(FOREIGN)
