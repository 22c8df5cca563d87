"""What moderators look at beside the queue: single reports and reviews."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.columns import excerpt
from accounts.admin.filters import DateFilter
from accounts.admin.pages import Pages
from accounts.models import User
from recognition import policies
from recognition.models import Report, Review

M = TypeVar("M", bound=models.Model)


class ModeratorsPages(Pages[M]):
    """What moderators see, each within their own organisation."""

    def may_view(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_moderate(viewer)


class DecisionFilter(admin.SimpleListFilter):
    """Reviews by what they say."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the decisions, in the words of the queue."""
        return [("upheld", "upheld"), ("dismissed", "dismissed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the reviews that say so."""
        if self.value() not in {"upheld", "dismissed"}:
            return queryset
        return queryset.filter(is_inappropriate=self.value() == "upheld")


@admin.register(Report)
class ReportPages(ModeratorsPages[Report]):
    """Single reports; what is done about them is done to their case."""

    list_display = ["reported_at", "mark_as", "why", "reported_by", "case", "organisation"]
    list_filter = ["mark_as", ("reported_at", DateFilter)]
    search_fields = ["reason", "reported_by__first_name", "reported_by__last_name"]
    search_help_text = "The reason, and who reported"
    ordering = ["-id"]
    fields = ["reported_at", "mark_as", "reason", "reported_by", "case", "answered_by"]
    people: ClassVar[dict[str, str]] = {"reported_by": "reported by"}

    def rows(self, viewer: User) -> QuerySet[Report]:
        """Return the reports with their people."""
        return (
            super()
            .rows(viewer)
            .select_related("organisation", "reported_by", "case", "answered_by")
        )

    @admin.display(description="reason")
    def why(self, report: Report) -> str:
        """Return the beginning of the reason."""
        return excerpt(report.reason)


@admin.register(Review)
class ReviewPages(ModeratorsPages[Review]):
    """Decisions; every one is kept, the latest one counts."""

    list_display = ["moderated_at", "decision", "said", "moderated_by", "case", "organisation"]
    list_filter = [DecisionFilter, ("moderated_at", DateFilter)]
    search_fields = ["comment", "case__recognition__text"]
    search_help_text = "The comment, and words of the recognition"
    ordering = ["-id"]
    fields = ["moderated_at", "decision", "comment", "moderated_by", "case"]
    readonly_fields = ["decision"]
    people: ClassVar[dict[str, str]] = {"moderated_by": "decided by"}

    def rows(self, viewer: User) -> QuerySet[Review]:
        """Return the reviews with their moderators."""
        return super().rows(viewer).select_related("organisation", "moderated_by", "case")

    @admin.display(description="decision", ordering="is_inappropriate")
    def decision(self, review: Review) -> str:
        """Return it in the words of the queue."""
        return "upheld" if review.is_inappropriate else "dismissed"

    @admin.display(description="comment")
    def said(self, review: Review) -> str:
        """Return the beginning of the comment."""
        return excerpt(review.comment or "")
