"""The report queue: what a moderator sees, decides, and is kept from deciding."""

from __future__ import annotations

from types import SimpleNamespace

from recognition.actions import hi5s, reports, reviews
from recognition.models import Case, LedgerEntry, Recognition, Review
from tests.admin.conftest import Enter, Open, report
from tests.admin.pages import (
    DISMISS,
    QUEUE,
    UPHOLD,
    everything,
    follow,
    page_of,
    said,
    stamp,
    status_of,
)


def test_open_cases_come_first_the_oldest_of_them_at_the_top(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    middle, oldest, newest = opened("middle", 5), opened("oldest", 9), opened("newest", 1)
    decided = opened("decided", 20)
    reviews.give(by=cast.mo, recognition=decided.recognition, is_inappropriate=False)
    response = enter(cast.mo).get(QUEUE)
    assert list(response.context["cl"].result_list) == [oldest, middle, newest, decided]


def test_the_queue_tells_what_a_moderator_needs(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    case = opened("You stayed late")
    reports.raise_(by=cast.mo, recognition=case.recognition, mark_as="incorrect", reason="No")
    body = enter(cast.mo).get(QUEUE).content.decode()
    for words in ("You stayed late", "Ann Tester", "Ben Tester", "fraud, incorrect", "open"):
        assert words in body
    assert '<td class="field-report_count">2</td>' in body


def test_the_queue_is_filtered_by_status_and_mark_and_searched(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    one, two = opened("apples"), opened("pears", given_for=cast.ada)
    reports.raise_(by=cast.mo, recognition=one.recognition, mark_as="incorrect", reason="No")
    reviews.give(by=cast.mo, recognition=two.recognition, is_inappropriate=True)
    browser = enter(cast.mo)

    def found(**query: str) -> list[Case]:
        return list(browser.get(QUEUE, query).context["cl"].result_list)

    assert found(status__exact="open") == [one]
    assert found(status__exact="upheld") == [two]
    assert found(mark="fraud") == [one, two]
    assert found(mark="incorrect") == [one]
    assert found(mark="not_relevant") == []
    assert found(q="pear") == [two]
    assert found(q="Ada") == [two]


def test_a_case_shows_all_that_was_said_and_decided(stage: SimpleNamespace, enter: Enter) -> None:
    reports.raise_(
        by=stage.ada, recognition=stage.thanks, mark_as="fraud", reason="<b>Not</b> true"
    )
    body = enter(stage.mo).get(page_of(stage.case)).content.decode()
    for words in (stage.thanks.text, "Reported for Kindness", "&lt;b&gt;Not&lt;/b&gt; true"):
        assert words in body
    assert "1 hi5" in body
    closed = enter(stage.mo).get(page_of(stage.closed_case)).content.decode()
    for words in ("Indeed, Kindness", "upheld", "Decide again", "hidden since"):
        assert words in closed


def test_times_are_those_of_the_organisation(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    case = opened("late")
    assert "30 June 2026, 17:30" in enter(cast.mo).get(page_of(case)).content.decode()
    assert "30 June 2026, 12:00" in enter(cast.root).get(page_of(case)).content.decode()
    assert "Times are those of Asia/Kolkata." in enter(cast.mo).get(QUEUE).content.decode()


def test_upholding_hides_and_refunds_and_says_by_whom(cast: SimpleNamespace, enter: Enter) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    case, browser = report(cast.thanks, cast.cal), enter(cast.mo)
    response = browser.post(UPHOLD, {"things": stamp(case), "comment": " Not so.\r\nReally. "})
    assert response["Location"] == QUEUE
    review = Review.objects.get()
    assert (review.case, review.is_inappropriate, review.moderated_by) == (case, True, cast.mo)
    assert review.comment == "Not so.\nReally."
    assert status_of(case) == "upheld"
    assert Recognition.objects.get(pk=cast.thanks.pk).is_hidden
    assert LedgerEntry.objects.filter(kind="refund", user=cast.cal, by=cast.mo).count() == 1
    assert "upheld and hidden" in follow(browser, response).content.decode()


def test_dismissing_clears_the_reports(cast: SimpleNamespace, enter: Enter) -> None:
    case = report(cast.thanks, cast.cal)
    enter(cast.mo).post(DISMISS, {"things": stamp(case), "comment": ""})
    assert status_of(case) == "dismissed"
    assert Review.objects.get().comment is None
    assert not case.reports.filter(answered_by=None).exists()
    assert not Recognition.objects.get(pk=cast.thanks.pk).is_hidden


def test_a_decision_can_be_reversed_from_the_page_of_the_case(
    cast: SimpleNamespace, enter: Enter
) -> None:
    case, browser = report(cast.thanks, cast.cal), enter(cast.mo)
    browser.post(UPHOLD, {"things": stamp(case), "comment": ""})
    page = browser.get(page_of(case)).content.decode()
    assert f'name="things" value="{stamp(case)}"' in page
    browser.post(DISMISS, {"things": stamp(case), "comment": "We were wrong."})
    assert status_of(case) == "dismissed"
    assert [review.is_inappropriate for review in case.reviews.all()] == [True, False]
    assert not Recognition.objects.get(pk=cast.thanks.pk).is_hidden


def test_the_history_of_a_case_is_its_reports_and_decisions(
    cast: SimpleNamespace, enter: Enter
) -> None:
    case, browser = report(cast.thanks, cast.cal, "Not so"), enter(cast.mo)
    browser.post(UPHOLD, {"things": stamp(case), "comment": "Indeed"})
    page = browser.get(page_of(case, "history")).context["page"]
    assert [(each.who, each.what, each.details) for each in page] == [
        ("Mo Tester", "upheld", ["Indeed"]),
        ("Cal Tester", "reported", ["incorrect: Not so"]),
    ]


def test_what_somebody_else_has_decided_meanwhile_is_not_decided_again(
    cast: SimpleNamespace, enter: Enter
) -> None:
    case, browser = report(cast.thanks, cast.cal), enter(cast.mo)
    looked_at = stamp(case)
    reviews.give(by=cast.ada, recognition=cast.thanks, is_inappropriate=False)
    before = everything()
    response = browser.post(UPHOLD, {"things": looked_at, "comment": "Late"})
    (told,) = said(response)
    assert f"Case {case.pk} " in told
    assert "Somebody else has decided this meanwhile" in told
    assert everything() == before


def test_a_report_nobody_has_read_is_not_answered(cast: SimpleNamespace, enter: Enter) -> None:
    case, browser = report(cast.thanks, cast.cal), enter(cast.mo)
    looked_at = stamp(case)
    report(cast.thanks, cast.ada)
    before = everything()
    (told,) = said(browser.post(DISMISS, {"things": looked_at, "comment": ""}))
    assert "Another report has come in meanwhile" in told
    assert everything() == before


def test_sending_a_decision_twice_decides_once(cast: SimpleNamespace, enter: Enter) -> None:
    case, browser = report(cast.thanks, cast.cal), enter(cast.mo)
    words = {"things": stamp(case), "comment": ""}
    for _ in range(2):
        browser.post(UPHOLD, words)
    assert Review.objects.count() == 1


def test_nobody_decides_about_what_they_gave_or_received(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    browser = enter(cast.ada)
    for case in (opened("given", given_by=cast.ada), opened("received", given_for=cast.ada)):
        page = browser.get(page_of(case)).content.decode()
        assert "so somebody else has to decide" in page
        assert "formaction" not in page
        before = everything()
        (told,) = said(browser.post(UPHOLD, {"things": stamp(case), "comment": ""}))[-1:]
        assert "somebody else has to decide" in told
        assert everything() == before


def test_a_comment_too_long_comes_back_with_what_was_typed(
    cast: SimpleNamespace, enter: Enter
) -> None:
    case = report(cast.thanks, cast.cal)
    before = everything()
    words = {"things": stamp(case), "comment": "long " * 201}
    response = enter(cast.mo).post(UPHOLD, words)
    assert response.status_code == 200
    assert "at most 1000 characters" in response.content.decode()
    assert "long long" in response.content.decode()
    assert response.context["answer"] == stamp(case)
    assert everything() == before


def test_the_front_page_tells_how_many_wait(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    assert "No case is waiting" in enter(cast.mo).get("/admin/").content.decode()
    opened("one")
    opened("two")
    assert enter(cast.mo).get("/admin/").context["waiting"] == 2
    assert enter(cast.mia).get("/admin/").context["waiting"] == 0
    assert enter(cast.root).get("/admin/").context["waiting"] == 2
