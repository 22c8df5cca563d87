"""The organisation, and what it promises its people for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.periods import Frequency, Period, period_at
from accounts.querysets import OrganisationQuerySet


@dataclass(frozen=True)
class AllowanceTerms:
    """How many hi5s each person may spend in which period."""

    limit: int
    period: Period


class Organisation(models.Model):
    """A company whose people thank each other; nothing of it is seen from another one.

    The ``…_before`` fields hold what was promised for the period that runs until ``terms_since``:
    a changed limit, frequency or time zone acts from the start of the next period.
    """

    class Subscription(models.TextChoices):
        """Whether the organisation's people may sign in."""

        ACTIVE = "active", _("active")
        LAPSED = "lapsed", _("lapsed")

    name = models.CharField(max_length=50)
    contact_email = models.EmailField(max_length=254, null=True, blank=True)  # noqa: DJ001
    domain_name = models.CharField(max_length=253)
    subscription_status = models.CharField(
        max_length=10, choices=Subscription, default=Subscription.ACTIVE
    )
    subscription_valid_upto = models.DateTimeField()
    hi5_limit = models.PositiveIntegerField()
    hi5_quota_renewal_frequency = models.CharField(max_length=10, choices=Frequency)
    timezone = models.CharField(max_length=64)
    recognition_costs_hi5 = models.BooleanField(default=False)
    has_leaderboard = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False,
        editable=False,
        help_text="Anybody may continue as one of its people.",
    )

    terms_since = models.DateTimeField(null=True, blank=True, editable=False)
    hi5_limit_before = models.PositiveIntegerField(null=True, blank=True, editable=False)
    period_start_before = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(Lower("domain_name"), name="organisation_domain_once"),
            models.CheckConstraint(
                condition=Q(hi5_limit__gte=0, hi5_limit__lte=1000),
                name="organisation_hi5_limit_in_range",
            ),
            models.CheckConstraint(
                condition=Q(hi5_quota_renewal_frequency__in=Frequency.values),
                name="organisation_frequency_known",
            ),
            models.CheckConstraint(
                condition=Q(subscription_status__in=["active", "lapsed"]),
                name="organisation_subscription_known",
            ),
            models.CheckConstraint(
                condition=Q(terms_since__isnull=True)
                | Q(hi5_limit_before__isnull=False, period_start_before__isnull=False),
                name="organisation_keeps_its_promise",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_subscribed(self, now: datetime) -> bool:
        """Tell whether its people may sign in at ``now``."""
        return (
            self.subscription_status == self.Subscription.ACTIVE
            and now < self.subscription_valid_upto
        )

    def allowance_terms(self, now: datetime) -> AllowanceTerms:
        """Return the hi5 limit and period in force at ``now`` (peerly-v1 §5, Quota)."""
        starts_at, ends_at = self.period_start_before, self.terms_since
        if starts_at is not None and ends_at is not None and now < ends_at:
            return AllowanceTerms(self.hi5_limit_before or 0, Period(starts_at, ends_at))
        period = period_at(now, frequency=self.hi5_quota_renewal_frequency, timezone=self.timezone)
        # The first period under new terms begins with them, though its week or month began before.
        starts_at = max(period.starts_at, self.terms_since or period.starts_at)
        return AllowanceTerms(self.hi5_limit, Period(starts_at, period.ends_at))
