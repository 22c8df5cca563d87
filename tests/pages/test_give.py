"""Giving a recognition, step by step."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.actions import users
from accounts.models import Organisation
from recognition.models import Recognition
from tests.cast import CoreValueFactory, UserFactory
from tests.pages.giving import WORDS, count, field, form
from tests.pages.visiting import IN_PLACE, cards_of, follow, said, visit, words_of


def test_ann_thanks_ben_without_any_script(cast: SimpleNamespace) -> None:
    browser = visit(cast.ann)
    page = browser.get("/give", {"q": "be"})
    assert f'href="/give?to={cast.ben.pk}"' in page.content.decode()
    page = browser.get("/give", {"to": cast.ben.pk})
    assert "Thank Ben Tester" in words_of(page)
    assert cast.outcome.description in words_of(page)

    page = browser.post("/give", form(cast, step="preview", text=WORDS.replace("\n", "\r\n")))
    assert "This is what everybody will read" in words_of(page)
    assert field(page, "text") == WORDS
    assert count() == (2, 0)

    sent = browser.post("/give", form(cast))
    feed = follow(browser, sent)
    assert said(feed) == ["Sent to Ben."]
    given = Recognition.objects.latest("id")
    assert cards_of(feed)[0] == given.pk
    assert (given.given_by, given.given_for, given.core_value) == (cast.ann, cast.ben, cast.outcome)
    assert given.text == WORDS


def test_with_scripts_the_card_is_put_on_the_feed_in_place(cast: SimpleNamespace) -> None:
    on_feed = {**IN_PLACE, "HX-Current-URL": "http://testserver/?mine=given"}
    part = visit(cast.ann).post("/give", form(cast), headers=on_feed)
    html = part.content.decode()
    assert "<html" not in html
    assert 'hx-swap-oob="afterbegin:#cards"' in html
    assert cards_of(part) == [Recognition.objects.latest("id").pk]
    assert said(part) == ["Sent to Ben."]


def test_with_scripts_on_the_page_of_its_own_one_goes_to_the_feed(cast: SimpleNamespace) -> None:
    elsewhere = {**IN_PLACE, "HX-Current-URL": "http://testserver/give?to=1"}
    browser = visit(cast.ann)
    assert browser.post("/give", form(cast), headers=elsewhere)["HX-Redirect"] == "/"
    assert said(browser.get("/")) == ["Sent to Ben."]


def test_changing_it_after_the_preview_loses_nothing(cast: SimpleNamespace) -> None:
    page = visit(cast.ann).post("/give", form(cast, step="edit"))
    assert page.status_code == 200
    assert field(page, "text") == WORDS
    assert f'value="{cast.outcome.pk}" required checked' in page.content.decode()
    assert count() == (2, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": None}, "Say it in a few words."),
        ({"text": " \r\n "}, "Say it in a few words."),
        ({"text": "x" * 5001}, "At most 5,000 characters."),
        ({"text": "a\0b"}, "Leave out what is no character."),
        ({"core_value": None}, "Choose a value."),
        ({"core_value": "x"}, "Your organisation has no such value any more."),
        ({"core_value": "99999999999999999999"}, "Your organisation has no such value any more."),
        ({"core_value": "foreign"}, "Your organisation has no such value any more."),
    ],
    ids=lambda value: ascii(value)[:40],
)
@pytest.mark.parametrize("step", ["preview", "send"])
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    cast: SimpleNamespace, changes: dict[str, Any], sentence: str, step: str
) -> None:
    if changes.get("core_value") == "foreign":
        changes = {"core_value": cast.candour.pk}
    page = visit(cast.ann).post("/give", form(cast, step=step, **changes))
    assert page.status_code == 422
    assert sentence in words_of(page)
    if "text" not in changes:
        assert field(page, "text") == WORDS
    if "core_value" not in changes:
        assert f'value="{cast.outcome.pk}" required checked' in page.content.decode()
    assert count() == (2, 0)


@pytest.mark.parametrize("number", ["zoe", "ann", "0", "x", "99999999999999999999", "", "root"])
def test_nobody_is_thanked_who_is_no_live_colleague(cast: SimpleNamespace, number: str) -> None:
    number = str(getattr(cast, number).pk) if hasattr(cast, number) else number
    browser = visit(cast.ann)
    asked = browser.get("/give", {"to": number})
    for page in (asked, browser.post("/give", form(cast, to=number))):
        assert "Whom would you like to thank?" in words_of(page)
    assert count() == (2, 0)


def test_who_was_removed_meanwhile_is_not_thanked(cast: SimpleNamespace) -> None:
    users.remove(by=cast.ada, person=cast.ben)
    page = visit(cast.ann).post("/give", form(cast))
    assert "Whom would you like to thank?" in words_of(page)
    assert count() == (2, 0)


def test_where_giving_costs_a_hi5_the_preview_says_so_and_zero_is_too_few(
    cast: SimpleNamespace,
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(recognition_costs_hi5=True, hi5_limit=1)
    browser = visit(cast.ann)
    assert "This costs one of your hi5s." in words_of(browser.post("/give", form(cast, step="p")))
    assert "0 hi5s left" in words_of(follow(browser, browser.post("/give", form(cast))))
    assert count() == (3, 1)
    page = browser.post("/give", form(cast))
    assert page.status_code == 422
    assert "You have no hi5s left just now." in words_of(page)
    assert field(page, "text") == WORDS
    assert count() == (3, 1)


@pytest.mark.parametrize(
    "scripts", [{}, {**IN_PLACE, "HX-Current-URL": "http://testserver/?mine=given"}]
)
def test_what_was_looked_at_once_is_sent_once(
    cast: SimpleNamespace, scripts: dict[str, str]
) -> None:
    Organisation.objects.update(recognition_costs_hi5=True)
    browser = visit(cast.ann)

    def look() -> dict[str, Any]:
        page = browser.post("/give", form(cast, step="preview"))
        return form(cast, once=field(page, "once"))

    first = look()
    browser.post("/give", first, headers=scripts)
    assert count() == (3, 1)
    again = browser.post("/give", first, headers=scripts)
    assert again.headers["HX-Redirect" if scripts else "Location"] == "/"
    assert "Sent to Ben." in said(browser.get("/"))
    assert count() == (3, 1)
    # Other words, another look at the same ones, and somebody else's look are not that one.
    browser.post("/give", {**first, "text": "In other words."})
    browser.post("/give", look())
    visit(cast.cal).post("/give", first)
    assert count() == (6, 4)


def test_a_look_that_was_refused_can_be_sent_when_nothing_is_in_the_way(
    cast: SimpleNamespace,
) -> None:
    Organisation.objects.update(recognition_costs_hi5=True, hi5_limit=0)
    look = form(cast, once="once")
    assert visit(cast.cal).post("/give", look).status_code == 422
    assert count() == (2, 0)
    Organisation.objects.update(recognition_costs_hi5=False)
    assert visit(cast.cal).post("/give", look).status_code == 302
    assert count() == (3, 0)


def test_the_search_finds_live_colleagues_by_the_beginning_of_a_name(
    cast: SimpleNamespace,
) -> None:
    for number in range(12):
        UserFactory(organisation=cast.acme, first_name=f"Bea{number}")
    UserFactory(organisation=cast.globex, first_name="Beatrix")
    removed = UserFactory(organisation=cast.acme, first_name="Beate")
    users.remove(by=cast.ada, person=removed)
    part = visit(cast.ann).get(
        "/give", {"q": " BEA"}, headers={**IN_PLACE, "HX-Target": "give-people"}
    )
    html = part.content.decode()
    assert "<form" not in html
    assert html.count("/give?to=") == 2 * 8
    assert "Beatrix" not in html
    assert "Beate" not in html
    assert "There are more" in words_of(part)
    assert '<p id="give-found" hx-swap-oob="innerHTML">There are more' in html
    nobody = visit(cast.ann).get("/give", {"q": "<b>%"})
    assert "Nobody here has a name that begins with “<b>%”." in words_of(nobody)
    assert "<b>%" not in nobody.content.decode()


def test_those_thanked_lately_are_offered_first(cast: SimpleNamespace) -> None:
    page = visit(cast.ann).get("/give")
    html = page.content.decode()
    assert re.findall(r'href="/give\?to=(\d+)"', html) == [str(cast.ben.pk)]
    fresh = visit(cast.cal).get("/give").content.decode()
    assert str(cast.ben.pk) in re.findall(r'href="/give\?to=(\d+)"', fresh)
    assert str(cast.cal.pk) not in re.findall(r'href="/give\?to=(\d+)"', fresh)


@pytest.mark.parametrize("who", ["mo", "root"])
def test_who_may_not_give_is_told_so(cast: SimpleNamespace, who: str) -> None:
    browser = visit(getattr(cast, who))
    assert browser.get("/give").status_code == 403
    assert browser.post("/give", form(cast)).status_code == 403
    assert count() == (2, 0)


def test_a_form_without_its_token_sends_nothing(cast: SimpleNamespace) -> None:
    assert visit(cast.ann, checks_csrf=True).post("/give", form(cast)).status_code == 403
    assert count() == (2, 0)


def test_the_values_are_offered_as_a_tree(cast: SimpleNamespace) -> None:
    other = CoreValueFactory(organisation=cast.acme, text="Zeal")
    child = CoreValueFactory(organisation=cast.acme, text="Ask early", parent=cast.outcome)
    html = visit(cast.ann).get("/give", {"to": cast.ben.pk}).content.decode()
    order = [int(number) for number in re.findall(r'name="core_value" value="(\d+)"', html)]
    assert order == [cast.outcome.pk, child.pk, other.pk]


def test_the_words_are_kept_as_they_were_typed(cast: SimpleNamespace) -> None:
    typed = "\n\n<script>alert(1)</script> & 'co' \u202e"
    browser: Client = visit(cast.ann)
    page = browser.post("/give", form(cast, step="preview", text=typed))
    assert field(page, "text") == typed
    browser.post("/give", form(cast, text=field(page, "text")))
    assert Recognition.objects.latest("id").text == typed
    assert "<script>alert" not in browser.get("/").content.decode()
