"""Moderation on pages: the queue, a case with what it rests on, and deciding it either way."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from recognition.actions import hi5s, reports
from recognition.models import Case, Recognition, Review
from tests.admin.conftest import Open
from tests.admin.pages import everything, status_of
from tests.budgets.queries import asked
from tests.cast import RecognitionFactory, UserFactory
from tests.pages.visiting import filled, html_of, visit

QUEUE = "/moderation"


def page_of(case: Case) -> str:
    """Return the address of a case."""
    return f"/moderation/{case.pk}"


def decide(browser: Client, case: Case, verdict: str, **typed: str) -> HttpResponse:
    """Open a case and press one of its buttons."""
    return browser.post(page_of(case), filled(browser, page_of(case), verdict=verdict, **typed))


@pytest.mark.parametrize(
    ("name", "status"), [("ann", 403), ("mo", 200), ("ada", 200), ("root", 403)]
)
def test_moderators_and_administrators_see_the_queue(
    cast: SimpleNamespace, opened: Open, name: str, status: int
) -> None:
    case, browser = opened("Rubbish"), visit(getattr(cast, name))
    assert browser.get(QUEUE).status_code == status
    assert browser.get(page_of(case)).status_code == status
    offers = 'href="/moderation"' in html_of(browser.get("/"))
    assert offers == (status == 200)


def test_a_stranger_signs_in_first_and_comes_back(cast: SimpleNamespace, opened: Open) -> None:
    answer = Client().get(page_of(opened("Rubbish")))
    assert answer["Location"].startswith("/sign-in?next=%2Fmoderation%2F")


def test_another_organisations_case_is_not_there(cast: SimpleNamespace, opened: Open) -> None:
    case, mia = opened("Rubbish"), visit(cast.mia)
    before = everything()
    assert "Rubbish" not in html_of(mia.get(QUEUE))
    for number in (case.pk, 987654321, 10**30):
        assert mia.get(f"{QUEUE}/{number}").status_code == 404
        answer = mia.post(f"{QUEUE}/{number}", {"verdict": "uphold", "seen": "0.1"})
        assert answer.status_code == 404
    assert mia.get(f"{QUEUE}/-1").status_code == 404
    assert mia.get(QUEUE, {"status": "lost"}).status_code == 404
    assert everything() == before


def test_the_queue_is_read_from_the_oldest_on(cast: SimpleNamespace, opened: Open) -> None:
    old, new, middle = opened("First", 9), opened("Third", 1), opened("Second", 5)
    page = html_of(visit(cast.mo).get(QUEUE))
    assert re.findall(r"First|Second|Third", page) == ["First", "Second", "Third"]
    assert 'Open <span class="count">3</span>' in page
    case = visit(cast.mo).get(page_of(middle))
    assert case.context["following"] == new
    assert case.context["preceding"] == old


def test_the_queue_is_turned_page_by_page(cast: SimpleNamespace, opened: Open) -> None:
    texts = [f"Number{n:02}" for n in range(30)]
    for n, text in enumerate(texts):
        opened(text, 40 - n)
    browser = visit(cast.mo)
    first = browser.get(QUEUE)
    following = first.context["cases"].next_page
    told = html_of(first) + html_of(browser.get(following))
    assert re.findall(r"Number\d\d", told) == texts
    assert visit(cast.ada).get(following).status_code == 404


def test_a_case_tells_what_it_rests_on(cast: SimpleNamespace, opened: Open) -> None:
    for _ in range(2):
        RecognitionFactory(
            given_by=cast.ann,
            given_for=cast.cal,
            core_value=cast.outcome,
            text="What a help you are!",
        )
    RecognitionFactory(given_by=cast.ben, given_for=cast.ann, core_value=cast.outcome, text="Back")
    case = opened("What a help you are <b>")
    reports.raise_(
        by=cast.ada, recognition=case.recognition, mark_as="not_relevant", reason="No & never"
    )
    response = visit(cast.mo).get(page_of(case))
    page = html_of(response)
    background = response.context["background"]
    assert (background.there, background.back, background.by_giver) == (2, 1, 4)
    assert [each.percent for each in background.alike] == [83, 83]
    for words in ("What a help you are &lt;b&gt;", "It did not happen", "No &amp; never"):
        assert words in page
    assert "Cal Tester" in page
    assert "Everybody can read it" in page


def test_upholding_hides_it_and_goes_on_to_the_next_case(
    cast: SimpleNamespace, opened: Open
) -> None:
    first, second, third = opened("First", 9), opened("Second", 5), opened("Third", 1)
    browser = visit(cast.mo)
    answer = decide(browser, second, "uphold", comment="Not so\r\nfast")
    assert answer["Location"] == page_of(third)
    assert status_of(second) == "upheld"
    review = Review.objects.get()
    assert (review.comment, review.moderated_by) == ("Not so\nfast", cast.mo)
    following = html_of(browser.get(answer["Location"]))
    assert f'<a href="{page_of(second)}#decision">Undo</a>' in following
    assert decide(browser, third, "dismiss")["Location"] == page_of(first)
    assert decide(browser, first, "dismiss")["Location"] == QUEUE
    assert "Nothing waits for you" in html_of(browser.get(QUEUE))


def test_a_decision_is_turned_round(cast: SimpleNamespace, opened: Open) -> None:
    case, browser = opened("Rubbish"), visit(cast.mo)
    hi5s.give(by=cast.cal, recognition=case.recognition)
    for verdict, status, other in (
        ("uphold", "upheld", "dismiss"),
        ("dismiss", "dismissed", "uphold"),
    ):
        decide(browser, case, verdict)
        assert status_of(case) == status
        page = html_of(browser.get(page_of(case)))
        assert f'value="{other}"' in page
        assert f'value="{verdict}"' not in page
    assert not Recognition.objects.get(pk=case.recognition_id).is_hidden
    assert Review.objects.count() == 2


def test_somebody_else_was_faster(cast: SimpleNamespace, opened: Open) -> None:
    case, mo, ada = opened("Rubbish"), visit(cast.mo), visit(cast.ada)
    typed = filled(mo, page_of(case), verdict="uphold", comment="My words")
    decide(ada, case, "dismiss", comment="It is fine")
    before = everything()
    answer = mo.post(page_of(case), typed)
    assert answer.status_code == 422
    page = html_of(answer)
    assert "Somebody else has decided this meanwhile" in page
    assert "It is fine" in page
    assert "My words</textarea>" in page
    assert everything() == before


def test_a_report_that_nobody_has_read_is_not_answered(cast: SimpleNamespace, opened: Open) -> None:
    case, mo = opened("Rubbish"), visit(cast.mo)
    typed = filled(mo, page_of(case), verdict="dismiss")
    reports.raise_(
        by=cast.ada, recognition=case.recognition, mark_as="incorrect", reason="Look at this too"
    )
    before = everything()
    answer = mo.post(page_of(case), typed)
    assert answer.status_code == 422
    assert "Another report has come in meanwhile" in html_of(answer)
    assert "Look at this too" in html_of(answer)
    assert everything() == before
    assert decide(mo, case, "dismiss").status_code == 302
    assert status_of(case) == "dismissed"


@pytest.mark.parametrize(
    "typed",
    [
        {"verdict": ""},
        {"verdict": "burn"},
        {"verdict": "uphold", "seen": ""},
        {"verdict": "uphold", "seen": "x.y"},
        {"verdict": "uphold", "comment": "x" * 1001},
        {"verdict": "uphold", "comment": "a\0b"},
    ],
)
def test_what_makes_no_sense_decides_nothing(
    cast: SimpleNamespace, opened: Open, typed: dict[str, str]
) -> None:
    case, mo = opened("Rubbish"), visit(cast.mo)
    before = everything()
    answer = mo.post(page_of(case), filled(mo, page_of(case), **typed))
    assert answer.status_code == 422
    assert 'class="message error"' in html_of(answer) or 'class="error"' in html_of(answer)
    assert everything() == before


@pytest.mark.parametrize("part", ["given_by", "given_for"])
def test_nobody_judges_what_they_gave_or_received(
    cast: SimpleNamespace, opened: Open, part: str
) -> None:
    case, ada = opened("Rubbish", **{part: cast.ada}), visit(cast.ada)
    page = html_of(ada.get(page_of(case)))
    assert "somebody else has to decide" in page
    assert 'name="verdict"' not in page
    before = everything()
    answer = ada.post(page_of(case), {"verdict": "dismiss", "seen": "0.1"})
    assert answer.status_code == 403
    assert everything() == before


def test_the_next_case_is_one_that_the_moderator_may_judge(
    cast: SimpleNamespace, opened: Open
) -> None:
    first = opened("First", 9)
    opened("Ada's own", 5, given_by=cast.ada)
    third = opened("Third", 1)
    assert decide(visit(cast.ada), first, "dismiss")["Location"] == page_of(third)


def test_single_keys_can_be_switched_off(cast: SimpleNamespace, opened: Open) -> None:
    case, mo = opened("Rubbish"), visit(cast.mo)
    assert 'data-key="u"' in html_of(mo.get(page_of(case)))
    answer = mo.post(f"{QUEUE}/keys", {"then": page_of(case)})
    assert answer["Location"] == page_of(case)
    assert "data-key" not in html_of(mo.get(page_of(case)))
    mo.post(f"{QUEUE}/keys", {"then": "https://evil.test/"})
    assert 'data-key="d"' in html_of(mo.get(page_of(case)))


def test_more_rows_cost_no_more_queries(cast: SimpleNamespace, opened: Open) -> None:
    mo, case = visit(cast.mo), opened("One", 1)
    _, of_one = asked(lambda: mo.get(QUEUE))
    _, of_one_case = asked(lambda: mo.get(page_of(case)))
    people: list[User] = UserFactory.create_batch(3, organisation=cast.acme)
    for n, person in enumerate(people):
        opened(f"One more {n}", given_by=person)
        reports.raise_(by=person, recognition=case.recognition, mark_as="fraud", reason="No")
    _, of_many = asked(lambda: mo.get(QUEUE))
    _, of_many_case = asked(lambda: mo.get(page_of(case)))
    assert sorted(of_many) == sorted(of_one)
    assert sorted(of_many_case) == sorted(of_one_case)
