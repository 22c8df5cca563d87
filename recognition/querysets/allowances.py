"""Allowances and the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import F, Prefetch

from accounts.models import AllowanceTerms
from accounts.querysets import OwnedQuerySet
from recognition.querysets.counting import model

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class AllowanceQuerySet(OwnedQuerySet[M]):
    """Allowances. The methods that write are the only statements that move a balance."""

    def in_period(self, user: User, terms: AllowanceTerms) -> Self:
        """Return the person's row, if it is of the period of ``terms``."""
        return self.filter(user=user, period_start=terms.period.starts_at)

    def take_one(self) -> bool:
        """Spend one hi5 in one statement: the row that has none left does not match."""
        return self.filter(balance__gte=1).update(balance=F("balance") - 1) == 1

    def add(self, amount: int) -> bool:
        """Add ``amount`` hi5s in one statement."""
        return self.update(balance=F("balance") + amount) == 1

    def renew(self, user: User, terms: AllowanceTerms) -> bool:
        """Begin the period of ``terms`` with a full balance; False when it had begun already."""
        return (
            self.filter(user=user, period_start__lt=terms.period.starts_at).update(
                period_start=terms.period.starts_at, balance=terms.limit
            )
            == 1
        )


class LedgerQuerySet(OwnedQuerySet[M]):
    """The ledger."""

    def granted(self) -> Self:
        """Keep what somebody granted: neither the quota nor what hi5s cost."""
        return self.filter(kind="grant", opens_period=False)

    def history_of(self, person: User) -> Self:
        """Return what moved the balance of ``person``, the newest first.

        Each comes with its hi5, and what that was on as ``was_for``: None where that is hidden,
        as nobody reads it any more. Two queries, however many entries.
        """
        seen = model("Recognition").objects.visible_to(person)
        named = seen.select_related("given_by", "given_for", "core_value")
        mine = self.filter(user=person).select_related("by", "hi5")
        return mine.prefetch_related(Prefetch("hi5__recognition", named)).order_by("-id")

    def totals(self) -> Any:
        """Return {user_id, period_start, total} for every person and period."""
        return (
            self.order_by().values("user_id", "period_start").annotate(total=models.Sum("amount"))
        )
