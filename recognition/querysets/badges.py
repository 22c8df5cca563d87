"""Badges, and what people have earned of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.periods import Frequency, Period, period_at
from accounts.querysets import OwnedQuerySet, SoftDeletionQuerySet
from recognition.querysets.counting import counted, model

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)

CLOCKS_APART = timedelta(hours=26)
"""The most that two time zones differ: so much later or earlier the same period begins."""


class BadgeQuerySet(SoftDeletionQuerySet[M]):
    """Badges."""

    def visible_to(self, viewer: User) -> Self:
        """Return the live ones of the viewer's organisation."""
        return self.in_sight_of(viewer).live()

    def with_award_count(self) -> Self:
        """Add ``award_count``: how often each was earned."""
        awards = model("BadgeAward").objects.standing().filter(badge=OuterRef("pk"))
        return self.annotate(award_count=counted(awards, "badge"))

    def due_to(self, user: User, at: datetime) -> Self:
        """Keep those that ``user`` has received enough hi5s for in the period around ``at``.

        Left out are those that they have, and those that ask for so many only since it ended.
        """
        hi5s, zone = model("Hi5").objects, user.home.timezone
        enough = Q()
        for frequency in Frequency.values:
            period = period_at(at, frequency=frequency, timezone=zone)
            received = hi5s.received_by(user.pk, period.starts_at, period.ends_at)
            count = counted(received, "recognition__given_for")
            awards = model("BadgeAward").objects.filter(badge=OuterRef("pk"), user=user.pk)
            enough |= Q(
                ~Exists(awards.standing().filter(hi5_frequency=frequency).once_in(period, at)),
                hi5_frequency=frequency,
                hi5_count_required__lte=count,
                asks_since__lt=period.ends_at,
            )
        return self.filter(enough, organisation=user.organisation_id)


class LiveBadgeManager(models.Manager.from_queryset(BadgeQuerySet)):  # type: ignore[misc]
    """The badges nobody removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().live()


class BadgeAwardQuerySet(OwnedQuerySet[M]):
    """Awards."""

    def visible_to(self, viewer: User) -> Self:
        """Return what people of the viewer's organisation have."""
        return self.in_sight_of(viewer).standing()

    def standing(self) -> Self:
        """Leave out those that too few hi5s are left of."""
        return self.filter(taken_back_at__isnull=True)

    def earned_by(self, user: User) -> Self:
        """Return what one person has earned, newest first."""
        mine = self.standing().filter(user=user)
        return mine.select_related("badge").order_by("-period_start", "-id")

    def once_in(self, period: Period, at: datetime) -> Self:
        """Keep those in whose stead none is awarded for the ``period`` around ``at``."""
        # Of that period, or of what it was then: moving to another time zone earns nothing again.
        begun = (period.starts_at - CLOCKS_APART, period.starts_at + CLOCKS_APART)
        return self.filter(
            Q(period_start__range=begun) | Q(period_start__lte=at, period_end__gt=at)
        )

    def between(self, first: datetime, last: datetime) -> Self:
        """Keep those of periods that have begun by ``last`` and not ended by ``first``."""
        return self.filter(period_start__lte=last, period_end__gt=first)

    def unearned(self) -> Self:
        """Keep standing ones that too few hi5s are left of, by what they were awarded for."""
        return self.standing()._with_hi5s().filter(hi5s__lt=F("hi5_count_required"))

    def earned_again(self) -> Self:
        """Keep taken back ones that enough hi5s are back of, and no other came instead of."""
        standing = model("BadgeAward").objects.standing()
        instead = standing.filter(
            badge=OuterRef("badge"),
            user=OuterRef("user"),
            hi5_frequency=OuterRef("hi5_frequency"),
            period_start__lt=OuterRef("period_end"),
            period_end__gt=OuterRef("period_start"),
        )
        taken_back = self.filter(~Exists(instead), taken_back_at__isnull=False)
        return taken_back._with_hi5s().filter(hi5s__gte=F("hi5_count_required"))

    def _with_hi5s(self) -> Self:
        whose = (OuterRef("user"), OuterRef("period_start"), OuterRef("period_end"))
        received = model("Hi5").objects.received_by(*whose)
        return self.annotate(hi5s=counted(received, "recognition__given_for"))
