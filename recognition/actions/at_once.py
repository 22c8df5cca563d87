"""A hi5 given by one statement: whether it may be, what it costs, and all that it leaves behind.

``hi5s.give`` is the rule, and says no in words. Here only what it would do without a word is done:
a hi5 by somebody who may, on something they see, out of a period that has begun. Otherwise
nothing is, and whoever asked goes the ordinary way. On SQLite, where no statement writes to several
tables, it is a few of them in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.periods import Period
from peerly.prepared import Later, PreparedText, told_as
from recognition import policies
from recognition.actions import badges
from recognition.models import Badge, Recognition

Given = tuple[int, int, bool]
"""The hi5's id, who receives it, and whether there are badges to earn with it."""


@dataclass(frozen=True)
class Kept:
    """What to keep under an ``Idempotency-Key``: what tells its ``request``, and the body in parts.

    Those stand ``before`` and ``behind`` the id of the hi5.
    """

    key: str
    request: str
    before: str
    behind: str


NOTHING = Kept("", "", "", "")


def join_in(
    *,
    reader: Any,
    told: dict[str, Any],
    recognition: int,
    comment: str | None,
    period: Period,
    now: datetime,
    kept: Kept = NOTHING,
) -> int | None:
    """Give the hi5, and return its id; None if nothing was done, for whatever reason.

    ``reader`` and what the database is ``told`` of them come from a token; ``period`` is the one
    that runs where they belong, as far as this process knows. Raises django.db.Error as well,
    with nothing done: one that there is already breaks a constraint.
    """
    if not policies.can_give(reader) or not period.starts_at <= now < period.ends_at:
        return None
    values = told | {
        "recognition": recognition,
        "comment": comment,
        "period": told_as(period.starts_at),
        "now": told_as(now),
        "keeps": kept.key != "",
        **vars(kept),
    }
    given = (_in_one if connection.vendor == "postgresql" else _in_turn)(reader, values)
    if given is None:
        return None
    number, receiver, has_badges = given
    if has_badges:
        transaction.on_commit(lambda: _award(receiver, now), robust=True)
    return number


def _award(receiver: int, now: datetime) -> None:
    badges.award(to=User.all_objects.select_related("organisation").get(pk=receiver), now=now)


def _target(reader: Any) -> QuerySet[Any, Any]:
    """Return what the hi5 is on: seen by who asks, and not about them."""
    about_others = ~Q(given_for=reader.pk)
    seen = Recognition.objects.visible_to(reader).filter(about_others, pk=Later("recognition"))
    badges_there = Exists(Badge.objects.filter(organisation=OuterRef("organisation")))
    told = seen.order_by().annotate(has_badges=badges_there)
    return told.values_list("pk", "organisation", "given_for", "has_badges")


SPENT = """
    UPDATE recognition_allowance SET balance = balance - 1
    WHERE user_id = :pk AND period_start = :period AND balance >= 1
"""
HI5 = """
    INSERT INTO recognition_hi5
        (organisation_id, recognition_id, given_by_id, comment, given_at, is_charged)
"""
ENTRY = """
    INSERT INTO recognition_ledgerentry
        (organisation_id, user_id, kind, amount, period_start, opens_period,
         hi5_id, by_id, reason, at)
"""
ANSWER = """
    INSERT INTO accounts_keptanswer (user_id, key, fingerprint, status, body, created_at)
"""
KEPT = f"""
    {ANSWER} SELECT :pk, :key, :request, 201,
        concat(:before::text, made.id, :behind::text), :now FROM made WHERE :keeps
"""  # noqa: S608 - made of the text above


@cache
def _statement(reader: Any) -> PreparedText:
    # A review locks the recognition, so this waits for one and looks again: hence FOR KEY SHARE.
    text = f"""
        WITH target (id, organisation_id, receiver, has_badges) AS MATERIALIZED (
            {{target}} FOR KEY SHARE OF recognition_recognition
        ), paid AS (
            {SPENT} AND organisation_id = (SELECT organisation_id FROM target) RETURNING user_id
        ), made AS (
            {HI5} SELECT organisation_id, id, user_id, :comment, :now, true FROM target, paid
            RETURNING id
        ), entry AS (
            {ENTRY} SELECT organisation_id, :pk, 'spend', -1, :period, false,
                made.id, :pk, 'hi5', :now FROM target, made
        ), kept AS (
            {KEPT}
        )
        SELECT made.id, target.receiver, target.has_badges FROM target, made
    """  # noqa: S608 - made of the texts above
    return PreparedText(text, target=lambda: _target(reader))


def _in_one(reader: Any, values: dict[str, Any]) -> Given | None:
    rows = _statement(reader).all(**values)
    return rows[0] if rows else None


@cache
def _steps(reader: Any) -> dict[str, PreparedText]:
    texts = {
        "target": "{target}",
        "paid": f"{SPENT} AND organisation_id = :organisation RETURNING user_id",
        "made": f"{HI5} VALUES (:organisation, :recognition, :pk, :comment, :now, true)"
        " RETURNING id",
        "entry": f"{ENTRY} VALUES (:organisation, :pk, 'spend', -1, :period, false,"
        " :made, :pk, 'hi5', :now) RETURNING id",
        "kept": f"{ANSWER} VALUES (:pk, :key, :request, 201, :before || :made || :behind, :now)"
        " RETURNING id",
    }
    return {
        name: PreparedText(text, target=lambda: _target(reader)) for name, text in texts.items()
    }


def _in_turn(reader: Any, values: dict[str, Any]) -> Given | None:
    steps = _steps(reader)
    with transaction.atomic():
        target = steps["target"].all(**values)
        if not target:
            return None
        _, organisation, receiver, has_badges = target[0]
        values = values | {"organisation": organisation}
        if not steps["paid"].all(**values):
            return None
        ((made,),) = steps["made"].all(**values)
        values["made"] = made
        steps["entry"].all(**values)
        if values["keeps"]:
            steps["kept"].all(**values)
    return made, receiver, bool(has_badges)
