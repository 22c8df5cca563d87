"""Quotas in the admin: balances, and the ledger that proves them. Read-only both."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.admin.filters import DateFilter, PersonFilter
from accounts.admin.pages import Pages
from accounts.models import User
from recognition.models import Allowance, LedgerEntry


@admin.register(Allowance)
class AllowancePages(Pages[Allowance]):
    """What each person had left when they last used it; the page of a person tells today's."""

    list_display = ["user", "balance", "period_start", "organisation"]
    list_display_links = ["balance"]
    list_filter = [PersonFilter]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    search_help_text = "Names and e-mail addresses"
    ordering = ["id"]
    fields = ["user", "balance", "period_start", "organisation"]
    people: ClassVar[dict[str, str]] = {"user": "person"}

    def rows(self, viewer: User) -> QuerySet[Allowance]:
        """Return the allowances with their people."""
        return super().rows(viewer).select_related("user", "organisation")

    def links(self, viewer: User, thing: Allowance) -> list[tuple[str, str]]:
        """Return the way to the entries that the balance is the sum of."""
        ledger = reverse("admin:recognition_ledgerentry_changelist")
        return [("Ledger", f"{ledger}?user={thing.user_id}")]


@admin.register(LedgerEntry)
class LedgerPages(Pages[LedgerEntry]):
    """The ledger."""

    title = "Ledger"
    list_display = ["at", "user", "kind", "amount", "by", "reason", "period", "organisation"]
    list_filter = [PersonFilter, "kind", ("at", DateFilter)]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    search_help_text = "The person whose balance moved"
    ordering = ["-id"]
    fields = ["user", "kind", "amount", "period_start", "opens_period", "hi5", "by", "reason", "at"]
    people: ClassVar[dict[str, str]] = {"user": "person", "by": "by"}

    def rows(self, viewer: User) -> QuerySet[LedgerEntry]:
        """Return the entries with their people."""
        return super().rows(viewer).select_related("user", "by", "hi5", "organisation")

    @admin.display(description="period from", ordering="period_start")
    def period(self, entry: LedgerEntry) -> date:
        """Return the day that the period began on."""
        return timezone.localdate(entry.period_start)
