"""Tallies: recognitions added up by month, so that nobody who asks for a year counts them again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.organisation import Organisation
from accounts.models.owned import Owned
from accounts.periods import first_day
from recognition.models.core_value import CoreValue
from recognition.models.recognition import Recognition
from recognition.querysets import (
    SLOTS,
    LastThanksQuerySet,
    MonthlyTallyQuerySet,
    ParticipationTallyQuerySet,
    SpanTallyQuerySet,
    ValueTallyQuerySet,
)


class Tally(Owned):
    """A row of counts for one month, or a few, of what no review has hidden."""

    COUNTS: ClassVar[tuple[str, ...]]
    """The fields that count; the others are the key."""
    LENGTHS: ClassVar[tuple[int, ...]] = (1,)
    """For how many months it counts."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    month = models.DateField(help_text="Its first day, by the organisation's clock.")

    class Meta:
        abstract = True

    @classmethod
    def key_of(cls, first: date, months: int) -> dict[str, Any]:
        """Return what all rows of a time share: it begins on ``first`` and is ``months`` long."""
        return {"month": first}

    @property
    def counts(self) -> tuple[int, ...]:
        """What it counts, in the order of ``COUNTS``."""
        return tuple(getattr(self, name) for name in self.COUNTS)


class PersonTally(Tally):
    """How many recognitions a person gave and received."""

    COUNTS = ("given", "received")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    given = models.IntegerField(default=0)
    received = models.IntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def of(cls, recognition: Recognition, month: date) -> list[Self]:
        """Return what ``recognition`` alone adds up to: a row each for giver and receiver."""
        keys = [cls.key_of(first_day(month, length), length) for length in cls.LENGTHS]
        return [
            cls(organisation_id=recognition.organisation_id, user_id=person, **{name: 1}, **key)
            for key in keys
            for name, person in (
                ("given", recognition.given_by_id),
                ("received", recognition.given_for_id),
            )
        ]


def _not_negative(name: str, *counts: str) -> models.CheckConstraint:
    """Return the constraint that refuses to count less than nothing."""
    least = {f"{count}__gte": 0 for count in counts}
    return models.CheckConstraint(condition=Q(**least), name=f"{name}_not_negative")


def _ordered(name: str, *key: str) -> list[models.Index]:
    """Return the indexes along which a leaderboard walks: by either count, the most first."""
    return [
        models.Index(fields=["organisation", *key, f"-{count}", "user"], name=f"{name}_{count}")
        for count in PersonTally.COUNTS
    ]


class MonthlyTally(PersonTally):
    """How many recognitions a person gave and received in a month."""

    pk = models.CompositePrimaryKey("organisation_id", "month", "user_id")

    objects = MonthlyTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "monthly tallies"
        indexes = _ordered("monthly_tally", "month")
        constraints = [_not_negative("monthly_tally", *PersonTally.COUNTS)]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.month:%Y-%m}: {self.given} given, {self.received} received"


class SpanTally(PersonTally):
    """How many recognitions a person gave and received in a quarter or a year of the calendar."""

    LENGTHS = (3, 12)

    pk = models.CompositePrimaryKey("organisation_id", "months", "month", "user_id")
    months = models.SmallIntegerField(help_text="How long it is: 3 or 12 months.")

    objects = SpanTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "span tallies"
        indexes = _ordered("span_tally", "months", "month")
        constraints = [_not_negative("span_tally", *PersonTally.COUNTS)]

    def __str__(self) -> str:
        said = f"{self.given} given, {self.received} received"
        return f"{self.user_id} in {self.months} months from {self.month:%Y-%m}: {said}"

    @classmethod
    def key_of(cls, first: date, months: int) -> dict[str, Any]:
        """The same; how long it is tells quarters from years."""
        return super().key_of(first, months) | {"months": months}


class ParticipationTally(Tally):
    """What a sixteenth of the people did in a month: how many took part, and how much they gave.

    Were it one row for all, everybody who gives would wait in line for it.
    """

    COUNTS = ("gave", "received", "given")

    pk = models.CompositePrimaryKey("organisation_id", "month", "slot")
    slot = models.SmallIntegerField(help_text="Which sixteenth: what is left of the person's id.")
    gave = models.IntegerField(default=0, help_text="How many of them gave anything.")
    received = models.IntegerField(default=0, help_text="How many of them received anything.")
    # What a version from before this count writes meanwhile is taken, and made up for later.
    given = models.IntegerField(
        default=0, db_default=0, help_text="How many recognitions they gave."
    )

    objects = ParticipationTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "participation tallies"
        constraints = [_not_negative("participation_tally", "gave", "received", "given")]

    def __str__(self) -> str:
        said = f"{self.gave} gave {self.given}, {self.received} received"
        return f"{self.month:%Y-%m}, slot {self.slot}: {said}"

    @classmethod
    def of(
        cls, recognition: Recognition, month: date, *, first: Collection[str] = ("gave", "received")
    ) -> list[Self]:
        """Return what ``recognition`` adds: it is its giver's or receiver's ``first`` of a month.

        Without another one it is both.
        """
        giver, receiver = recognition.given_by_id, recognition.given_for_id
        counts = [("given", giver), ("gave", giver), ("received", receiver)]
        key = {"organisation_id": recognition.organisation_id, "month": month}
        rows: dict[int, Self] = {}
        for name, person in counts:
            if name == "given" or name in first:
                slot = person % SLOTS
                setattr(rows.setdefault(slot, cls(**key, slot=slot)), name, 1)
        return list(rows.values())


class LastThanks(Owned):
    """When somebody was thanked last, of what no review has hidden; else when they joined.

    Everybody who belongs to an organisation has one from the beginning, so that who has waited
    longest for a word is found at the beginning of an index.
    """

    pk = models.CompositePrimaryKey("organisation_id", "user_id")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    # What a version from before this writes is of somebody who was.
    was_thanked = models.BooleanField(default=True, db_default=True)

    objects = LastThanksQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "last thanks"
        indexes = [
            models.Index(fields=["organisation", "at", "user"], name="last_thanks_longest_ago")
        ]

    def __str__(self) -> str:
        since = "" if self.was_thanked else "never, here since "
        return f"{self.user_id}: {since}{self.at:%Y-%m-%d %H:%M}"


class ValueTally(Tally):
    """How many recognitions were given for a core value in a month, by a sixteenth of the givers.

    Were it one row for all of them, whoever gives for the same value would wait in line for it.
    """

    COUNTS = ("given",)

    pk = models.CompositePrimaryKey("organisation_id", "month", "core_value_id", "slot")
    core_value = models.ForeignKey(
        CoreValue, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    slot = models.SmallIntegerField(help_text="Which sixteenth: what is left of the giver's id.")
    given = models.IntegerField(default=0)

    objects = ValueTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "value tallies"
        constraints = [_not_negative("value_tally", "given")]

    def __str__(self) -> str:
        return f"{self.core_value_id} in {self.month:%Y-%m}, slot {self.slot}: {self.given}"

    @classmethod
    def of(cls, recognition: Recognition, month: date) -> list[Self]:
        """Return what ``recognition`` alone adds up to."""
        return [
            cls(
                organisation_id=recognition.organisation_id,
                month=month,
                core_value_id=recognition.core_value_id,
                slot=recognition.given_by_id % SLOTS,
                given=1,
            )
        ]
