"""From the first sign-in to a recognition that comes back: everybody in a browser of their own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from recognition.models import Case, Hi5, LedgerEntry, Recognition
from tests.browser.conftest import Open
from tests.browser.provider import Provider
from tests.browser.test_signing_in import say_yes

WORDS = "You stayed until the export ran, and then you wrote down how."


@pytest.fixture
def address(address_with_provider: str) -> str:
    """Everybody signs in at the provider."""
    return address_with_provider


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_give_hi5_undo_report_moderate_restore(
    cast: SimpleNamespace, google: Provider, open_page: Open, *, scripts: bool
) -> None:
    def come(person: User) -> Page:
        page = open_page("/", java_script_enabled=scripts)
        page.get_by_role("button", name="Sign in with Google").click()
        say_yes(page, google.know(person))
        expect(page.get_by_role("heading", name="Feed")).to_be_attached()
        return page

    ann = come(cast.ann)
    give(ann)
    thanks = Recognition.objects.latest("id")
    assert (thanks.given_by, thanks.given_for, thanks.text) == (cast.ann, cast.ben, WORDS)

    cal = come(cast.cal)
    card = cal.locator(f"#thanks-{thanks.pk}")
    for _ in range(2):
        card.get_by_role("button", name="Hi5").click()
        expect(card.get_by_text("Your hi5")).to_be_visible()
        card.get_by_role("button", name="Undo").click()
        expect(card.get_by_role("button", name="Hi5")).to_be_visible()
    card.get_by_role("button", name="Hi5").click()
    expect(cal.locator("#balance")).to_contain_text("4 hi5s left")

    card.locator("summary[aria-label=More]").click()
    card.get_by_role("link", name="Report").click()
    cal.get_by_role("radio").nth(2).check()
    cal.get_by_label("What should a moderator know?").fill("This was the night shift.")
    cal.get_by_role("button", name="Tell the moderators").click()
    expect(cal.get_by_role("heading", name="Thank you")).to_be_visible()

    mo = come(cast.mo)
    mo.get_by_role("link", name="Moderation").click()
    decide(mo, "Uphold", "Sent to another person than it was about.")
    expect(mo.get_by_text("Nothing waits for you")).to_be_visible()
    cal.goto("/")
    expect(cal.locator(f"#thanks-{cast.thanks.pk}")).to_be_visible()
    expect(cal.locator(f"#thanks-{thanks.pk}")).to_have_count(0)
    expect(cal.locator("#balance")).to_contain_text("5 hi5s left")

    mo.get_by_role("link", name="Upheld").click()
    decide(mo, "Dismiss", "Both did it.")
    cal.goto("/")
    expect(cal.locator(f"#thanks-{thanks.pk}")).to_contain_text("Your hi5")
    expect(cal.locator("#balance")).to_contain_text("4 hi5s left")

    case = Case.objects.get(recognition=thanks)
    assert case.status == Case.Status.DISMISSED
    assert [review.is_inappropriate for review in case.reviews.all()] == [True, False]
    assert Hi5.objects.standing().get().given_by == cast.cal
    moves = LedgerEntry.objects.filter(user=cast.cal, opens_period=False).order_by("id")
    assert [move.amount for move in moves] == [-1, 1, -1, 1, -1, 1, -1]


def give(page: Page) -> None:
    page.get_by_role("link", name="Who has made your week better?").click()
    page.get_by_role("searchbox").fill("be")
    if page.get_by_role("button", name="Search").is_visible():
        page.get_by_role("button", name="Search").click()
    page.locator("#give-people").get_by_role("link", name="Ben Tester").click()
    page.locator("#give").get_by_text("Own the outcome").click()
    page.get_by_label("What did they do?").fill(WORDS)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent to Ben.")).to_be_visible()


def decide(page: Page, verdict: str, comment: str) -> None:
    page.get_by_role("link", name="Ann Tester thanked Ben Tester").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text("This was the night shift.")).to_be_visible()
    page.get_by_label("Comment").fill(comment)
    page.get_by_role("button", name=verdict).click()
    page.wait_for_load_state()
