"""What people come for, from the first click to the last, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation
from recognition.models import Hi5, Recognition
from tests.browser.conftest import NARROW, Open
from tests.cast import RecognitionFactory

WORDS = "Your runbook saved my night.\nReally."


def card(page: Page, thanks: Recognition) -> Any:
    return page.locator(f"#thanks-{thanks.pk}")


def thank_ben(page: Page) -> None:
    """Write to Ben, and stop at the preview."""
    page.get_by_role("link", name="Who has made your week better?").click()
    page.get_by_role("searchbox").fill("be")
    page.locator("#give-people").get_by_role("link", name="Ben Tester").click()
    expect(page.get_by_role("heading", name="Thank Ben Tester")).to_be_focused()
    page.locator("#give").get_by_text("Own the outcome").click()
    page.get_by_label("What did they do?").fill(WORDS)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="This is what everybody will read")).to_be_focused()


@pytest.mark.parametrize("width", [1280, NARROW])
def test_ann_thanks_ben_in_place(cast: SimpleNamespace, open_page: Open, width: int) -> None:
    page = open_page("/", cast.ann, width=width)
    thank_ben(page)
    assert Recognition.objects.count() == 2
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="Sent to Ben.")).to_be_visible()
    given = Recognition.objects.latest("id")
    assert given.text == WORDS
    assert page.locator("#cards article").first.get_attribute("id") == f"thanks-{given.pk}"
    expect(page.get_by_role("link", name="Who has made your week better?")).to_be_focused()
    assert page.url.endswith("/")


def test_cal_gives_a_hi5_and_takes_it_back(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/", cast.cal)
    thanks = card(page, cast.thanks)
    thanks.get_by_text("with a word").click()
    expect(thanks.get_by_role("textbox", name="What would you like to add?")).to_be_focused()
    page.keyboard.type("So true!")
    page.keyboard.press("Enter")
    expect(thanks.locator(".hi5-given")).to_be_focused()
    expect(page.locator("#balance")).to_contain_text("4 hi5s left")
    assert Hi5.objects.standing().get().comment == "So true!"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(thanks.get_by_role("button", name="Hi5")).to_be_focused()
    expect(page.locator("#balance")).to_contain_text("5 hi5s left")
    assert not Hi5.objects.standing().exists()


def test_the_last_hi5_takes_the_buttons_of_all_cards_along(
    cast: SimpleNamespace, open_page: Open
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(hi5_limit=1)
    others = {"given_by": cast.ada, "given_for": cast.ann, "core_value": cast.outcome}
    other = RecognitionFactory(given_at=cast.thanks.given_at, **others)
    page = open_page("/", cast.cal)
    untouched = card(page, other)
    expect(untouched.get_by_text("New hi5s on")).to_be_hidden()
    card(page, cast.thanks).get_by_role("button", name="Hi5").click()
    expect(page.locator("#balance")).to_contain_text("0 hi5s left")
    expect(untouched.get_by_role("button", name="Hi5")).to_have_count(0)
    expect(untouched.get_by_text("New hi5s on")).to_be_visible()
    card(page, cast.thanks).get_by_role("button", name="Undo").click()
    expect(untouched.get_by_role("button", name="Hi5")).to_be_visible()
    expect(untouched.get_by_text("New hi5s on")).to_be_hidden()


@pytest.mark.one_database("nothing is written")
def test_the_filters_open_and_close_in_place(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/", cast.ann)
    toggle = page.get_by_role("link", name="Filter")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.press("Enter")
    expect(page.get_by_role("heading", name="Which recognitions?")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(toggle).to_be_focused()
    toggle.press("Enter")
    expect(page.get_by_role("heading", name="Which recognitions?")).to_have_count(0)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    page.get_by_label("Your account").press("Enter")
    expect(page.get_by_role("link", name="My profile")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="My profile")).to_be_hidden()
    expect(page.get_by_label("Your account")).to_be_focused()


@pytest.mark.one_database("nothing is written")
def test_what_is_missing_gets_the_focus(cast: SimpleNamespace, open_page: Open, watch: Any) -> None:
    page = open_page(f"/give?to={cast.ben.pk}", cast.ann)
    watch.expect("status of 422")
    page.locator("#give").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    page.get_by_role("radio").first.check()
    page.locator("#give").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_label("What did they do?")).to_be_focused()


def test_a_refusal_in_place_is_announced(
    cast: SimpleNamespace, open_page: Open, watch: Any
) -> None:
    page = open_page("/", cast.cal)
    Hi5.objects.create(
        organisation=cast.acme,
        recognition=cast.thanks,
        given_by=cast.cal,
        given_at=cast.thanks.given_at,
    )
    watch.expect("status of 422")
    card(page, cast.thanks).get_by_role("button", name="Hi5").click()
    told = page.get_by_role("status").filter(has_text="You have already given a hi5")
    expect(told).to_be_visible()
    assert Hi5.objects.count() == 1


@pytest.mark.one_database("a draft is in the browser")
def test_a_draft_survives_a_reload_and_goes_once_it_is_sent(
    cast: SimpleNamespace, open_page: Open
) -> None:
    page = open_page(f"/give?to={cast.ben.pk}", cast.ann)
    page.get_by_text("Own the outcome").last.click()
    page.get_by_label("What did they do?").type("Half a thou")
    expect(page.get_by_text("11 of 5,000 characters")).to_be_visible()
    page.reload()
    expect(page.get_by_label("What did they do?")).to_have_value("Half a thou")
    expect(page.get_by_role("radio", name="Own the outcome")).to_be_checked()
    page.goto(f"/give?to={cast.cal.pk}")
    expect(page.get_by_label("What did they do?")).to_have_value("")
    page.goto(f"/give?to={cast.ben.pk}")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("What did they do?")).to_have_value("Half a thou")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile("/give.*|/$"))
    expect(page.get_by_role("status").filter(has_text="Sent to Ben.")).to_be_attached()
    page.goto(f"/give?to={cast.ben.pk}")
    expect(page.get_by_label("What did they do?")).to_have_value("")


def test_without_scripts_everything_works(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/", cast.ann, java_script_enabled=False)
    page.get_by_role("link", name="Who has made your week better?").click()
    page.get_by_role("searchbox").fill("be")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ben Tester").click()
    page.get_by_text("Own the outcome").last.click()
    page.get_by_label("What did they do?").fill(WORDS)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="Sent to Ben.")).to_be_visible()
    assert Recognition.objects.latest("id").text == WORDS

    page = open_page("/", cast.cal, java_script_enabled=False)
    thanks = card(page, cast.thanks)
    thanks.get_by_role("button", name="Hi5").click()
    expect(thanks.get_by_text("Your hi5")).to_be_visible()
    thanks.get_by_role("button", name="Undo").click()
    expect(thanks.get_by_role("button", name="Hi5")).to_be_visible()
    page.get_by_role("link", name="Filter").click()
    page.get_by_label("Words").fill("nothing like this")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()


@pytest.mark.one_database("the page asks, whatever answers")
def test_new_ones_are_told_of_and_move_nothing(
    cast: SimpleNamespace, open_page: Open, make_thanks: Callable[..., Recognition]
) -> None:
    page = open_page("/", cast.cal)
    place = page.locator("#cards article").first.bounding_box()
    newer = make_thanks()
    page.evaluate("htmx.trigger('#news', 'every')")
    page.evaluate(
        "htmx.ajax('GET', document.getElementById('news').getAttribute('hx-get') + '?newest="
        f"{cast.thanks.pk}', '#news')"
    )
    told = page.get_by_role("link", name="1 new")
    expect(told).to_be_visible()
    assert page.locator("#cards article").first.bounding_box() == place
    told.click()
    expect(card(page, newer)).to_be_visible()


@pytest.fixture
def make_thanks(cast: SimpleNamespace) -> Callable[..., Recognition]:
    """Return what lets Ann thank Ben once more."""
    from recognition.actions import recognitions

    def give(text: str = "Once more.") -> Recognition:
        return recognitions.give(
            by=cast.ann, given_for=cast.ben, core_value=cast.outcome, text=text
        )

    return give


@pytest.mark.one_database("nothing is written")
def test_the_tabs_of_the_settings_are_one_row_with_the_one_we_are_at_in_sight(
    cast: SimpleNamespace, open_page: Open
) -> None:
    page = open_page("/settings/integrations", cast.ada, width=NARROW)
    tabs = page.get_by_role("navigation", name="Settings").get_by_role("link")
    boxes = [each.bounding_box() for each in tabs.all()]
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes if box}) == 1
    here = page.get_by_role("link", name="Integrations").bounding_box()
    assert here is not None
    assert 0 <= here["x"] <= NARROW - here["width"]
