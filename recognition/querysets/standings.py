"""In which order people stand who gave and got recognitions: both sides in one statement."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User

# "shares" is asked several times: what has been added up is walked along its indexes each time,
# what has yet to be is added up once. Of those who are left out, few are in there.
STATEMENT = """
    WITH parts (person, got, gave) AS NOT MATERIALIZED ({parts}),
    shares AS {added_up},
    left_out AS MATERIALIZED (SELECT person FROM shares WHERE person IN ({left_out})),
    counted AS NOT MATERIALIZED (
        SELECT * FROM shares WHERE person NOT IN (SELECT person FROM left_out)
    ), {got_ahead}, {gave_ahead}
    {got} UNION ALL {gave}
"""
AS_IT_IS = "NOT MATERIALIZED (SELECT * FROM parts)"
IN_PARTS = """MATERIALIZED (
    SELECT person, CAST(SUM(got) AS bigint) AS got, CAST(SUM(gave) AS bigint) AS gave
    FROM parts GROUP BY person
)"""
# The first, and all who have as many as the last of them. Apart, so that names are only looked up
# for these: joined to all, they would be read of everybody.
AHEAD = """
    ahead_by_{side} AS MATERIALIZED (
        SELECT person, {side} FROM counted WHERE {side} >= COALESCE((
            SELECT {side} FROM counted WHERE {side} > 0 ORDER BY {side} DESC LIMIT 1 OFFSET %s
        ), 1)
    )
"""
# These in order, as many as are wanted; and one's own, with how many have more.
SIDE = """
    SELECT * FROM (
        SELECT '{side}', ROW_NUMBER() OVER (ORDER BY {side} DESC, {by_name}) AS place,
            person, {side}, -1
        FROM ahead_by_{side} JOIN accounts_user ON accounts_user.id = person
        ORDER BY place LIMIT %s
    ) AS first_by_{side}
    UNION ALL
    SELECT '{side}', 0, person, {side},
        (SELECT COUNT(*) FROM counted AS better WHERE better.{side} > own.{side})
    FROM counted AS own WHERE person = %s AND {side} > 0
"""


class Stand(NamedTuple):
    """Where a person stands on one side: those with as many share a ``rank``."""

    rank: int
    person: int
    recognitions: int


def stands(
    shares: Any, *, is_added_up: bool, left_out: Any, most: int, own: int
) -> tuple[list[Stand], list[Stand]]:
    """Return the first ``most`` by what they got and by what they gave, and the person ``own``.

    In order, and only who has any. ``shares`` are rows of a person's id, what they got and what
    they gave: one of each person if ``is_added_up``. ``left_out`` are the ids of people who stand
    nowhere. Those with as many are ordered by name.
    """
    told, told_with = shares.query.sql_with_params()
    out, out_with = left_out.query.sql_with_params()
    names = User.all_objects.all().by_name().query.order_by
    by_name = ", ".join(f"accounts_user.{name}" for name in names)
    sides = {side: SIDE.format(side=side, by_name=by_name) for side in ("got", "gave")}
    ahead = {f"{side}_ahead": AHEAD.format(side=side) for side in sides}
    added_up = AS_IT_IS if is_added_up else IN_PARTS
    statement = STATEMENT.format(parts=told, added_up=added_up, left_out=out, **ahead, **sides)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*told_with, *out_with, *[most - 1] * 2, *(most, own) * 2])
        rows = cursor.fetchall()
    received, given = (_ordered([row[1:] for row in rows if row[0] == side]) for side in sides)
    return received, given


def _ordered(rows: list[tuple[int, int, int, int]]) -> list[Stand]:
    """Return the first of one side, and one's own place if it is not among them."""
    ahead = sorted(row for row in rows if row[-1] < 0)
    counts = [n for _, _, n, _ in ahead]
    first = [Stand(counts.index(n) + 1, person, n) for _, person, n, _ in ahead]
    named = {each.person for each in first}
    own = (Stand(more + 1, person, n) for _, person, n, more in rows if more >= 0)
    return first + [each for each in own if each.person not in named]
