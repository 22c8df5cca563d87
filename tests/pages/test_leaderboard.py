"""The leaderboard's page; how it counts is tested beside ``recognition.leaderboard``."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import organisations, users
from recognition.leaderboard import MOST
from tests.cast import RecognitionFactory, UserFactory
from tests.pages.visiting import addresses, visit, words_of

SPANS = ("week", "month", "quarter", "year")


def board(answer, side):
    """Return the rows of one side, each as its words; the viewer's own beneath the table too."""
    page = answer.content.decode()
    table = page.partition(f'id="{side}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[ >].*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).replace(" Tester", "") for row in rows]


def thank(cast, giver, receiver):
    return RecognitionFactory(given_by=giver, given_for=receiver, core_value=cast.outcome)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
@pytest.mark.parametrize("span", SPANS)
def test_everybody_sees_the_standings(cast, who, span):
    answer = visit(getattr(cast, who)).get(f"/leaderboard?span={span}")

    assert answer.status_code == 200
    assert board(answer, "receivers")[0].startswith("1 Ben")
    assert board(answer, "givers")[0].startswith("1 Ann")
    assert "Zoe" not in words_of(answer)


def test_a_stranger_signs_in_first(cast):
    assert visit(None).get("/leaderboard").status_code == 302
    assert visit(cast.root).get("/leaderboard").status_code == 403


def test_receivers_and_givers_stand_side_by_side_and_ties_share_a_rank(cast):
    for giver, receiver in [
        (cast.ann, cast.ben),  # and once more, in the cast
        (cast.cal, cast.ben),
        (cast.ann, cast.cal),
        (cast.ben, cast.ada),
    ]:
        thank(cast, giver, receiver)

    answer = visit(cast.mo).get("/leaderboard")

    none = "– none yet Mo You 0 0"
    assert board(answer, "receivers") == ["1 Ben 3 2", "2 Ada 1 1", "2 Cal 1 1", none]
    assert board(answer, "givers") == ["1 Ann 3 2", "2 Ben 1 1", "2 Cal 1 1", none]


def test_ones_own_place_is_shown_however_far_down(cast):
    for _ in range(MOST):
        person = UserFactory(organisation=cast.acme)
        for _ in range(2):
            thank(cast, person, cast.ben)
    thank(cast, cast.cal, cast.ben)

    rows = board(visit(cast.cal).get("/leaderboard"), "givers")

    assert len(rows) == MOST + 1
    assert rows[-1] == f"{MOST + 1} Cal You 1 1"


def test_whoever_opted_out_is_nowhere_but_is_told_so(cast):
    users.change_profile(by=cast.ben, is_on_leaderboard=False)

    theirs, others = (visit(who).get("/leaderboard") for who in (cast.ben, cast.ann))

    assert "Ben Tester" not in words_of(others)
    assert "You are not on the leaderboard." not in words_of(others)
    assert "You are not on the leaderboard." in words_of(theirs)
    assert board(theirs, "receivers") == ["– none yet Ben You 1 1"]


def test_an_organisation_may_have_none(cast):
    assert "/leaderboard" in addresses(visit(cast.ann).get("/people"))
    organisations.change(by=cast.ada, organisation=cast.acme, has_leaderboard=False)

    for person in (cast.ann, cast.ada):
        assert visit(person).get("/leaderboard").status_code == 404
        assert "/leaderboard" not in addresses(visit(person).get("/people"))
    assert visit(cast.zoe).get("/leaderboard").status_code == 200


@pytest.mark.parametrize("span", ["", "day", "WEEK", "\0"])
def test_an_unknown_period_has_no_page(cast, span):
    assert visit(cast.ann).get("/leaderboard", {"span": span}).status_code == 404


def test_a_full_board_takes_as_many_queries_as_a_short_one(cast):
    browser = visit(cast.ann)
    with CaptureQueriesContext(connection) as few:
        browser.get("/leaderboard")
    for _ in range(5):
        thank(cast, UserFactory(organisation=cast.acme), UserFactory(organisation=cast.acme))

    with CaptureQueriesContext(connection) as many:
        browser.get("/leaderboard")

    assert len(many) == len(few)
