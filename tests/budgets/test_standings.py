"""What a year's leaderboard and the insights read: sums, and never all recognitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.periods import Span
from recognition import insights
from recognition.actions import tallies
from recognition.leaderboard import standings
from recognition.models import Recognition
from tests.cast import RecognitionFactory, UserFactory

pytestmark = pytest.mark.django_db

TABLE = "recognition_recognition"
EXPLAIN = {"postgresql": "EXPLAIN ", "sqlite": "EXPLAIN QUERY PLAN "}
WHOLE = {"postgresql": f"Seq Scan on {TABLE}", "sqlite": f"SCAN {TABLE}"}
"""What a plan says that reads a table from its first row to its last."""


@pytest.fixture
def much(cast):
    """Acme's people have thanked each other, planned as if that were many times more."""
    people = [UserFactory(organisation=cast.acme, first_name=f"P{n}") for n in range(20)]
    Recognition.objects.bulk_create(
        RecognitionFactory.build(
            given_by=people[n % 20], given_for=people[(n * 7 + 1) % 20], core_value=cast.outcome
        )
        for n in range(400)
        if (n * 6 + 1) % 20
    )
    tallies.recount(organisation=cast.acme)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # on so few rows it would be cheaper
            cursor.execute(f"ANALYZE {TABLE}")
    return cast


def plans(read: Callable[[], Any]) -> list[tuple[str, str]]:
    """Return each query that ``read`` makes, and how the database goes about it."""
    with CaptureQueriesContext(connection) as captured:
        assert read()
    told = []
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute(EXPLAIN[connection.vendor] + query["sql"])
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            # SQLite calls a table in a subquery by its alias, of which there is one.
            told.append((query["sql"], plan.replace("SCAN U0", f"SCAN {TABLE}")))
    return told


QUESTIONS = {
    "month": lambda cast: standings(cast.ann, Span.MONTH),
    "year": lambda cast: standings(cast.ann, Span.YEAR),
    "week": lambda cast: standings(cast.ann, Span.WEEK),
    "participation": lambda cast: insights.participation(cast.ada),
    "values": lambda cast: insights.values_used(cast.ada, during=insights.year_told_of(cast.ada)),
    "overlooked": lambda cast: insights.overlooked(cast.ada, days=30),
}
SUMS = {"month": 1, "year": 1, "participation": 1, "values": 1}
"""The questions that months answer: of how many of their queries."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_who_asks_reads_all_recognitions(much, question):
    told = plans(lambda: QUESTIONS[question](much))

    assert [plan for _, plan in told if WHOLE[connection.vendor] in plan] == []
    sums = [sql for sql, _ in told if "tally" in sql and TABLE not in sql]
    assert len(sums) == SUMS.get(question, 0)


@pytest.mark.parametrize(
    ("question", "index"), [("month", "monthly_tally"), ("quarter", "span_tally")]
)
def test_the_first_of_a_leaderboard_are_found_along_its_order(much, question, index):
    told = plans(lambda: standings(much.ann, Span(question)))

    ((_, plan),) = [each for each in told if "tally" in each[0]]
    assert f"{index}_received" in plan, plan
    assert f"{index}_given" in plan, plan


def test_control_who_reads_them_all_is_noticed(much):
    rows = Recognition.objects.filter(text__contains="export").order_by()

    ((_, plan),) = plans(lambda: list(rows))

    assert WHOLE[connection.vendor] in plan
