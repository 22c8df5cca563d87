"""In which order people stand who gave and got recognitions: both sides in one statement."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User

# Names are joined to the sums, not to what is summed, and it is summed once for both sides: the
# ORM would do neither.
STATEMENT = """
    WITH shares (person, got, gave) AS ({shares}),
    counted AS (
        SELECT person, CAST(SUM(got) AS bigint) AS got, CAST(SUM(gave) AS bigint) AS gave
        FROM shares WHERE person NOT IN ({left_out}) GROUP BY person
    ),
    ranked AS (
        SELECT person,
            got, RANK() OVER (ORDER BY got DESC) AS rank_got,
            ROW_NUMBER() OVER (ORDER BY got DESC, {names}, person) AS at_got,
            gave, RANK() OVER (ORDER BY gave DESC) AS rank_gave,
            ROW_NUMBER() OVER (ORDER BY gave DESC, {names}, person) AS at_gave
        FROM counted JOIN {people} AS named ON named.id = person
    )
    SELECT person, got, rank_got, at_got, gave, rank_gave, at_gave
    FROM ranked WHERE at_got <= %s OR at_gave <= %s OR person = %s
"""
NAMES = "first_name_folded, last_name_folded"


class Stand(NamedTuple):
    """Where a person stands on one side: those with as many share a ``rank``, nobody an ``at``."""

    at: int
    rank: int
    person: int
    recognitions: int


def stands(shares: Any, *, left_out: Any, most: int, own: int) -> tuple[list[Stand], list[Stand]]:
    """Return the first ``most`` by what they got and by what they gave, and the person ``own``.

    In order, and only who has any. ``shares`` are rows of a person's id, what they got and what
    they gave; they are added up. ``left_out`` are the ids of people who stand nowhere. Those with
    as many are ordered by name.
    """
    told, told_with = shares.query.sql_with_params()
    out, out_with = left_out.query.sql_with_params()
    statement = STATEMENT.format(shares=told, left_out=out, names=NAMES, people=User._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*told_with, *out_with, most, most, own])
        rows = cursor.fetchall()
    received = sorted(Stand(at, rank, person, got) for person, got, rank, at, *_ in rows if got)
    given = sorted(Stand(at, rank, person, gave) for person, *_, gave, rank, at in rows if gave)
    return _first(received, most, own), _first(given, most, own)


def _first(stands: list[Stand], most: int, own: int) -> list[Stand]:
    return [each for each in stands if each.at <= most or each.person == own]
