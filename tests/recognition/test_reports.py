"""Telling the moderators, and their queue of cases (peerly-v1 §5, Report)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recognition.models import Case, Report
from tests.api import error_of
from tests.recognition.asking import feed, ids, refused_fields, report, review, thank

pytestmark = pytest.mark.django_db

DOUBT = {"mark_as": "not_relevant", "reason": "This was another team's work."}
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def cases(api, person, query=""):
    answer = api(person).get(f"/reports{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def cases_of(api, person, query=""):
    return [(case["recognition_id"], case["status"]) for case in cases(api, person, query)]


def test_cal_reports_a_recognition(api, cast):
    with time_machine.travel(NOW, tick=False):
        answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/report", DOUBT)

        assert answer.status_code == 201
        told = answer.json()["data"]
        assert told == {
            **DOUBT,
            "id": told["id"],
            "recognition_id": cast.thanks.pk,
            "reported_by": cast.cal.pk,
            "reported_at": int(NOW.timestamp()),
        }


@pytest.mark.parametrize("mark", ["fraud", "not_relevant", "incorrect"])
def test_there_are_three_marks(api, cast, mark):
    assert report(api, cast.cal, cast.thanks, mark_as=mark)["mark_as"] == mark


def test_any_other_mark_is_refused(api, cast):
    for wrong in ["", "FRAUD", "Fraud", "spam", "fraud ", None, 1, True, ["fraud"], {}]:
        answer = api(cast.cal).post(
            f"/recognitions/{cast.thanks.pk}/report", {**DOUBT, "mark_as": wrong}
        )
        assert refused_fields(answer) == {"mark_as"}, wrong
    assert Case.objects.count() == 0


def test_mark_and_reason_are_required(api, cast):
    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/report", {})

    assert refused_fields(answer) == {"mark_as", "reason"}
    assert answer.json()["error"]["message"] == "Invalid report data"


def test_a_reason_has_up_to_1000_characters(api, cast):
    for wrong in ["", " \n ", "x" * 1001, None, 5, ["why"]]:
        answer = api(cast.cal).post(
            f"/recognitions/{cast.thanks.pk}/report", {**DOUBT, "reason": wrong}
        )
        assert refused_fields(answer) == {"reason"}, wrong
    assert report(api, cast.cal, cast.thanks, reason="é" * 1000)["reason"] == "é" * 1000


def test_anyone_in_the_organisation_reports_the_giver_and_the_receiver_too(api, cast):
    for person in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada):
        assert report(api, person, cast.thanks)["reported_by"] == person.pk
    assert Report.objects.count() == 5
    assert Case.objects.count() == 1


def test_who_reports_is_who_asked_whatever_the_body_says(api, cast):
    told = report(api, cast.cal, cast.thanks, reported_by=cast.ann.pk, recognition_id=987654321)

    assert (told["reported_by"], told["recognition_id"]) == (cast.cal.pk, cast.thanks.pk)


def test_once_each(api, cast):
    report(api, cast.cal, cast.thanks)

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/report", DOUBT)

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Report.objects.get().mark_as == "fraud"


def test_once_each_even_after_a_review(api, cast):
    report(api, cast.cal, cast.thanks)
    review(api, cast.mo, cast.thanks, False)

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/report", DOUBT)

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Case.objects.get().status == "dismissed"


def test_a_report_alone_hides_nothing(api, cast):
    for person in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada):
        report(api, person, cast.thanks)

    assert ids(feed(api, cast.cal)) == [cast.thanks.pk]
    assert api(cast.cal).get(f"/recognitions/{cast.thanks.pk}").status_code == 200
    assert api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5").status_code == 201


def test_what_is_hidden_or_elsewhere_cannot_be_reported(api, cast):
    review(api, cast.mo, cast.thanks, True)

    for recognition in (cast.thanks.pk, cast.foreign_thanks.pk, 987654321, 0, "x"):
        answer = api(cast.cal).post(f"/recognitions/{recognition}/report", DOUBT)
        assert refused_fields(answer) == {"recognition_id"}
    assert Report.objects.count() == 0


def test_a_case_tells_recognition_reports_and_reviews(api, cast):
    with time_machine.travel(NOW, tick=False):
        doubt = report(api, cast.cal, cast.thanks)
        verdict = review(api, cast.mo, cast.thanks, True)

        (case,) = cases(api, cast.mo)

    assert case == {
        "id": case["id"],
        "status": "upheld",
        "opened_at": int(NOW.timestamp()),
        "recognition_id": cast.thanks.pk,
        "recognition": case["recognition"],
        "reports": [doubt],
        "reviews": [verdict],
    }
    # Moderators must still be able to read what they have hidden.
    assert case["recognition"]["id"] == cast.thanks.pk
    assert case["recognition"]["text"] == cast.thanks.text
    assert case["recognition"]["given_by_user"]["first_name"] == "Ann"


def test_the_oldest_open_case_comes_first_then_the_closed_ones(api, cast):
    rows = [thank(cast) for _ in range(4)]
    with time_machine.travel(NOW, tick=False) as clock:
        for minutes, row in [(0, rows[2]), (1, rows[0]), (2, rows[3]), (3, rows[1])]:
            clock.move_to(NOW + timedelta(minutes=minutes))
            report(api, cast.cal, row)
        clock.move_to(NOW + timedelta(minutes=9))
        report(api, cast.ben, rows[2])  # the same case: as old as its oldest report
        review(api, cast.mo, rows[0], True)

        order = [row.pk for row in (rows[2], rows[3], rows[1], rows[0])]
        assert [pk for pk, _ in cases_of(api, cast.mo)] == order


def test_walked_by_cursor_the_queue_is_the_same(api, cast):
    rows = [cast.thanks, *(thank(cast) for _ in range(5))]
    for row in rows:
        report(api, cast.cal, row)
    for row in rows[1::2]:
        review(api, cast.mo, row, True)
    whole = ids(cases(api, cast.mo))

    walked, cursor = [], ""
    while cursor is not None:
        page = api(cast.mo).get(f"/reports?limit=2{cursor and f'&cursor={cursor}'}").json()
        walked += ids(page["data"])
        cursor = page["meta"]["next_cursor"]

    assert walked == whole
    assert len(whole) == 6


def test_cases_by_status(api, cast):
    upheld, dismissed, waiting = (thank(cast) for _ in range(3))
    for row in (upheld, dismissed, waiting):
        report(api, cast.cal, row)
    review(api, cast.mo, upheld, True)
    review(api, cast.mo, dismissed, False)

    for status, row in [("upheld", upheld), ("dismissed", dismissed), ("open", waiting)]:
        assert cases_of(api, cast.mo, f"?status={status}") == [(row.pk, status)]
    assert len(cases(api, cast.mo)) == 3
    for wrong in ["closed", "OPEN", "", "open,upheld"]:
        assert refused_fields(api(cast.mo).get(f"/reports?status={wrong}")) == {"status"}


def test_a_new_report_opens_a_dismissed_case_again_as_young_as_itself(api, cast):
    other = thank(cast)
    with time_machine.travel(NOW, tick=False) as clock:
        report(api, cast.cal, cast.thanks)
        review(api, cast.mo, cast.thanks, False)
        clock.move_to(NOW + timedelta(hours=1))
        report(api, cast.cal, other)
        clock.move_to(NOW + timedelta(hours=2))
        report(api, cast.ben, cast.thanks)

        assert cases_of(api, cast.mo) == [(other.pk, "open"), (cast.thanks.pk, "open")]
    again = cases(api, cast.mo)[1]
    assert again["opened_at"] == int(NOW.timestamp()) + 7200
    assert [len(again["reports"]), len(again["reviews"])] == [2, 1]
    assert Case.objects.count() == 2


def test_a_review_answers_every_open_report_and_no_later_one(api, cast):
    first = report(api, cast.cal, cast.thanks)
    second = report(api, cast.ben, cast.thanks)
    earlier = review(api, cast.mo, cast.thanks, False)
    third = report(api, cast.ann, cast.thanks)

    answers = dict(Report.objects.values_list("pk", "answered_by"))

    assert answers == {first["id"]: earlier["id"], second["id"]: earlier["id"], third["id"]: None}
    later = review(api, cast.ada, cast.thanks, False)
    assert Report.objects.get(pk=third["id"]).answered_by_id == later["id"]
    assert Report.objects.get(pk=first["id"]).answered_by_id == earlier["id"]


def test_a_review_without_any_report_makes_a_case_as_well(api, cast):
    review(api, cast.mo, cast.thanks, True)

    (case,) = cases(api, cast.mo)

    assert (case["status"], case["reports"], len(case["reviews"])) == ("upheld", [], 1)


def test_cases_of_another_organisation_are_not_there(api, cast):
    report(api, cast.yan, cast.foreign_thanks)
    report(api, cast.cal, cast.thanks)

    assert cases_of(api, cast.mo) == cases_of(api, cast.ada) == [(cast.thanks.pk, "open")]
    assert cases_of(api, cast.mia) == [(cast.foreign_thanks.pk, "open")]
    assert len(cases(api, cast.root)) == 2
