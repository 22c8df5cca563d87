"""What was told of people, in the admin: their records, where they belong, what they did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.filters import DateFilter, PersonFilter, chosen
from accounts.admin.pages import M, Pages
from accounts.admin.viewer import viewer_of
from accounts.models import (
    Business,
    Department,
    Engagement,
    Event,
    JobTitle,
    Location,
    Membership,
    Record,
    Supervision,
    User,
)


class ToldPages(Pages[M]):
    """What was told of people; read-only, and reached from the pages of those it is about."""

    people: ClassVar[dict[str, str]] = {"user": "person", "manager": "manager"}
    list_filter = [PersonFilter]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    search_help_text = "The person"
    related: ClassVar[tuple[str, ...]] = ()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns; people lead to their own pages."""
        return self._named(self.list_display, viewer_of(request), linked=True)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay off the front page: by themselves these rows say little."""
        return False

    def rows(self, viewer: User) -> QuerySet[M]:
        """Return them with the people they are about."""
        return super().rows(viewer).select_related("user", "organisation", *self.related)


@admin.register(Record)
class RecordPages(ToldPages[Record]):
    """What an HR system keeps of people."""

    list_display = ["user", "employee_id", "job_title", "location", "manager", "organisation"]
    list_display_links = ["employee_id"]
    list_filter = [PersonFilter, chosen(JobTitle), chosen(Location)]
    ordering = ["user_id"]
    related = ("job_title", "location", "manager")
    fields = [
        "user",
        "employee_id",
        "external_id",
        "middle_name",
        "phone_number",
        "secondary_phone_number",
        "employee_type",
        "level",
        "education",
        "timezone",
        "birth_date",
        "joining_date",
        "promotion_date",
        "review_date",
        "job_title",
        "location",
        "manager",
        "removal_reason",
        "attributes",
        "hearsay",
        "known_since",
        "organisation",
    ]

    def title_of(self, thing: Record) -> str:
        """Return whose it is."""
        return f"Record of {thing.user}"


@admin.register(Membership)
class MembershipPages(ToldPages[Membership]):
    """Who is in which department."""

    list_display = ["user", "department", "organisation"]
    list_display_links = None
    list_filter = [PersonFilter, chosen(Department)]
    ordering = ["id"]
    fields = ["user", "department", "organisation"]
    related = ("department",)


@admin.register(Engagement)
class EngagementPages(ToldPages[Engagement]):
    """Who works for which business."""

    list_display = ["user", "business", "organisation"]
    list_display_links = None
    list_filter = [PersonFilter, chosen(Business)]
    ordering = ["id"]
    fields = ["user", "business", "organisation"]
    related = ("business",)


@admin.register(Supervision)
class SupervisionPages(ToldPages[Supervision]):
    """Who answers to whom beside their manager."""

    list_display = ["user", "manager", "kind", "organisation"]
    list_display_links = None
    ordering = ["id"]
    fields = ["user", "manager", "kind", "organisation"]
    related = ("manager",)


@admin.register(Event)
class EventPages(ToldPages[Event]):
    """What other applications say that people did."""

    list_display = ["user", "name", "at", "organisation"]
    list_display_links = ["name"]
    list_filter = [PersonFilter, ("at", DateFilter)]
    ordering = ["-id"]
    fields = ["user", "name", "value", "properties", "at", "received_at", "organisation"]
