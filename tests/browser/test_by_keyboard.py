"""What people come for, by keyboard alone: the focus is always seen, and never lost."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Credential, User
from accounts.roles import Role
from recognition.actions import reports
from recognition.models import Case, CoreValue, Hi5, Recognition, Report
from tests.browser.conftest import Open

pytestmark = pytest.mark.one_database("keys are pressed in the browser")


FOCUS = """wanted => {
    const here = document.activeElement;
    const isSeen = [here, here.closest("label")].some(
        one => one && getComputedStyle(one).outlineStyle !== "none");
    return [isSeen, here === wanted];
}"""
"""Of a choice, its whole box may be marked."""


def card(page: Page, thanks: Recognition) -> Any:
    return page.locator(f"#thanks-{thanks.pk}")


def until_focused(page: Page, wanted: Any) -> None:
    """Press Tab until ``wanted`` has the focus, and see that what has it is always visible."""
    found = wanted.element_handle()  # found once: this is asked at every step
    for _ in range(60):
        page.keyboard.press("Tab")
        is_seen, is_there = found.evaluate(FOCUS)
        assert is_seen
        if is_there:
            return
    raise AssertionError("Tab does not lead there")


def test_ben_reports_by_keyboard_alone(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/", cast.ben)
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    more = card(page, cast.thanks).locator("summary[aria-label=More]")
    until_focused(page, more)
    press("Enter")
    report = card(page, cast.thanks).get_by_role("link", name="Report")
    until_focused(page, report)
    press("Enter")
    page.wait_for_url("**/report")
    until_focused(page, page.get_by_role("radio").first)
    press("ArrowDown")
    press("ArrowDown")
    until_focused(page, page.get_by_label("What should a moderator know?"))
    page.keyboard.type("This was the night shift.")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    told = Report.objects.get()
    assert (told.reported_by, told.mark_as) == (cast.ben, "incorrect")


def test_ann_thanks_ben_by_keyboard_alone(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/", cast.ann)
    press = page.keyboard.press
    until_focused(page, page.get_by_role("link", name="Who has made your week better?"))
    press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("be")
    ben = page.locator("#give-people").get_by_role("link", name="Ben Tester")
    expect(ben).to_be_visible()
    until_focused(page, ben)
    press("Enter")
    value = page.get_by_role("radio", name="Own the outcome")
    expect(value).to_be_visible()
    until_focused(page, value)
    press("Space")
    until_focused(page, page.get_by_label("What did they do?"))
    page.keyboard.type("Your runbook saved my night.")
    until_focused(page, page.get_by_role("button", name="Look at it first"))
    press("Enter")
    expect(page.get_by_role("heading", name="This is what everybody will read")).to_be_focused()
    until_focused(page, page.get_by_role("button", name="Send"))
    press("Enter")
    expect(page.get_by_text("Sent to Ben.")).to_be_visible()
    assert Recognition.objects.latest("id").text == "Your runbook saved my night."
    assert page.evaluate("document.activeElement !== document.body")


def test_cal_gives_a_hi5_and_takes_it_back_by_keyboard_alone(
    cast: SimpleNamespace, open_page: Open
) -> None:
    page = open_page("/", cast.cal)
    thanks = card(page, cast.thanks)
    until_focused(page, thanks.get_by_role("button", name="Hi5"))
    page.keyboard.press("Enter")
    expect(thanks.get_by_text("Your hi5")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")
    undo = thanks.get_by_role("button", name="Undo")
    if not undo.evaluate("each => each === document.activeElement"):
        until_focused(page, undo)
    page.keyboard.press("Enter")
    expect(thanks.get_by_role("button", name="Hi5")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")
    assert not Hi5.objects.standing().exists()


def test_mo_decides_by_keyboard_alone(cast: SimpleNamespace, open_page: Open) -> None:
    reports.raise_(by=cast.cal, recognition=cast.thanks, mark_as="incorrect", reason="Hm.")
    page = open_page("/moderation", cast.mo)
    page.keyboard.press("j")
    page.wait_for_url("**/moderation/*")
    page.keyboard.press("c")
    expect(page.get_by_label("Comment")).to_be_focused()
    page.keyboard.type("dull, but true")  # its d and u are words here, not keys
    until_focused(page, page.get_by_role("button", name="Uphold"))
    page.keyboard.press("d")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    case = Case.objects.get()
    assert (case.status, case.reviews.get().comment) == ("dismissed", "dull, but true")


def test_ada_runs_the_settings_by_keyboard_alone(cast: SimpleNamespace, open_page: Open) -> None:
    page = open_page("/settings/values", cast.ada)
    add_a_value(page)
    assert CoreValue.objects.latest("id").description == "Be kind."
    make_a_moderator(page, "Ben Tester")
    assert User.objects.get(pk=cast.ben.pk).role == Role.MODERATOR
    remove(page)
    assert User.all_objects.get(pk=cast.ben.pk).is_removed
    make_a_key(page)
    assert Credential.objects.get().owner == cast.ada


def follow(page: Page, link: str) -> None:
    until_focused(page, page.get_by_role("main").get_by_role("link", name=link, exact=True))
    go(page, "Enter")
    for key in ("Tab", "Enter"):  # past what is above the content
        page.keyboard.press(key)


def push(page: Page, button: str, key: str = "Enter") -> None:
    until_focused(page, page.get_by_role("button", name=button, exact=True))
    go(page, key)


def go(page: Page, key: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(key)


def add_a_value(page: Page) -> None:
    follow(page, "Add a value")
    for field, words in [("Value", "Kindness"), ("What it means", "Be kind.")]:
        until_focused(page, page.get_by_label(field, exact=True))
        page.keyboard.type(words)
    push(page, "Save")
    expect(page.locator("#messages")).to_have_text("Added: Kindness")


def make_a_moderator(page: Page, name: str) -> None:
    follow(page, "People")
    follow(page, name)
    until_focused(page, page.get_by_role("radio", name="Employee"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Moderator")).to_be_checked()
    push(page, "Save the role")
    expect(page.locator("#messages")).to_contain_text("Saved.")


def remove(page: Page) -> None:
    follow(page, "Remove…")
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove Ben Tester?")
    push(page, "Remove", key="Space")
    expect(page.locator("#messages")).to_contain_text("is removed and can be restored.")


def make_a_key(page: Page) -> None:
    follow(page, "Integrations")
    follow(page, "Make a key")
    until_focused(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    push(page, "Make the key")
    expect(page.get_by_role("heading", level=1)).to_have_text("A new key")
    until_focused(page, page.locator(".secret code").last)  # and so it can be copied
