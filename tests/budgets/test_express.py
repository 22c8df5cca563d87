"""What the lanes cost: one statement, and of a long table the few pages that the answer is on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from peerly.api.pagination import cursor_at
from recognition.models import Hi5, Recognition
from tests.budgets.queries import ALSO, asked
from tests.cast import BadgeFactory, RecognitionFactory, UserFactory, assemble
from tests.concurrency.crowd import open_period, this_week_began
from tests.recognition.asking import hi5, thank

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 3000
TABLES = {"recognition_recognition", "recognition_hi5", "accounts_user"}
"""Those that grow without end."""


@pytest.fixture
def cast(transactional_db):
    """The cast in a week that this process knows to have begun, without a transaction around."""
    cast = assemble()
    open_period(cast.cal, this_week_began(cast.cal), 9)
    return cast


GIVING = {
    "postgresql": [
        "WITH UPDATE allowance, INSERT hi5, INSERT ledgerentry, INSERT keptanswer",
    ],
    "sqlite": [
        "BEGIN",
        f"SELECT recognition {ALSO}",
        "UPDATE allowance",
        "INSERT hi5",
        "INSERT ledgerentry",
        "COMMIT",
    ],
}
KEEPING = {"postgresql": [], "sqlite": ["INSERT keptanswer"]}
"""PostgreSQL's has the words for it whether there is a key or not."""

AWARD = ["SELECT user", "SELECT badge"]


def cost_of_hi5(api, cast, **headers):
    client, path = api(cast.cal), f"/recognitions/{thank(cast).pk}/hi5"
    answer, cost = asked(lambda: client.post(path, **headers))
    assert answer.status_code == 201
    return cost


def test_a_hi5_costs_one_statement_and_on_sqlite_four_in_a_transaction(api, cast):
    hi5(api, cast.cal, cast.thanks)

    assert cost_of_hi5(api, cast) == GIVING[connection.vendor]


def test_a_key_costs_nothing_more_and_on_sqlite_one(api, cast):
    hi5(api, cast.cal, cast.thanks)

    cost = cost_of_hi5(api, cast, Idempotency_Key="once")

    *giving, last = GIVING[connection.vendor]
    assert cost == [*giving, *KEEPING[connection.vendor], last]


def test_badges_to_earn_cost_looking_whether_one_is_due(api, cast):
    hi5(api, cast.cal, cast.thanks)
    BadgeFactory(organisation=cast.acme, hi5_count_required=50)

    assert cost_of_hi5(api, cast) == [*GIVING[connection.vendor], *AWARD]


# Pages -------------------------------------------------------------------------------------------


