"""Deciding many cases at once, and many moderators deciding one at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection

from recognition.actions import reviews
from recognition.models import Case, Review
from tests.admin.conftest import Enter, Open, report
from tests.admin.pages import DISMISS, QUEUE, UPHOLD, everything, follow, said, stamp, status_of
from tests.cast import RecognitionFactory, UserFactory


def test_many_are_decided_at_once_with_one_comment(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    cases = [opened(f"case {number}", number) for number in range(3)]
    browser = enter(cast.mo)
    ticked = {"action": "uphold", "index": 0, "_selected_action": [case.pk for case in cases]}
    asked = browser.post(QUEUE, ticked)
    assert asked["Location"].startswith(f"{UPHOLD}?things=")
    page = follow(browser, asked)
    assert Review.objects.count() == 0
    for case in cases:
        assert case.recognition.text in page.content.decode()
    done = browser.post(UPHOLD, {"things": page.context["answer"], "comment": "All of them"})
    assert said(done) == ["3 of 3: upheld and hidden."]
    assert Review.objects.filter(comment="All of them", moderated_by=cast.mo).count() == 3
    assert {status_of(case) for case in cases} == {"upheld"}


def test_one_refusal_among_many_stops_no_other(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    mine = opened("mine", given_by=cast.ada)
    fine, decided, reported = opened("fine"), opened("decided"), opened("reported")
    cases = [mine, fine, decided, reported]
    posted = {"things": ",".join(stamp(case) for case in cases), "comment": ""}
    reviews.give(by=cast.mo, recognition=decided.recognition, is_inappropriate=False)
    report(reported.recognition, cast.mo)
    told = said(enter(cast.ada).post(DISMISS, posted))
    assert [status_of(case) for case in cases] == ["open", "dismissed", "dismissed", "open"]
    assert Review.objects.filter(moderated_by=cast.ada).count() == 1
    expected = [
        (mine, "you gave or received"),
        (reported, "Another report has come in"),
        (decided, "has decided this meanwhile"),
        (fine, "dismissed and shown"),
    ]
    assert len(told) == 4
    for line, (case, words) in zip(told, expected, strict=True):
        assert line.startswith(f"Case {case.pk} ")
        assert words in line


def test_many_at_once_leave_out_what_is_decided_and_ones_own(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    mine, fine, decided = opened("mine", given_by=cast.ada), opened("fine"), opened("decided")
    reviews.give(by=cast.mo, recognition=decided.recognition, is_inappropriate=True)
    things = ",".join(str(case.pk) for case in (mine, fine, decided))
    page = enter(cast.ada).get(UPHOLD, {"things": things})
    assert page.context["answer"] == stamp(fine)
    left_out = dict(page.context["left_out"])
    assert len(left_out) == 2
    assert any("is upheld already" in why for why in left_out.values())
    assert any("you gave or received" in why for why in left_out.values())


def test_nothing_is_decided_that_no_page_has_shown(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    case = opened("fine")
    for things in (str(case.pk), f"{case.pk}:", f"{case.pk}:x.y", f"{case.pk}:0.0"):
        before = everything()
        assert len(said(enter(cast.mo).post(UPHOLD, {"things": things, "comment": ""}))) == 1
        assert everything() == before


def test_at_most_a_hundred_are_decided_at_once(
    cast: SimpleNamespace, enter: Enter, opened: Open
) -> None:
    thanks = RecognitionFactory.create_batch(
        101, given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome
    )
    cases = Case.objects.bulk_create(
        Case(organisation=cast.acme, recognition=each, opened_at=each.given_at) for each in thanks
    )
    browser, before = enter(cast.mo), everything()
    ticked = {"action": "uphold", "index": 0, "select_across": 1, "_selected_action": cases[0].pk}
    response = browser.post(QUEUE, ticked)
    assert (response["Location"], said(response)) == (QUEUE, ["Choose at most 100 at a time."])
    things = ",".join(f"{case.pk}:0.0" for case in cases)
    assert browser.post(UPHOLD, {"things": things, "comment": ""})["Location"] == QUEUE
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_of_moderators_who_decide_at_once_one_decides(cast: SimpleNamespace, enter: Enter) -> None:
    moderators = UserFactory.create_batch(3, organisation=cast.acme, role=4)
    case = report(cast.thanks, cast.cal)
    words = {"things": stamp(case), "comment": ""}
    browsers = [enter(each) for each in [cast.mo, *moderators]]

    def decide(number: int) -> list[str]:
        try:
            return said(browsers[number].post((UPHOLD, DISMISS)[number % 2], words))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = [line for lines in pool.map(decide, range(4)) for line in lines]
    assert Review.objects.count() == 1
    assert sum("has decided this meanwhile" in line for line in told) == 3
