"""Badges in the admin, and who earned them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import policies
from accounts.action_forms import ActionForm
from accounts.admin.columns import Removal
from accounts.admin.confirmations import Confirmation
from accounts.admin.filters import DateFilter, PersonFilter, whether
from accounts.admin.forms import Name
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.models import User
from recognition.actions import badges
from recognition.models import Badge, BadgeAward


class BadgeForm(ActionForm):
    """What a badge asks for."""

    name = Name(max_length=45)
    hi5_count_required = forms.IntegerField(
        min_value=1, max_value=Badge.MOST_REQUIRED, label="Hi5s required"
    )


class Remove(Confirmation[Badge]):
    """Soft deletion."""

    name, verb, done = "remove", "Remove", "removed"
    warning = "It is awarded no more; those who have it keep it."

    def may(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def obstacle(self, viewer: User, thing: Badge) -> str:
        """Tell of those already removed."""
        return "is removed already" if thing.is_removed else ""

    def perform(self, *, by: User, thing: Badge, seen: str, words: dict[str, Any]) -> None:
        """Remove."""
        badges.remove(by=by, badge=thing)


@admin.register(Badge)
class BadgePages(Pages[Badge]):
    """Badges, the removed ones too: people still have them."""

    form = BadgeForm
    list_display = [
        "name",
        "hi5_count_required",
        "hi5_frequency",
        "organisation",
    ]
    list_filter = [
        "hi5_frequency",
        whether("soft_delete_at", "removed", is_set="Yes", is_not="No"),
    ]
    search_fields = ["name"]
    ordering = ["id"]
    fields = ["organisation", "name", "hi5_count_required", "hi5_frequency"]
    autocomplete_fields = ["organisation"]
    confirmations: ClassVar[Any] = (Remove(),)
    has_history = True

    def rows(self, viewer: User) -> QuerySet[Badge]:
        """Return the badges; ``visible_to`` leaves out the removed ones, this does not."""
        seen = Badge.all_objects.in_sight_of(viewer)
        return seen.select_related("organisation", "soft_delete_by")

    def may_add(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def may_change(self, viewer: User, thing: Badge | None) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer) and (thing is None or not thing.is_removed)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns, and since when a badge is awarded no more."""
        return [*super().get_list_display(request), Removal(viewer_of(request))]

    def get_fields(self, request: HttpRequest, obj: Badge | None = None) -> list[Any]:
        """Return the fields, with the end of a badge that has one."""
        fields = super().get_fields(request, obj)
        is_removed = obj is not None and obj.is_removed
        return [*fields, Removal(viewer_of(request))] if is_removed else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Badge | None = None) -> list[Any]:
        """Return what only a new badge can be given."""
        return ["organisation"] if obj else []

    def create(self, by: User, words: dict[str, Any]) -> Badge:
        """Add a badge; who does not say for whom adds it at home."""
        organisation = words.pop("organisation", None) or by.home
        return badges.create(by=by, organisation=organisation, **words)

    def change(self, by: User, thing: Badge, shown: Any, changes: dict[str, Any]) -> Badge:
        """Change it."""
        return badges.change(by=by, badge=thing, shown=shown, **changes)


@admin.register(BadgeAward)
class AwardPages(Pages[BadgeAward]):
    """Who earned what when."""

    list_display = ["user", "badge", "period_start", "period_end", "awarded_at", "organisation"]
    list_display_links = ["badge"]
    list_filter = [PersonFilter, ("awarded_at", DateFilter)]
    search_fields = ["user__first_name", "user__last_name", "user__email", "badge__name"]
    search_help_text = "The person, and the badge"
    ordering = ["-id"]
    fields = ["user", "badge", "period_start", "period_end", "awarded_at", "organisation"]
    people: ClassVar[dict[str, str]] = {"user": "person"}

    def rows(self, viewer: User) -> QuerySet[BadgeAward]:
        """Return the awards with badge and person."""
        return super().rows(viewer).select_related("user", "badge", "organisation")

    def title_of(self, thing: BadgeAward) -> str:
        """Return the badge's name."""
        return thing.badge.name
