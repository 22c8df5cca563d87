"""The allowance of hi5s and the ledger that proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.evidence import AppendOnly
from accounts.models.owned import Owned
from recognition.models.hi5 import Hi5
from recognition.models.recognition import Recognition
from recognition.querysets import AllowanceQuerySet, LedgerQuerySet


class Allowance(Owned):
    """How many hi5s a person has left in the period that began at ``period_start``.

    It always equals the sum of that period's ledger entries. A row from an ended period, or
    none, means that nothing was spent yet in this one: the balance is the limit.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allowance"
    )
    period_start = models.DateTimeField()
    balance = models.IntegerField()

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="allowance_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.balance}"


class LedgerEntry(AppendOnly, Owned):
    """One movement of one person's balance: who moved it, why, when and in which period."""

    class Kind(models.TextChoices):
        """Why a balance moved."""

        GRANT = "grant", _("grant")
        SPEND = "spend", _("spend")
        REFUND = "refund", _("refund")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ledger"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.IntegerField(help_text="Hi5s: positive for grants and refunds, else negative.")
    period_start = models.DateTimeField()
    opens_period = models.BooleanField(
        default=False, help_text="The grant of the limit at the start of a period."
    )
    hi5 = models.ForeignKey(
        Hi5, on_delete=models.PROTECT, related_name="ledger", null=True, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Empty: the quota itself.",
    )
    reason = models.CharField(max_length=255)
    at = models.DateTimeField()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "period_start"],
                condition=Q(opens_period=True),
                name="ledger_opens_a_period_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="grant", amount__gte=0)
                | Q(kind="spend", amount=-1, hi5__isnull=False)
                | Q(kind="refund", amount=1, hi5__isnull=False),
                name="ledger_amount_fits_kind",
            ),
        ]
        indexes = [models.Index(fields=["user", "period_start"], name="ledger_of_period")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount:+d}"

    @property
    def was_for(self) -> Recognition | None:
        """What the hi5 was on; None for no hi5, or one whose recognition is hidden.

        Reads what ``querysets.LedgerQuerySet.history_of`` has loaded.
        """
        recognition: Recognition | None = getattr(self.hi5, "recognition", None)
        return recognition


def balance_of(person: User, now: datetime) -> int:
    """Return how many hi5s ``person`` has left at ``now``, whether or not any job ran.

    Reads what ``querysets.with_standing`` has loaded. Nobody without an organisation has any.
    """
    if person.organisation is None:
        return 0
    terms = person.organisation.allowance_terms(now)
    allowance: Allowance | None = getattr(person, "allowance", None)
    row = (None, None) if allowance is None else (allowance.period_start, allowance.balance)
    return left_of(*row, starts_at=terms.period.starts_at, limit=terms.limit)


def left_of(begun: Any, balance: int | None, *, starts_at: Any, limit: int) -> int:
    """Return what is left of ``limit`` in the period that ``starts_at``, by somebody's allowance.

    That is ``begun`` and ``balance``, None where they have no row; a row of an ended period says
    nothing. Both moments are told in the same way, whichever that is.
    """
    return limit if begun is None or balance is None or begun < starts_at else balance
