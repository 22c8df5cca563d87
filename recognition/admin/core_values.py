"""Core values in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import policies
from accounts.action_forms import ActionForm, Prose
from accounts.admin.columns import excerpt
from accounts.admin.forms import WebAddress
from accounts.admin.pages import Pages
from accounts.models import User
from recognition import policies as recognition_policies
from recognition.actions import core_values
from recognition.models import CoreValue


class CoreValueForm(ActionForm):
    """What a core value says."""

    text = Prose(max_length=255, widget=AdminTextInputWidget)
    description = Prose(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )
    thumbnail_url = WebAddress(label="Thumbnail URL")


@admin.register(CoreValue)
class CoreValuePages(Pages[CoreValue]):
    """Core values: for moderators to look up, for administrators to word."""

    form = CoreValueForm
    list_display = ["text", "parent", "says", "organisation"]
    search_fields = ["text", "description"]
    ordering = ["id"]
    fields = ["organisation", "text", "description", "parent", "thumbnail_url"]
    autocomplete_fields = ["organisation", "parent"]
    has_history = True

    def rows(self, viewer: User) -> QuerySet[CoreValue]:
        """Return the values with their parents."""
        return super().rows(viewer).select_related("parent", "organisation")

    def may_view(self, viewer: User) -> bool:
        """Ask the policy."""
        return recognition_policies.can_moderate(viewer)

    def may_add(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def may_change(self, viewer: User, thing: CoreValue | None) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def get_readonly_fields(self, request: HttpRequest, obj: CoreValue | None = None) -> list[Any]:
        """Return what only a new value can be given."""
        return ["organisation"] if obj else []

    def create(self, by: User, words: dict[str, Any]) -> CoreValue:
        """Add a value; who does not say for whom adds it at home."""
        organisation = words.pop("organisation", None) or by.home
        return core_values.create(by=by, organisation=organisation, **words)

    def change(self, by: User, thing: CoreValue, shown: Any, changes: dict[str, Any]) -> CoreValue:
        """Change it."""
        return core_values.change(by=by, core_value=thing, shown=shown, **changes)

    @admin.display(description="description")
    def says(self, value: CoreValue) -> str:
        """Return the beginning of the description."""
        return excerpt(value.description)
