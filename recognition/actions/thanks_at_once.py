"""A recognition given by one statement, on PostgreSQL: for what it does, see ``recognitions.give``.

As with ``at_once``, that is the rule and says no in words; here only what it would do without a
word is done. On SQLite a statement writes to one table, and this does nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.periods import first_day
from accounts.roles import Role
from peerly.prepared import Later, PreparedText
from recognition import policies
from recognition.actions.at_once import KEPT, NOTHING, Kept
from recognition.models import MonthlyTally, ParticipationTally, SpanTally, ValueTally
from recognition.querysets import SLOTS
from recognition.querysets.last_thanks import noting
from recognition.querysets.tallies import addition


def thank(
    *,
    reader: Any,
    told: dict[str, Any],
    receiver: int,
    value: int,
    text: str,
    zone: str,
    month: date,
    now: datetime,
    kept: Kept = NOTHING,
) -> int | None:
    """Give the recognition, and return its id; None if nothing was done, for whatever reason.

    ``reader`` and what the database is ``told`` of them come from a token; ``month`` is the first
    day of the one that it is in the time zone ``zone``, which has to be the organisation's.
    Raises django.db.Error as well, with nothing done.
    """
    is_there = connection.vendor == "postgresql"
    if not is_there or not policies.can_give(reader) or receiver == told["pk"]:
        return None
    values = told | {
        "receiver": receiver,
        "value": value,
        "text": text,
        "zone": zone,
        "month": month,
        "quarter": first_day(month, 3),
        "year": first_day(month, 12),
        "now": now,
        "keeps": kept.key != "",
        **vars(kept),
    }
    rows = _statement(reader).all(**values)
    return rows[0][0] if rows else None


def _receiver(reader: Any) -> QuerySet[Any, Any]:
    people: QuerySet[Any, Any] = User.objects.visible_to(reader).live()
    return people.filter(pk=Later("receiver")).values("pk")


# Each reads what the one before has written, so that all lock in the order of ``tallies.KINDS``:
# left to itself, PostgreSQL runs them from the last to the first.
MONTHLY = """
    SELECT organisation_id, CAST(:month AS date), people.*
    FROM made, (VALUES (:pk::bigint, 1, 0), (:receiver::bigint, 0, 1)) AS people (id, gave, got)
"""
SPANNED = """
    SELECT organisation_id, spans.*, user_id, (user_id = :pk)::int, (user_id = :receiver)::int
    FROM monthly,
        (VALUES (3::smallint, :quarter::date), (12::smallint, :year::date)) AS spans
"""
VALUED = f"""
    SELECT organisation_id, CAST(:month AS date), :value, mod(:pk::bigint, {SLOTS}), 1
    FROM spanned WHERE user_id = :pk AND months = 12
"""  # noqa: S608 - a number of ours
PARTICIPATED = f"""
    SELECT valued.organisation_id, CAST(:month AS date), mod(user_id, {SLOTS}),
        count(*) FILTER (WHERE user_id = :pk AND given = 1),
        count(*) FILTER (WHERE user_id = :receiver AND received = 1),
        count(*) FILTER (WHERE user_id = :pk)
    FROM valued, monthly
    WHERE user_id = :pk OR user_id = :receiver AND received = 1
    GROUP BY 1, 2, 3
"""  # noqa: S608 - a number of ours
NOTED = "SELECT DISTINCT organisation_id, :receiver, CAST(:now AS timestamptz) FROM participated"


@cache
def _statement(reader: Any) -> PreparedText:
    # Both people are held, and looked at once they are, in the order of ``presence.lock``.
    # The rows of the tallies come last, in the order of their keys: ``actions.tallies``.
    text = f"""
        WITH held AS MATERIALIZED (
            SELECT id, organisation_id FROM accounts_user
            WHERE soft_delete_at IS NULL
              AND (id = :pk AND role = {reader.role:d} AND restorations = :restorations
                   OR id = :receiver AND role <> {Role.SUPER_ADMIN:d})
            ORDER BY id FOR SHARE
        ), home AS MATERIALIZED (
            SELECT home.id FROM accounts_organisation AS home
            WHERE home.id = ({{owner}}) AND home.timezone = :zone AND NOT recognition_costs_hi5
              AND EXISTS ({{receiver}})
              AND 2 = (SELECT count(*) FROM held WHERE held.organisation_id = home.id)
              AND EXISTS (SELECT 1 FROM recognition_corevalue
                          WHERE id = :value AND organisation_id = home.id)
            FOR KEY SHARE OF home
        ), made AS (
            INSERT INTO recognition_recognition
                (organisation_id, given_by_id, given_for_id, core_value_id, text, given_at)
            SELECT id, :pk, :receiver, :value, :text, :now FROM home
            RETURNING id, organisation_id
        ), monthly AS (
            {addition(MonthlyTally, MONTHLY)} RETURNING organisation_id, user_id, given, received
        ), spanned AS (
            {addition(SpanTally, SPANNED)} RETURNING organisation_id, user_id, months
        ), valued AS (
            {addition(ValueTally, VALUED)} RETURNING organisation_id
        ), participated AS (
            {addition(ParticipationTally, PARTICIPATED)} RETURNING organisation_id
        ), noted AS (
            {noting(NOTED)}
        ), kept AS (
            {KEPT}
        )
        SELECT id FROM made
    """  # noqa: S608 - made of numbers and texts of ours
    return PreparedText(text, owner=reader.home, receiver=lambda: _receiver(reader))