@pytest.fixture
def much(cast):
    """Thousands of recognitions, hi5s and people, most of them of Acme; vacuumed and counted."""
    now = timezone.now()
    crowd = User.all_objects.bulk_create(
        UserFactory.build(organisation=cast.acme, first_name=f"P{n}", display_name="")
        for n in range(MANY)
    )
    rows = Recognition.objects.bulk_create(
        RecognitionFactory.build(
            given_by=crowd[n % 200],
            given_for=crowd[n % 200 + 1],
            core_value=cast.outcome,
            given_at=now - timedelta(minutes=n),
        )
        for n in range(MANY)
    )
    Hi5.objects.bulk_create(
        Hi5(organisation=cast.acme, recognition=row, given_by=crowd[n % 2 + 300], given_at=now)
        for n, row in enumerate(rows)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in sorted(TABLES | {"recognition_corevalue"}):
                # Behind pages that other tests have left, and in indexes that they made deep.
                cursor.execute(f"VACUUM FULL {table}")
                cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("ANALYZE")
    cast.oldest = rows[-50]
    return cast


def sent_by(request: Callable[[], Any], *, finds: bool = True) -> tuple[str, Any]:
    """Return the one statement that ``request`` sends, and what it is told; it ``finds`` rows."""
    sent = []

    def note(execute: Any, statement: str, told: Any, many: bool, context: Any) -> Any:
        sent.append((statement, told))
        return execute(statement, told, many, context)

    with connection.execute_wrapper(note):
        answer = request()
    assert answer.status_code < 300
    assert bool(answer.json()["data"]) == finds
    ((statement, told),) = sent
    return statement, told


def plan_of(statement: str, told: Any, mode: str) -> dict[str, Any]:
    """Carry the statement out as PostgreSQL does once it is prepared; returns the plan."""
    told = {name: each for name, each in told.items() if f"%({name})s" in statement}
    numbered = statement % {name: f"${place}" for place, name in enumerate(told, 1)}
    with connection.cursor() as cursor:
        values = ", ".join(sql.Literal(each).as_string(cursor.connection) for each in told.values())
        cursor.execute(f"PREPARE lane AS {numbered}")
        execute = f"EXECUTE lane ({values})" if told else "EXECUTE lane"
        try:
            cursor.execute(f"SET plan_cache_mode = {mode}")
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {execute}")
            ((found,),) = cursor.fetchall()
        finally:
            cursor.execute("DEALLOCATE lane")
            cursor.execute("RESET plan_cache_mode")
    ((plan,),) = [found if isinstance(found, list) else json.loads(found)]
    return dict(plan["Plan"])


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes_of(each)


def look_at(statement: str, told: Any, mode: str) -> SimpleNamespace:
    """Return the indexes used, the long tables read as a whole, and the pages touched."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", told)
            lines = [str(row[-1]) for row in cursor.fetchall()]
        words = {word for line in lines for word in line.split()}
        scans = {line.split()[1] for line in lines if line.startswith("SCAN")}
        return SimpleNamespace(indexes=words, scans=scans & TABLES, pages=0)
    plan = plan_of(statement, told, mode)
    nodes = list(nodes_of(plan))
    return SimpleNamespace(
        indexes={node["Index Name"] for node in nodes if "Index Name" in node},
        scans={
            node["Relation Name"]
            for node in nodes
            if node["Node Type"] == "Seq Scan"
            and node["Relation Name"] in TABLES
            and node["Actual Loops"]  # else it was planned, and nothing there to do it for
        },
        pages=_pages(plan),
        each=[(node["Node Type"], node.get("Index Name"), _pages(node)) for node in nodes],
    )


def _pages(node: dict[str, Any]) -> int:
    return int(node["Shared Hit Blocks"] + node["Shared Read Blocks"])


MODES = ["force_custom_plan", "force_generic_plan"]
PAGES_OF_A_ROW = 16
"""Its own row and four beside it, each along an index of two or three levels, and the hi5s."""

OF_FEED = {"recognition_recognition", "recognition_hi5"}
BY_NAME = {f"user_by_{name}" for name in ("first_name", "last_name", "display_name")}


def test_lanes_touch_only_the_pages_that_their_answer_is_on(api, much):
    client = api(much.cal)
    deep = cursor_at([much.oldest.given_at, much.oldest.pk], f"/recognitions:{much.cal.pk}")
    lists = {
        "/recognitions?limit=25": ({"recognition_feed"}, OF_FEED, 25),
        f"/recognitions?limit=25&cursor={deep}": ({"recognition_feed"}, OF_FEED, 25),
        "/users?starts_with=p2999": (BY_NAME, {"accounts_user"}, 3),  # and small tables whole
        "/users?starts_with=nobody": (BY_NAME, {"accounts_user"}, 0),
    }

    for path, (indexes, long, rows) in lists.items():
        statement = sent_by(lambda: client.get(path), finds=rows > 0)  # noqa: B023
        for mode in MODES:
            seen = look_at(*statement, mode)
            assert indexes <= seen.indexes, (path, mode, seen)
            assert seen.scans.isdisjoint(long), (path, mode, seen)
            assert seen.pages <= (rows + 1) * PAGES_OF_A_ROW, (path, mode, seen)


def test_control_a_table_that_is_read_as_a_whole_is_noticed(much):
    everything = str(Recognition.objects.order_by("text").values("id").query)

    for mode in MODES:
        seen = look_at(everything, {}, mode)
        assert "recognition_feed" not in seen.indexes
        assert seen.scans == {"recognition_recognition"}
