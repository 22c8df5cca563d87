"""One recognition: its page, hi5s in place, reports."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from accounts.models import Organisation
from recognition.actions import hi5s, reports, reviews
from recognition.models import Case, Hi5, LedgerEntry, Report, Review
from tests.pages.visiting import IN_PLACE, follow, html_of, said, visit, words_of

NOON = datetime(2026, 9, 2, 12, tzinfo=UTC)


def address(cast: SimpleNamespace, below: str = "") -> str:
    return f"/thanks/{cast.thanks.pk}{below}"


def test_the_page_tells_who_gave_a_hi5_and_what_they_added(cast: SimpleNamespace) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks, comment="So true!\nReally <b>.")
    hi5s.give(by=cast.ada, recognition=cast.thanks)
    page = visit(cast.mo).get(address(cast))
    told = words_of(page)
    assert "2 hi5s" in told
    assert "Cal Tester" in told
    assert "Ada Tester" in told
    assert "So true! Really <b>." in told
    assert "Really <b>" not in page.content.decode()


@pytest.mark.parametrize("number", ["foreign", "0", "987654321", "99999999999999999999"])
@pytest.mark.parametrize("below", ["", "/hi5", "/hi5/undo", "/report"])
def test_a_recognition_one_cannot_see_is_not_found(
    cast: SimpleNamespace, number: str, below: str
) -> None:
    number = str(cast.foreign_thanks.pk) if number == "foreign" else number
    browser = visit(cast.ann)
    answers = [browser.post(f"/thanks/{number}{below}", {"mark_as": "fraud", "reason": "x"})]
    if below in {"", "/report"}:
        answers.append(browser.get(f"/thanks/{number}{below}"))
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert answers[-1].status_code == 404
    assert Hi5.objects.count() + Report.objects.count() == 0


def test_a_hidden_one_is_not_found(cast: SimpleNamespace) -> None:
    reviews.give(by=cast.mo, recognition=cast.thanks, is_inappropriate=True)
    for who in (cast.ann, cast.mo, cast.ada):
        assert visit(who).get(address(cast)).status_code == 404


def test_a_hi5_without_any_script_leads_back_to_its_card(cast: SimpleNamespace) -> None:
    browser = visit(cast.cal)
    answer = browser.post(
        address(cast, "/hi5"), {"comment": " Yes! ", "then": "/?q=export#thanks-1"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/?q=export#thanks-1")
    hi5 = Hi5.objects.get()
    assert (hi5.given_by, hi5.recognition, hi5.comment) == (cast.cal, cast.thanks, "Yes!")
    told = words_of(browser.get(address(cast)))
    assert "Your hi5" in told
    assert "4 hi5s left" in told


def test_a_hi5_in_place_shows_it_with_the_way_back_and_what_is_left(cast: SimpleNamespace) -> None:
    on_feed = {**IN_PLACE, "HX-Current-URL": "http://testserver/?mine=given"}
    part = visit(cast.cal).post(address(cast, "/hi5"), headers=on_feed)
    html = part.content.decode()
    assert f'name="then" value="/?mine=given#thanks-{cast.thanks.pk}"' in html
    assert "<html" not in html
    assert f'id="hi5s-{cast.thanks.pk}"' in html
    assert 'hx-trigger="load delay:' in html
    assert "Undo" in words_of(part)
    assert '<p id="balance"' in html
    assert "4 hi5s left" in words_of(part)


def test_a_hi5_is_undone_within_a_minute(cast: SimpleNamespace) -> None:
    browser = visit(cast.cal)
    with time_machine.travel(NOON, tick=False) as clock:
        browser.force_login(cast.cal, backend="accounts.passwords.PasswordBackend")
        browser.post(address(cast, "/hi5"))
        clock.shift(timedelta(seconds=59))
        part = browser.post(address(cast, "/hi5/undo"), headers=IN_PLACE)
    assert part.status_code == 200
    assert "hi5-button" in part.content.decode()
    assert "5 hi5s left" in words_of(part)
    assert Hi5.objects.standing().count() == 0


def test_after_a_minute_there_is_no_way_back_and_it_says_so(cast: SimpleNamespace) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = visit(cast.cal)
        browser.post(address(cast, "/hi5"))
        clock.shift(timedelta(seconds=61))
        assert "Undo" not in words_of(browser.get(address(cast, "/hi5"), headers=IN_PLACE))
        part = browser.post(address(cast, "/hi5/undo"), headers=IN_PLACE)
        assert part.status_code == 422
        assert said(part) == ["A hi5 can be taken back within 60 seconds only."]
        page = follow(browser, browser.post(address(cast, "/hi5/undo")))
        assert said(page) == ["A hi5 can be taken back within 60 seconds only."]
    assert Hi5.objects.standing().count() == 1


def test_the_price_of_giving_is_not_offered_back(cast: SimpleNamespace) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(recognition_costs_hi5=True)
    browser = visit(cast.ann)
    sent = {"to": cast.ben.pk, "core_value": cast.outcome.pk, "text": "x", "step": "send"}
    page = follow(browser, browser.post("/give", sent))
    assert "Your hi5" in words_of(page)
    assert "Undo" not in words_of(page)


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["plain", "in place"])
@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ben", "You cannot hi5 a recognition you received."),
        ("cal", "You have already given a hi5 to this recognition."),
        ("ada", "You have no hi5s left just now."),
    ],
)
def test_a_refused_hi5_explains_itself_and_spends_nothing(
    cast: SimpleNamespace, who: str, sentence: str, headers: dict[str, str]
) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    if who == "ada":
        Organisation.objects.filter(pk=cast.acme.pk).update(hi5_limit=0)
    before = list(LedgerEntry.objects.values("id", "amount"))
    browser = visit(getattr(cast, who))
    answer = browser.post(address(cast, "/hi5"), headers=headers)
    if headers:
        assert answer.status_code == 422
    else:
        answer = follow(browser, answer)
    assert said(answer) == [sentence]
    assert Hi5.objects.count() == 1
    moved = LedgerEntry.objects.exclude(pk__in=[each["id"] for each in before]).exclude(amount=0)
    assert not moved.filter(kind="spend").exists()


@pytest.mark.parametrize("comment", ["x" * 1001, "a\0b"], ids=ascii)
def test_a_comment_that_cannot_be_kept_gives_no_hi5(cast: SimpleNamespace, comment: str) -> None:
    part = visit(cast.cal).post(address(cast, "/hi5"), {"comment": comment}, headers=IN_PLACE)
    assert part.status_code == 422
    assert len(said(part)) == 1
    assert Hi5.objects.count() == 0


def test_who_has_none_left_is_told_when_new_ones_come(cast: SimpleNamespace) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(hi5_limit=0)
    page = visit(cast.cal).get(address(cast))
    assert "New hi5s on" in words_of(page)
    assert "hi5-button" not in page.content.decode()


def test_a_moderator_has_no_hi5_to_give(cast: SimpleNamespace) -> None:
    assert "hi5-button" not in visit(cast.mo).get(address(cast)).content.decode()
    assert visit(cast.mo).post(address(cast, "/hi5")).status_code == 403
    assert visit(cast.mo).post(address(cast, "/hi5/undo")).status_code == 403
    assert Hi5.objects.count() == 0


@pytest.mark.parametrize(
    "then",
    ["https://evil.io/", "//evil.io", "/\\evil.io", "javascript:alert(1)", "", "/\t/evil.io"],
)
def test_a_hostile_way_back_is_not_taken(cast: SimpleNamespace, then: str) -> None:
    answer = visit(cast.cal).post(address(cast, "/hi5"), {"then": then})
    assert answer["Location"] == address(cast)


def report(**changes: Any) -> dict[str, str]:
    return {"mark_as": "incorrect", "reason": "This was the night shift.", **changes}


def test_a_report_is_confirmed_in_private_and_hides_nothing(cast: SimpleNamespace) -> None:
    browser = visit(cast.cal)
    page = browser.get(address(cast, "/report"))
    assert cast.thanks.text in words_of(page)
    assert page.content.decode().count('name="mark_as"') == 3
    done = browser.post(address(cast, "/report"), report())
    assert done.status_code == 200
    assert "this stays between you and the moderators" in words_of(done)
    told = Report.objects.get()
    assert (told.reported_by, told.mark_as) == (cast.cal, "incorrect")
    assert told.reason == "This was the night shift."
    for who in (cast.ann, cast.ben):
        page = visit(who).get(address(cast))
        assert page.status_code == 200
        assert "night shift" not in words_of(page)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mark_as": ""}, "Choose one."),
        ({"mark_as": "rude"}, "not one of the available choices"),
        ({"reason": "  "}, "Say it in a few words."),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
        ({"reason": "a\0b"}, "Leave out what is no character."),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_half_a_report_is_none_and_loses_nothing(
    cast: SimpleNamespace, changes: dict[str, str], sentence: str
) -> None:
    page = visit(cast.cal).post(address(cast, "/report"), report(**changes))
    assert page.status_code == 422
    assert sentence in words_of(page)
    if "reason" not in changes:
        assert "This was the night shift." in words_of(page)
    assert Case.objects.count() + Report.objects.count() == 0


def test_a_second_report_of_the_same_person_is_refused(cast: SimpleNamespace) -> None:
    browser = visit(cast.cal)
    browser.post(address(cast, "/report"), report())
    page = browser.post(address(cast, "/report"), report(reason="Again."))
    assert page.status_code == 422
    assert "You have already reported this recognition." in words_of(page)
    assert Report.objects.get().reason == "This was the night shift."


def test_the_field_of_a_comment_takes_as_much_as_its_column(cast: SimpleNamespace) -> None:
    reports.raise_(by=cast.cal, recognition=cast.thanks, mark_as="fraud", reason="Hm.")
    case = Case.objects.get()

    pages = [visit(cast.cal).get("/"), visit(cast.mo).get(f"/moderation/{case.pk}")]

    most = [re.search(r'name="comment"[^>]* maxlength="(\d+)"', html_of(page)) for page in pages]
    kept = [Hi5, Review]
    columns = [each._meta.get_field("comment").max_length for each in kept]
    assert [int(each[1]) for each in most if each] == columns == [1000, 1000]
