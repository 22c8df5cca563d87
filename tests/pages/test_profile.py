"""One colleague's page."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import directory, records, users
from accounts.models import Attribute, Department, JobTitle, Location
from recognition.actions import allowances, badges, hi5s, reviews
from recognition.cards import MOST as CARDS
from recognition.models import LedgerEntry, Recognition
from recognition.views.person import MOVES
from tests.cast import BadgeFactory, CoreValueFactory, RecognitionFactory
from tests.pages.visiting import IN_PLACE, addresses, visit, words_of

TABS = ("received", "given", "values", "badges")


def page_of(person, tab=""):
    return f"/people/{person.pk}" + (f"?tab={tab}" if tab else "")


def thank(cast, text="Thank you.", **more):
    parties = {"given_by": cast.ann, "given_for": cast.ben, "core_value": cast.outcome}
    return RecognitionFactory(**{**parties, "text": text, **more})


def hide(cast, recognition):
    reviews.give(by=cast.mo, recognition=recognition, is_inappropriate=True, comment="No.")


def further(answer):
    (address,) = {each for each in addresses(answer) if "after=" in each}
    return address


@pytest.mark.parametrize("who", ["ann", "ben", "mo", "ada"])
@pytest.mark.parametrize("tab", TABS)
def test_colleagues_see_each_other(cast, who, tab):
    answer = visit(getattr(cast, who)).get(page_of(cast.ben, tab))

    assert answer.status_code == 200
    assert "Ben Tester" in words_of(answer)
    assert "ben@acme.test" in words_of(answer)


def test_a_stranger_signs_in_first(cast):
    assert visit(None).get(page_of(cast.ben)).status_code == 302


@pytest.mark.parametrize("number", ["0", "-1", "987654321", "9" * 30, "9" * 5000, "x"])
def test_an_unknown_person_has_no_page(cast, number):
    assert visit(cast.ann).get(f"/people/{number}").status_code == 404


def test_another_organisations_people_have_no_page_here(cast):
    assert visit(cast.ann).get(page_of(cast.zoe)).status_code == 404
    assert visit(cast.ada).get(page_of(cast.zoe)).status_code == 404
    assert visit(cast.root).get(page_of(cast.ben)).status_code == 403


def test_removed_people_are_marked_for_administrators_and_gone_for_others(cast):
    users.remove(by=cast.ada, person=cast.ben)

    answer = visit(cast.ada).get(page_of(cast.ben))

    assert "Removed on" in words_of(answer)
    assert b"/give?to=" not in answer.content
    assert visit(cast.ann).get(page_of(cast.ben)).status_code == 404
    assert visit(cast.mo).get(page_of(cast.ben)).status_code == 404


def test_thanking_begins_here_for_whoever_gives(cast):
    offer = f"/give?to={cast.ben.pk}"

    assert offer in addresses(visit(cast.ann).get(page_of(cast.ben)))
    assert offer not in addresses(visit(cast.mo).get(page_of(cast.ben)))
    assert offer not in addresses(visit(cast.ben).get(page_of(cast.ben)))


def test_only_ones_own_page_leads_to_changing_it(cast):
    def offers(who):
        main = visit(who).get(page_of(cast.ben)).content.decode().partition("<main")[2]
        return 'href="/me"' in main

    assert [offers(who) for who in (cast.ben, cast.ann, cast.ada)] == [True, False, False]


# The directory -----------------------------------------------------------------------


def on_file(cast):
    made = {
        kind: directory.create(by=cast.ada, kind=kind, name=f"A {kind.__name__}")
        for kind in (JobTitle, Location, Department)
    }
    shirt = directory.create(by=cast.ada, kind=Attribute, key="shirt", name="Shirt size")
    records.keep(
        by=cast.ada,
        person=cast.ben,
        job_title=made[JobTitle],
        location=made[Location],
        departments=[made[Department]],
        manager=cast.cal,
        employee_id="E-7",
        phone_number="555-7",
        joining_date=date(2020, 1, 2),
        attributes={shirt.key: "XL"},
    )


TO_EVERYBODY = ("A JobTitle", "A Location", "A Department", "Cal Tester")
TO_ADMINISTRATORS = ("E-7", "555-7", "2 Jan 2020", "Shirt size", "XL", "Employee")


@pytest.mark.parametrize("who", ["ann", "ben", "mo"])
def test_colleagues_are_told_where_somebody_belongs(cast, who):
    on_file(cast)

    told = words_of(visit(getattr(cast, who)).get(page_of(cast.ben)))

    assert [fact for fact in TO_EVERYBODY if fact not in told] == []
    assert [fact for fact in TO_ADMINISTRATORS if fact in told] == []


def test_administrators_are_told_more(cast):
    on_file(cast)

    told = words_of(visit(cast.ada).get(page_of(cast.ben)))

    assert [fact for fact in TO_EVERYBODY + TO_ADMINISTRATORS if fact not in told] == []


def test_a_manager_who_left_is_told_to_administrators_only(cast):
    on_file(cast)
    users.remove(by=cast.ada, person=cast.cal)

    assert "Cal Tester" in words_of(visit(cast.ada).get(page_of(cast.ben)))
    assert "Cal Tester" not in words_of(visit(cast.ann).get(page_of(cast.ben)))


# What was given and received ---------------------------------------------------------


def test_the_tabs_tell_received_and_given_apart(cast):
    thank(cast, "for ben")
    thank(cast, "for cal", given_by=cast.ben, given_for=cast.cal)

    received = words_of(visit(cast.ann).get(page_of(cast.ben, "received")))
    given = words_of(visit(cast.ann).get(page_of(cast.ben, "given")))

    assert ("for ben" in received, "for cal" in received) == (True, False)
    assert ("for ben" in given, "for cal" in given) == (False, True)
    assert "Received 2" in given
    assert "Given 1" in given


@pytest.mark.parametrize("tab", ["received", "values"])
def test_what_is_hidden_is_not_on_a_profile(cast, tab):
    hide(cast, thank(cast, "no longer", core_value=cast.outcome))
    hide(cast, cast.thanks)

    told = words_of(visit(cast.ada).get(page_of(cast.ben, tab)))

    assert "no longer" not in told
    assert "Own the outcome" not in told
    assert "Received 0" in told


def test_received_ones_go_on_where_the_page_ends(cast):
    for number in range(CARDS):
        thank(cast, f"number {number}.")
    browser = visit(cast.ann)
    first = browser.get(page_of(cast.ben))

    rest = browser.get(further(first), headers=IN_PLACE)

    assert first.content.count(b'class="card recognition"') == CARDS
    assert rest.content.count(b'class="card recognition"') == 1
    assert b"<html" not in rest.content
    assert b"<html" in browser.get(further(first)).content
    assert visit(cast.cal).get(further(first)).status_code == 404
    elsewhere = further(first).replace(str(cast.ben.pk), str(cast.cal.pk), 1)
    assert browser.get(elsewhere).status_code == 404


def test_the_chart_of_values_and_its_table_say_the_same(cast):
    second = CoreValueFactory(organisation=cast.acme, text="Stay <curious>")
    CoreValueFactory(organisation=cast.acme, text="Never mentioned")
    for _ in range(2):
        thank(cast, core_value=second)

    page = visit(cast.ann).get(page_of(cast.ben, "values")).content.decode()

    drawing, _, table = page.partition("<svg role")[2].partition("<table>")
    assert drawing.count('class="chart-bar"') == table.count('scope="row"') == 2
    assert drawing.index("Stay &lt;curious&gt;") < drawing.index("Own the outcome")
    assert 'width="100.0%"' in drawing
    assert 'width="50.0%"' in drawing
    assert '<th scope="row">Stay &lt;curious&gt;</th><td class="number">2</td>' in table
    assert '<th scope="row">Own the outcome</th><td class="number">1</td>' in table
    assert "style=" not in page
    assert "Never mentioned" not in page


def test_badges_are_told_with_their_period_and_rule(cast):
    BadgeFactory(organisation=cast.acme, name="Bright spark", hi5_count_required=1)
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    badges.settle(to=cast.ben, moments=[timezone.now()])

    told = words_of(visit(cast.ann).get(page_of(cast.ben, "badges")))

    today = timezone.localdate(timezone=ZoneInfo(cast.acme.timezone))
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    week = f"{date_format(monday)} – {date_format(sunday)}"
    assert f"Bright spark {week} 1 hi5 within a week" in told


# Hi5s --------------------------------------------------------------------------------


def test_ones_own_page_tells_of_grants_spends_and_refunds(cast):
    thanks = thank(cast)
    gone = thank(cast, "soon out of sight")
    hi5s.give(by=cast.cal, recognition=thanks)
    hi5s.withdraw(by=cast.cal, recognition=thanks)
    hi5s.give(by=cast.cal, recognition=gone)
    hide(cast, gone)
    allowances.grant(by=cast.ada, person=cast.cal, amount=3, reason="For the <night> shift")

    answer = visit(cast.cal).get(page_of(cast.cal, "hi5s"))

    told = words_of(answer).partition("My hi5s")[2]
    lines = [
        "8 left",
        "+3 Extra hi5s For the <night> shift",
        "+1 Hi5 given back to you On a recognition that is out of sight",
        "−1 Hi5 given On a recognition that is out of sight",
        "+1 Hi5 taken back Ann Tester thanked Ben Tester",
        "−1 Hi5 given Ann Tester thanked Ben Tester",
        "+5 New hi5s, as every period",
    ]
    assert [told.find(line) for line in lines] == sorted(told.find(line) for line in lines)
    assert [line for line in lines if line not in told] == []
    assert "soon out of sight" not in told
    assert f"/thanks/{thanks.pk}" in addresses(answer)
    assert f"/thanks/{gone.pk}" not in addresses(answer)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_nobody_elses_hi5s_are_told(cast, who):
    answer = visit(getattr(cast, who)).get(page_of(cast.cal, "hi5s"))

    assert answer.status_code == 404
    assert b"tab=hi5s" not in visit(getattr(cast, who)).get(page_of(cast.cal)).content


def test_the_history_of_hi5s_goes_on_where_the_page_ends(cast):
    for number in range(MOVES):
        allowances.grant(by=cast.ada, person=cast.cal, amount=1, reason=f"Number {number}.")
    browser = visit(cast.cal)
    first = browser.get(page_of(cast.cal, "hi5s"))

    rest = browser.get(further(first), headers=IN_PLACE)

    assert first.content.count(b"move-amount") == MOVES
    assert rest.content.count(b"move-amount") == LedgerEntry.objects.count() - MOVES == 1
    assert b"<html" not in rest.content


def test_an_unknown_tab_is_no_page(cast):
    assert visit(cast.ann).get(page_of(cast.ben, "salary")).status_code == 404


@pytest.mark.parametrize(("tab", "whose"), [("received", "ben"), ("given", "ann"), ("hi5s", "cal")])
def test_a_long_profile_takes_as_many_queries_as_a_short_one(cast, tab, whose):
    person = getattr(cast, whose)
    browser = visit(person)
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(person, tab))
    for _ in range(4):
        hi5s.give(by=cast.cal, recognition=thank(cast))

    with CaptureQueriesContext(connection) as many:
        browser.get(page_of(person, tab))

    assert len(many) == len(few)
    assert Recognition.objects.count() > 2
