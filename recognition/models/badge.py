"""The badge and its awards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.owned import Owned
from accounts.models.soft_deletion import SoftDeletable
from accounts.periods import Frequency
from recognition.querysets import BadgeAwardQuerySet, BadgeQuerySet, LiveBadgeManager


class Badge(SoftDeletable, Owned):
    """A distinction for receiving so many hi5s within a week or a month."""

    MOST_REQUIRED: ClassVar[int] = 1_000_000
    """Hi5s that a badge can ask for: more than anybody receives in a month."""

    name = models.CharField(max_length=45)
    hi5_count_required = models.PositiveIntegerField()
    hi5_frequency = models.CharField(max_length=10, choices=Frequency)
    asks_since = models.DateTimeField(
        default=timezone.now,
        editable=False,
        help_text="A period that had ended before it asked for so many hi5s earns nothing.",
    )

    all_objects = BadgeQuerySet.as_manager()
    objects: ClassVar[LiveBadgeManager] = LiveBadgeManager()

    class Meta:
        ordering = ["id"]
        base_manager_name = default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="badge_in_organisation"),
            models.CheckConstraint(
                condition=Q(hi5_count_required__gte=1), name="badge_requires_a_hi5"
            ),
            models.CheckConstraint(
                condition=Q(hi5_frequency__in=Frequency.values), name="badge_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BadgeAward(Owned):
    """A badge somebody earned in one period; once per person, badge and period.

    It stands as long as the hi5s of its period reach what it was awarded for.
    """

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="awards")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="badge_awards"
    )
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    hi5_count_required = models.PositiveIntegerField(
        help_text="Hi5s that earned it: a badge may ask for more or fewer by now."
    )
    hi5_frequency = models.CharField(
        max_length=10, choices=Frequency, help_text="How long the period is."
    )
    awarded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when too few hi5s are left of it; it comes back when they do.",
    )

    objects = BadgeAwardQuerySet.as_manager()

    class Meta:
        ordering = ["-period_start", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "badge", "hi5_frequency", "period_start"],
                name="badge_award_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(hi5_frequency__in=Frequency.values), name="badge_award_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} to {self.user_id}"
