"""Insights: what those who run an organisation are told, and the spreadsheets behind it."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from accounts.models import User
from recognition.actions import reports, reviews, tallies
from recognition.models import LastThanks, Recognition, Report
from tests.budgets.queries import asked
from tests.cast import CoreValueFactory, RecognitionFactory, UserFactory
from tests.pages.validity import faults_of
from tests.pages.visiting import links_of, visit, words_of
from tests.recognition.years import have_joined

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PAGES = ["", "/participation.csv", "/values.csv", "/overlooked.csv", "/waiting.csv"]


@pytest.fixture(autouse=True)
def stage(cast: SimpleNamespace) -> Any:
    """November 2026: everybody is there since summer, and three recognitions were given."""
    with time_machine.travel(NOW, tick=False):
        Recognition.objects.all().delete()
        for kind in (*tallies.KINDS, LastThanks):
            kind.objects.all().delete()
        have_joined(User.all_objects.all(), NOW - timedelta(days=150))
        cast.kindness = CoreValueFactory(organisation=cast.acme, text="=Kindness()")
        cast.listening = CoreValueFactory(
            organisation=cast.acme, parent=cast.outcome, text="Listen"
        )
        cast.today = give(cast, cast.ann, cast.ben, days=1)
        give(cast, cast.cal, cast.ben, days=2)
        give(cast, cast.ann, cast.cal, days=40, value=cast.listening)
        foreign = {"given_by": cast.zoe, "given_for": cast.yan, "core_value": cast.candour}
        RecognitionFactory(given_at=NOW, text="zanzibar", **foreign)
        yield


def give(cast: SimpleNamespace, by: User, to: User, *, days: int, value: Any = None) -> Any:
    """Let ``by`` thank ``to`` so many days ago."""
    value = value or cast.outcome
    when = NOW - timedelta(days=days)
    return RecognitionFactory(given_by=by, given_for=to, core_value=value, given_at=when)


def table(answer: Any) -> list[list[str]]:
    """Return the rows of a spreadsheet, the heading first."""
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def rows_of(page: Any, number: int) -> list[list[str]]:
    """Return what is in the body of a table on the page, the first being 0."""
    body = re.findall(r"<tbody>(.*?)</tbody>", page.content.decode(), re.DOTALL)[number]
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]
    ]
    return [
        [re.sub(r"<small>.*?</small>|<[^>]+>", "", cell).strip() for cell in row] for row in cells
    ]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ann", 403), ("mo", 403), (None, 302)])
def test_only_who_runs_the_organisation_is_told(
    cast: SimpleNamespace, page: str, who: str | None, status: int
) -> None:
    visitor = visit(getattr(cast, who) if who else None)

    assert visitor.get(f"/insights{page}").status_code == status
    is_offered = who is not None and "/insights" in links_of(visitor.get("/"))
    assert is_offered == (status == 200)


def test_four_numbers_are_held_against_the_month_before(cast: SimpleNamespace) -> None:
    reports.raise_(by=cast.mo, recognition=cast.today, mark_as="fraud", reason="Was it so?")

    page = visit(cast.ada).get("/insights")

    told = words_of(page)
    assert "Participation 40% 2 of 5 gave 20 points more than in October" in told
    assert "Givers 2 1 more than in October" in told
    assert "Receivers 1 As much as in October" in told
    assert "Reports waiting 1 The oldest: just now" in told
    assert faults_of(page) == []


def test_each_spreadsheet_says_what_its_picture_says(cast: SimpleNamespace) -> None:
    browser = visit(cast.ada)
    page = browser.get("/insights")
    months = table(browser.get("/insights/participation.csv"))
    values = table(browser.get("/insights/values.csv"))

    assert months[0] == ["Month", "People", "Gave", "Received", "Recognitions"]
    assert months[-2:] == [["2026-10", "5", "1", "1", "1"], ["2026-11", "5", "2", "1", "2"]]
    assert [row[1:] for row in rows_of(page, 0)] == [row[1:] for row in months[1:]]
    assert values[0] == ["Core value", "Recognitions"]
    assert [row[1] for row in values[1:]] == [row[1] for row in rows_of(page, 1)]
    assert dict(values[1:]) == {"Own the outcome": "2", "Listen": "1", "'=Kindness()": "0"}
    total = sum(int(row[4]) for row in months[1:])
    assert total == sum(int(row[1]) for row in values[1:]) == 3
    assert "3 recognitions in the last twelve months" in words_of(page)


def test_the_columns_are_as_high_as_the_table_says(cast: SimpleNamespace) -> None:
    page = visit(cast.ada).get("/insights", headers={"Accept-Language": "de"}).content.decode()

    drawing = re.search(r'<svg class="columns-chart".*?</svg>', page, re.DOTALL)
    assert drawing is not None
    gave = re.findall(
        r'class="column-1" x="[\d.]+%" y="[\d.]+" width="[\d.]+%" height="([\d.]+)"', drawing[0]
    )
    assert [float(each) for each in gave[-3:]] == [0, 80, 160]  # of the highest, 40 %
    assert len(gave) == 12
    assert "style=" not in drawing[0]


def test_what_a_review_has_hidden_and_what_is_elsewhere_does_not_count(
    cast: SimpleNamespace,
) -> None:
    reports.raise_(by=cast.cal, recognition=cast.today, mark_as="fraud", reason="It was not.")
    reviews.give(by=cast.mo, recognition=cast.today, is_inappropriate=True, comment="Indeed.")
    browser = visit(cast.ada)

    assert table(browser.get("/insights/participation.csv"))[-1] == ["2026-11", "5", "1", "1", "1"]
    everything = [browser.get(f"/insights{page}").content.decode() for page in PAGES]
    assert not any(
        word in all_of_it for all_of_it in everything for word in ("Zoe Tester", "Candour")
    )


def test_who_waits_for_a_word_is_named_with_a_way_to_thank_them(cast: SimpleNamespace) -> None:
    browser = visit(cast.ada)
    page = browser.get("/insights")

    told = words_of(page)
    assert "30 days (4) 60 days (3) 90 days (3)" in told
    assert "Ann Tester never recognised, here for 150 days Thank Ann Tester" in told
    assert "Cal Tester last recognised 40 days ago Thank" in told
    assert {f"/give?to={each.pk}" for each in (cast.ann, cast.cal, cast.mo)} <= links_of(page)
    assert not {f"/give?to={each.pk}" for each in (cast.ada, cast.ben)} & links_of(page)
    assert "Cal Tester" not in words_of(browser.get("/insights?days=60"))
    listed = table(browser.get("/insights/overlooked.csv"))
    assert listed[0] == ["Name", "E-mail", "Last recognised", "Days"]
    assert len(listed) == 1 + 4
    assert ["Cal Tester", "cal@acme.test", "2026-10-09", "40"] in listed
    assert ["Ann Tester", "ann@acme.test", "", "150"] in listed
    assert len(table(browser.get("/insights/overlooked.csv?days=90"))) == 1 + 3


def drawn(page: Any, told: str) -> list[tuple[str, int, float]]:
    """Return the bars of a picture: name, number, and length in per cent of the longest."""
    html = page.content.decode()
    (svg,) = re.findall(rf'<svg role="img" aria-label="{told}".*?</svg>', html, re.DOTALL)
    names = re.findall(r'class="chart-name"[^>]*>([^<]*)<', svg)
    counts = map(int, re.findall(r'class="chart-count"[^>]*>(\d+)<', svg))
    lengths = map(float, re.findall(r'class="chart-bar"[^>]* width="([\d.]+)%"', svg))
    return list(zip(names, counts, lengths, strict=True))


def test_the_picture_of_who_waits_says_what_its_table_and_spreadsheets_say(
    cast: SimpleNamespace,
) -> None:
    browser = visit(cast.ada)
    page = browser.get("/insights")

    bars = drawn(page, "People not recognised, by for how long")
    assert bars == [
        ("30 days or longer", 4, 100.0),
        ("60 days or longer", 3, 75.0),
        ("90 days or longer", 3, 75.0),
    ]
    assert rows_of(page, 2) == [[name, str(people)] for name, people, _ in bars]
    for days, (_, people, _) in zip((30, 60, 90), bars, strict=True):
        listed = table(browser.get(f"/insights/overlooked.csv?days={days}"))
        assert len(listed) == 1 + people


def test_the_picture_of_reports_says_what_its_table_and_spreadsheet_say(
    cast: SimpleNamespace,
) -> None:
    for days in (0, 0, 1, 2, 6, 7, 40):
        thanks = give(cast, cast.ann, cast.ben, days=days)
        for who in (cast.cal, cast.mo)[: 1 + days % 2]:
            reports.raise_(
                by=who,
                recognition=thanks,
                mark_as="fraud",
                reason="=1+1",
                now=NOW - timedelta(days=days),
            )
    browser = visit(cast.ada)
    page = browser.get("/insights")

    bars = drawn(page, "Cases waiting for a decision, by for how long")
    assert bars == [
        ("Less than a day", 2, 100.0),
        ("1 or 2 days", 2, 100.0),
        ("3 to 6 days", 1, 50.0),
        ("A week or longer", 2, 100.0),
    ]
    assert rows_of(page, 2) == [[name, str(cases)] for name, cases, _ in bars]
    head, *listed = table(browser.get("/insights/waiting.csv"))
    assert head == ["Case", "Waiting since", "Days", "Reports"]
    assert [row[2] for row in listed] == ["40", "7", "6", "2", "1", "0", "0"]
    assert listed[0][1] == "2026-10-09"
    assert len(listed) == sum(cases for _, cases, _ in bars) == 7
    assert "7 cases wait for a decision." in words_of(page)
    assert sum(int(row[3]) for row in listed) == Report.objects.count() == 9
    assert faults_of(page) == []


def test_a_name_is_no_formula(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.cal.pk).update(first_name="@SUM(1)", last_name="<b>")
    browser = visit(cast.ada)

    assert "&lt;b&gt;" in browser.get("/insights").content.decode()
    listed = table(browser.get("/insights/overlooked.csv"))
    assert "'@SUM(1) <b>" in [row[0] for row in listed]


@pytest.mark.parametrize("days", ["31", "-30", "0", "x", "9" * 30, "%00"])
@pytest.mark.parametrize("page", ["", "/overlooked.csv"])
def test_days_that_nobody_offers_are_nothing(cast: SimpleNamespace, page: str, days: str) -> None:
    assert visit(cast.ada).get(f"/insights{page}?days={days}").status_code == 404


def test_more_than_the_page_names_are_counted_and_in_the_spreadsheet(
    cast: SimpleNamespace,
) -> None:
    UserFactory.create_batch(30, organisation=cast.acme)
    have_joined(User.objects.filter(joined_at=NOW), NOW - timedelta(days=200))
    browser = visit(cast.ada)

    page = browser.get("/insights")

    assert page.content.decode().count("never recognised") == 20
    assert "And 14 more: the CSV has everybody." in words_of(page)
    assert len(table(browser.get("/insights/overlooked.csv"))) == 1 + 34


def test_everybody_may_have_been_recognised_and_nothing_may_be_there(
    cast: SimpleNamespace,
) -> None:
    Recognition.objects.all().delete()
    for kind in (*tallies.KINDS, LastThanks):
        kind.objects.all().delete()
    have_joined(User.all_objects.all(), NOW)

    page = visit(cast.ada).get("/insights")

    told = words_of(page)
    assert "Participation 0% 0 of 5 gave As much as in October" in told
    assert "Everybody has been recognised in the last 30 days." in told
    assert "Reports waiting 0 Nothing is left to decide." in told
    assert faults_of(page) == []


def test_however_much_there_is_the_database_is_asked_as_often(cast: SimpleNamespace) -> None:
    browser = visit(cast.ada)
    browser.get("/insights")
    _, few = asked(lambda: browser.get("/insights"))
    for number in range(8):
        new = UserFactory(organisation=cast.acme)
        value = CoreValueFactory(organisation=cast.acme)
        give(cast, new, cast.ben, days=number, value=value)
    have_joined(User.objects.filter(joined_at=NOW), NOW - timedelta(days=100))
    _, many = asked(lambda: browser.get("/insights"))

    assert many == few
    assert len(few) <= 19
