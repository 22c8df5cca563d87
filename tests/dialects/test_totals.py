"""How many recognitions there are is told from their tallies, and is what counting would tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from accounts.actions import organisations, users
from accounts.models import User
from recognition.actions import recognitions, reviews
from recognition.models import Recognition
from tests.api import Api
from tests.dialects.asking import Caller
from tests.dialects.betterworks.hooks import HOOKS as BETTERWORKS
from tests.dialects.engagedly.hooks import HOOKS as ENGAGEDLY

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 18, 29, tzinfo=UTC)
"""A minute before December begins in India."""
ZONES = ["Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"]


def totals_to(person: User) -> dict[str, int]:
    """Return what each list says, the first of its pages and a later one."""
    said = {}
    for page in (1, 2):
        praises = Caller(ENGAGEDLY, person).ask("GET", f"/beta/activities/praises?page={page}")
        told = praises.json()["pagination"]
        assert told["record_count"] == told["total_records"]
        said[f"engagedly {page}"] = told["total_records"]
        results = Caller(BETTERWORKS, person).ask("GET", f"/api/v1/recognitions/?page={page}")
        said[f"betterworks {page}"] = results.json()["count"]
    said["native"] = Api(person).get("/recognitions?count=true").json()["meta"]["total"]
    return said


def shown(home: Any) -> int:
    return Recognition.objects.filter(organisation=home, hidden_at=None).count()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_total_is_what_counting_tells(cast, seed):
    chance, people = Random(seed), [cast.ann, cast.ben, cast.cal]
    given = [cast.thanks]
    for step in range(24):
        what = chance.random()
        if what < 0.5:
            by, to = chance.sample(people, 2)
            at = NOW + timedelta(minutes=chance.randrange(-50, 50))
            given.append(
                recognitions.give(
                    by=by, given_for=to, core_value=cast.outcome, text="Thanks", now=at
                )
            )
        elif what < 0.8:
            judged, is_bad = chance.choice(given), chance.random() < 0.6
            reviews.give(by=cast.mo, recognition=judged, is_inappropriate=is_bad)
        elif what < 0.9:
            zone = chance.choice(ZONES)
            organisations.change(by=cast.ada, organisation=cast.acme, timezone=zone)
        elif cast.cal in people:
            users.remove(by=cast.ada, person=people.pop())
        if step % 6 == 5:
            for person in (cast.ann, cast.ada, cast.zoe):
                assert set(totals_to(person).values()) == {shown(person.organisation)}

    assert Api(cast.root).get("/recognitions?count=true").json()["meta"]["total"] == (
        shown(cast.acme) + shown(cast.globex)
    )


def test_where_nothing_was_given_the_total_is_none(cast):
    for thanks in (cast.thanks, cast.foreign_thanks):
        judge = cast.mo if thanks is cast.thanks else cast.mia
        reviews.give(by=judge, recognition=thanks, is_inappropriate=True)

    assert set(totals_to(cast.ann).values()) == {0}
    assert Api(cast.root).get("/recognitions?count=true").json()["meta"]["total"] == 0


def test_what_is_filtered_is_counted(cast):
    recognitions.give(by=cast.ben, given_for=cast.ann, core_value=cast.outcome, text="Thanks")

    for query, count in ((f"author={cast.ben.pk}", 1), (f"hashtag={cast.outcome.pk}", 2)):
        answer = Caller(BETTERWORKS, cast.ann).ask("GET", f"/api/v1/recognitions?{query}")
        assert answer.json()["count"] == count
    by_ann = Api(cast.ann).get(f"/recognitions?count=true&given_by={cast.ann.pk}")
    assert by_ann.json()["meta"]["total"] == 1
    anything = Api(cast.ann).get("/recognitions?count=true&q=")
    assert anything.json()["meta"]["total"] == 2


def test_a_page_far_behind_is_found_by_number_and_the_last_one_says_so(cast):
    for _ in range(6):
        recognitions.give(by=cast.ben, given_for=cast.ann, core_value=cast.outcome, text="Thanks")
    ids = list(Recognition.objects.visible_to(cast.ann).newest_first().values_list("id", flat=True))

    for number in range(1, 6):
        page = ids[2 * number - 2 : 2 * number]
        query = f"?page={number}&size=2"
        praises = Caller(ENGAGEDLY, cast.ann).ask("GET", f"/beta/activities/praises{query}").json()
        results = Caller(BETTERWORKS, cast.ann).ask("GET", f"/api/v1/recognitions{query}").json()
        assert [row["id"] for row in praises["data"]] == page
        assert [row["id"] for row in results["results"]] == page
        assert praises["pagination"]["has_more"] == results["more"] == (2 * number < len(ids))
