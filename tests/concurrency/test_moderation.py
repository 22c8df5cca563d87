"""Reviews, reports and hi5s that meet: the latest review counts, and nobody pays for the hidden."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from recognition.models import Case, Hi5, LedgerEntry, Recognition, Report, Review
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency import ledger
from tests.concurrency.crowd import praise
from tests.concurrency.interleave import without_constraint
from tests.concurrency.rush import Ask, rush, tally

pytestmark = pytest.mark.django_db(transaction=True)

FANS = 10
REVIEWS = 8


@pytest.fixture
def fans(cast):
    """Ten people who joined in with what Ann said of Ben."""
    fans = [UserFactory(organisation=cast.acme) for _ in range(FANS)]
    for fan in fans:
        Api(fan).post(f"/recognitions/{cast.thanks.pk}/hi5")
    return fans


def review(person, recognition, is_inappropriate: bool) -> Ask:
    body = {"is_inappropriate": is_inappropriate}
    return Ask(person, "POST", f"/recognitions/{recognition.pk}/review", body)


def assert_the_latest_review_counts(recognition, *, reviews: int) -> None:
    kept = Review.objects.filter(case__recognition=recognition)
    assert kept.count() == reviews
    latest = kept.order_by("id").last()
    recognition.refresh_from_db()
    assert recognition.is_hidden == latest.is_inappropriate
    assert recognition.case.status == ("upheld" if latest.is_inappropriate else "dismissed")
    ledger.assert_exact()


def test_eight_reviews_that_hide_refund_each_hi5_once(server, cast, fans):
    moderators = [UserFactory(organisation=cast.acme, role=Role.MODERATOR) for _ in range(REVIEWS)]

    answers = rush(server, [review(each, cast.thanks, True) for each in moderators])

    assert tally(answers) == {(201, None): REVIEWS}
    assert_the_latest_review_counts(cast.thanks, reviews=REVIEWS)
    assert LedgerEntry.objects.filter(kind="refund").count() == FANS
    assert {fan.allowance.balance for fan in fans} == {20}


def test_of_eight_reviews_that_disagree_the_latest_counts(server, cast, fans):
    moderators = [UserFactory(organisation=cast.acme, role=Role.MODERATOR) for _ in range(REVIEWS)]
    asks = [review(each, cast.thanks, turn % 2 == 0) for turn, each in enumerate(moderators)]

    answers = rush(server, asks)

    assert tally(answers) == {(201, None): REVIEWS}
    assert_the_latest_review_counts(cast.thanks, reviews=REVIEWS)
    assert Hi5.objects.standing().filter(recognition=cast.thanks).count() == FANS


def test_nobody_pays_for_a_recognition_that_is_hidden_at_the_same_moment(server, cast):
    recognitions = praise(cast, 36)
    fans = [UserFactory(organisation=cast.acme) for _ in range(6)]
    asks = []
    for turn, each in enumerate(recognitions):
        hi5 = Ask(fans[turn % 6], "POST", f"/recognitions/{each.pk}/hi5", {})
        asks += [hi5, review(cast.mo, each, True)]

    answers = rush(server, asks, clients=8)

    assert set(tally(answers[1::2])) == {(201, None)}
    assert set(tally(answers[0::2])) <= {(201, None), (400, "invalid_data")}
    assert Recognition.objects.not_hidden().filter(pk__in=[r.pk for r in recognitions]).count() == 0
    assert Hi5.objects.count() == tally(answers[0::2])[201, None]
    ledger.assert_exact()


def report(person, recognition) -> Ask:
    body = {"mark_as": "fraud", "reason": "This did not happen."}
    return Ask(person, "POST", f"/recognitions/{recognition.pk}/report", body)


def report_at_once(server, cast):
    return rush(server, [report(cast.cal, cast.thanks)] * 8)


def assert_reported_once(answers) -> None:
    assert tally(answers) == {(201, None): 1, (422, "unprocessable_entity"): 7}
    assert Report.objects.count() == 1


def test_eight_reports_of_one_person_are_one(server, cast):
    answers = report_at_once(server, cast)

    assert_reported_once(answers)
    assert Case.objects.count() == 1


def test_control_without_the_constraint_each_report_counts(server, cast):
    with without_constraint(Report, "report_once_per_person"):
        answers = report_at_once(server, cast)

        with pytest.raises(AssertionError):
            assert_reported_once(answers)
        assert Report.objects.count() == 8


def test_reports_and_reviews_at_once_leave_no_report_unanswered_in_a_closed_case(server, cast):
    people = [UserFactory(organisation=cast.acme) for _ in range(12)]
    asks = [report(person, cast.thanks) for person in people]
    asks[3:3] = [review(cast.mo, cast.thanks, False)]
    asks[9:9] = [review(cast.ada, cast.thanks, False)]

    answers = rush(server, asks)

    assert tally(answers) == {(201, None): 14}
    unanswered = Report.objects.filter(answered_by=None).count()
    assert (Case.objects.get().status == "open") == (unanswered > 0)
