"""Tallies: recognitions added up by month, so that nobody who asks for a year counts them again."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.owned import Owned
from recognition.models.core_value import CoreValue
from recognition.models.recognition import Recognition
from recognition.querysets import SLOTS, MonthlyTallyQuerySet, ValueTallyQuerySet


class Tally(Owned):
    """A row of counts for one month, of what no review has hidden."""

    COUNTS: ClassVar[tuple[str, ...]]
    """The fields that count; the others are the key."""

    month = models.DateField(help_text="Its first day, by the organisation's clock.")

    class Meta:
        abstract = True

    @property
    def counts(self) -> tuple[int, ...]:
        """What it counts, in the order of ``COUNTS``."""
        return tuple(getattr(self, name) for name in self.COUNTS)


class MonthlyTally(Tally):
    """How many recognitions a person gave and received in a month."""

    COUNTS = ("given", "received")

    pk = models.CompositePrimaryKey("organisation_id", "month", "user_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    given = models.IntegerField(default=0)
    received = models.IntegerField(default=0)

    objects = MonthlyTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "monthly tallies"
        constraints = [
            models.CheckConstraint(
                condition=Q(given__gte=0, received__gte=0), name="monthly_tally_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.month:%Y-%m}: {self.given} given, {self.received} received"

    @classmethod
    def of(cls, recognition: Recognition, month: date) -> list[Self]:
        """Return what ``recognition`` alone adds up to."""
        key: dict[str, Any] = {"organisation_id": recognition.organisation_id, "month": month}
        return [
            cls(**key, user_id=recognition.given_by_id, given=1),
            cls(**key, user_id=recognition.given_for_id, received=1),
        ]


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
        constraints = [
            models.CheckConstraint(condition=Q(given__gte=0), name="value_tally_not_negative"),
        ]

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
