"""Tallies: the statement that adds to them, and what the recognitions say they should be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models import Count, F, Sum
from django.db.models.functions import Mod

from accounts.models import Organisation
from accounts.periods import Period, day_in
from accounts.querysets import OwnedQuerySet
from recognition.querysets.counting import model

M = TypeVar("M", bound=models.Model)

SLOTS = 16
"""Rows among which the givers of one core value are divided."""


class TallyQuerySet(OwnedQuerySet[M]):
    """Tallies of any kind."""

    def during(self, period: Period, timezone: str) -> Self:
        """Keep the months that begin in ``period``, as people in ``timezone`` reckon it."""
        first, following = day_in(timezone, period.starts_at), day_in(timezone, period.ends_at)
        return self.filter(month__gte=first, month__lt=following)

    def rows_of(self, recognition: Any, month: date, *, is_new: bool) -> list[M]:
        """Return what ``recognition`` changes, which ``is_new`` or counts no more."""
        rows: list[M] = self.model.of(recognition, month)  # type: ignore[attr-defined]
        return rows

    def add(self, rows: Sequence[Any], *, timezone: str) -> bool:
        """Add the counts of ``rows``, unsaved ones of one organisation, to those that are there.

        False, with nothing added, when the organisation's time zone is not ``timezone`` any more.
        From here to the end of the transaction it stays what it is.
        """
        values = [value for row in rows for value in (*_adapted(row.pk), *row.counts)]
        with connection.cursor() as cursor:
            statement = _addition_at_home(self.model, len(rows))
            cursor.execute(statement, [*values, rows[0].organisation_id, timezone])
            return bool(cursor.rowcount == len(rows))

    def take(self, rows: Sequence[Any], *, timezone: str) -> bool:
        """Take the counts of ``rows`` away again: what ``add`` has done, undone.

        A row that has less than that is refused by its constraint.
        """
        # Adding nothing holds the rows in their order. A taking could not be an addition of less
        # than nothing: the constraint looks at what would be inserted first.
        nothing = [self.model(**_key(row)) for row in rows]
        if not self.add(nothing, timezone=timezone):
            return False
        for row in rows:
            less = {name: F(name) - getattr(row, name) for name in row.COUNTS}
            self.filter(pk=row.pk).update(**less)
        return True


class PersonTallyQuerySet(TallyQuerySet[M]):
    """What people gave and received."""

    def counted(self, recognitions: Any, **key: Any) -> list[M]:
        """Return the rows of a time as they should be, by its ``recognitions``."""
        rows: dict[int, M] = {}
        for name, whose in (("given", "given_by"), ("received", "given_for")):
            found = recognitions.order_by().values_list(whose).annotate(Count("pk"))
            for person, count in found:
                setattr(rows.setdefault(person, self.model(**key, user_id=person)), name, count)
        return list(rows.values())

    def shares(self) -> Any:
        """Return (person, got, gave), one of each person in a time (``standings.stands``)."""
        return self.order_by().values_list("user", "received", "given")


class MonthlyTallyQuerySet(PersonTallyQuerySet[M]):
    """What people gave and received, by month."""

    def of_month(self, first: date) -> Self:
        """Keep those of the month that begins on ``first``."""
        return self.filter(month=first)


class SpanTallyQuerySet(PersonTallyQuerySet[M]):
    """What people gave and received, by quarter and year."""

    def of_span(self, months: int, first: date) -> Self:
        """Keep those of the quarter or year, so many ``months`` long, that begins on ``first``."""
        return self.filter(months=months, month=first)


class ParticipationTallyQuerySet(TallyQuerySet[M]):
    """How many people took part, and how much was given, by month."""

    def rows_of(self, recognition: Any, month: date, *, is_new: bool) -> list[M]:
        """The same, of a month of which the people's own rows have been changed and are held.

        Somebody takes part with their first recognition, and until their last one is hidden.
        """
        giver, receiver = recognition.given_by_id, recognition.given_for_id
        theirs = model("MonthlyTally").objects.filter(organisation=recognition.organisation_id)
        held = theirs.of_month(month).filter(user__in=[giver, receiver]).order_by()
        counts = {row["user"]: row for row in held.values("user", "given", "received")}
        edge = 1 if is_new else 0
        sides = {"gave": counts[giver]["given"], "received": counts[receiver]["received"]}
        first = [side for side, count in sides.items() if count == edge]
        rows: list[M] = self.model.of(recognition, month, first=first)  # type: ignore[attr-defined]
        return rows

    def counted(self, recognitions: Any, **key: Any) -> list[M]:
        """Return the rows of a month as they should be, by its ``recognitions``."""
        rows: dict[int, M] = {}
        for whose, counts in (
            ("given_by", {"gave": Count("given_by", distinct=True), "given": Count("pk")}),
            ("given_for", {"received": Count("given_for", distinct=True)}),
        ):
            slot = Mod(whose, SLOTS, output_field=models.IntegerField())
            for found in recognitions.order_by().values(slot=slot).annotate(**counts):
                row = rows.setdefault(found["slot"], self.model(**key, slot=found["slot"]))
                for name in counts:
                    setattr(row, name, found[name])
        return list(rows.values())

    def per_month(self) -> Any:
        """Return {month, gave, received, recognitions}: how many people, how much they gave."""
        people = {"gave": Sum("gave"), "received": Sum("received")}
        return self.order_by().values("month").annotate(**people, recognitions=Sum("given"))

    def added_up(self) -> Any:
        """Return how many were given, a row for each organisation that has any."""
        rows = self.order_by().values("organisation").annotate(recognitions=Sum("given"))
        return rows.values_list("recognitions", flat=True)


class ValueTallyQuerySet(TallyQuerySet[M]):
    """What was given for core values, by month."""

    def counted(self, recognitions: Any, **key: Any) -> list[M]:
        """Return the rows of a month as they should be, by its ``recognitions``."""
        slot = Mod("given_by", SLOTS, output_field=models.IntegerField())
        found = recognitions.order_by().values_list("core_value", slot).annotate(Count("pk"))
        return [
            self.model(**key, core_value_id=value, slot=slot, given=count)
            for value, slot, count in found
        ]

    def per_value(self) -> Any:
        """Return {core_value, recognitions} for each value that something was given for."""
        return self.order_by().values("core_value").annotate(recognitions=Sum("given"))


def addition(kind: Any, source: str, lock: str = "") -> str:
    """Return the statement that adds what the SELECT ``source`` tells: rows of keys and counts.

    It does so in the order of the keys, whoever adds: two who add to the same rows do not wait in
    a circle. ``lock`` is what that SELECT holds.
    """
    quoted = connection.ops.quote_name
    table = quoted(kind._meta.db_table)
    keys = [quoted(field.column) for field in kind._meta.pk_fields]
    counts = [quoted(name) for name in kind.COUNTS]
    return (
        f"INSERT INTO {table} ({', '.join([*keys, *counts])}) {source}"
        f" ORDER BY {', '.join(str(place) for place in range(1, len(keys) + 1))} {lock}"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
        + ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in counts)
    )


@cache
def _addition_at_home(kind: Any, rows: int) -> str:
    """Return the statement that adds ``rows`` rows of one organisation, if its clock is so."""
    home = connection.ops.quote_name(Organisation._meta.db_table)
    marks = f"({', '.join(['%s'] * len([*kind._meta.pk_fields, *kind.COUNTS]))})"
    # What refers to the organisation locks it as weakly, so givers do not wait.
    return addition(
        kind,
        f"SELECT told.* FROM (VALUES {', '.join([marks] * rows)}) AS told, {home} AS home"  # noqa: S608
        " WHERE home.id = %s AND home.timezone = %s",
        "FOR KEY SHARE OF home" if connection.features.has_select_for_update else "",
    )


def _key(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.pk_fields}


def _adapted(key: Sequence[Any]) -> list[Any]:
    """Return ``key`` as the database takes it: SQLite's driver knows no dates."""
    adapt = connection.ops.adapt_datefield_value
    return [adapt(part) if isinstance(part, date) else part for part in key]
