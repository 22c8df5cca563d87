"""Recognitions and hi5s in the admin: read-only, hidden ones included."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.admin.columns import excerpt
from accounts.admin.filters import ChosenFilter, DateFilter, whether
from accounts.models import User
from recognition.admin.moderation import ModeratorsPages
from recognition.models import Hi5, Recognition


@admin.register(Recognition)
class RecognitionPages(ModeratorsPages[Recognition]):
    """Recognitions."""

    list_display = [
        "given",
        "beginning",
        "given_by",
        "given_for",
        "core_value",
        "hi5s_received",
        "is_shown",
        "organisation",
    ]
    list_display_links = ["beginning"]
    list_filter = [
        whether("hidden_at", "hidden", is_set="Yes", is_not="No"),
        ("given_at", DateFilter),
    ]
    search_fields = [
        "text",
        "given_by__first_name",
        "given_by__last_name",
        "given_for__first_name",
        "given_for__last_name",
    ]
    search_help_text = "Words of the text, who gave and who received it"
    ordering = ["-given_at", "-id"]
    fields = [
        "text",
        "given_by",
        "given_for",
        "core_value",
        "given_at",
        "hi5s_received",
        "hidden_at",
    ]
    people: ClassVar[dict[str, str]] = {"given_by": "given by", "given_for": "given for"}

    def rows(self, viewer: User) -> QuerySet[Recognition]:
        """Return the recognitions; ``visible_to`` leaves out hidden ones, moderators see them."""
        seen = Recognition.objects.in_sight_of(viewer).told_to(viewer)
        return seen.select_related("given_by", "given_for", "core_value", "organisation", "case")

    def links(self, viewer: User, thing: Recognition) -> list[tuple[str, str]]:
        """Return the way to its case, and to its hi5s."""
        hi5s = reverse("admin:recognition_hi5_changelist")
        links = [("Hi5s", f"{hi5s}?recognition={thing.pk}")]
        if hasattr(thing, "case"):
            links.append(("Case", reverse("admin:recognition_case_change", args=[thing.case.pk])))
        return links

    def title_of(self, thing: Recognition) -> str:
        """Return how it begins."""
        return excerpt(thing.text, 60)

    @admin.display(description="given", ordering="given_at")
    def given(self, recognition: Recognition) -> date:
        """Return the day."""
        return timezone.localdate(recognition.given_at)

    @admin.display(description="text")
    def beginning(self, recognition: Recognition) -> str:
        """Return the beginning of the text."""
        return excerpt(recognition.text)

    @admin.display(description="hi5s")
    def hi5s_received(self, recognition: Any) -> int:
        """Return how many stand."""
        return int(recognition.hi5_count)

    @admin.display(description="shown", boolean=True)
    def is_shown(self, recognition: Recognition) -> bool:
        """Return whether people can read it."""
        return not recognition.is_hidden


class RecognitionFilter(ChosenFilter):
    """The hi5s of one recognition."""

    title = "recognition"
    parameter_name = field = "recognition"
    model = Recognition


@admin.register(Hi5)
class Hi5Pages(ModeratorsPages[Hi5]):
    """Hi5s, those taken back too."""

    list_display = [
        "given",
        "given_by",
        "beginning",
        "receiver",
        "said",
        "is_charged",
        "withdrawn_at",
        "organisation",
    ]
    list_filter = [
        RecognitionFilter,
        whether("withdrawn_at", "taken back", is_set="Yes", is_not="No"),
        "is_charged",
        ("given_at", DateFilter),
    ]
    search_fields = ["comment", "given_by__first_name", "given_by__last_name"]
    search_help_text = "The comment, and who gave it"
    ordering = ["-given_at", "-id"]
    fields = [
        "recognition",
        "given_by",
        "comment",
        "given_at",
        "withdrawn_at",
        "is_charged",
    ]
    people: ClassVar[dict[str, str]] = {"given_by": "given by"}

    def rows(self, viewer: User) -> QuerySet[Hi5]:
        """Return the hi5s with their givers and recognitions."""
        seen = super().rows(viewer)
        return seen.select_related("given_by", "recognition__given_for", "organisation")

    def title_of(self, thing: Hi5) -> str:
        """Return its number."""
        return f"Hi5 {thing.pk}"

    @admin.display(description="given", ordering="given_at")
    def given(self, hi5: Hi5) -> date:
        """Return the day."""
        return timezone.localdate(hi5.given_at)

    @admin.display(description="recognition")
    def beginning(self, hi5: Hi5) -> str:
        """Return the beginning of what it joins in with."""
        return excerpt(hi5.recognition.text, 60)

    @admin.display(description="for")
    def receiver(self, hi5: Hi5) -> str:
        """Return who was thanked."""
        return hi5.recognition.given_for.full_name

    @admin.display(description="comment")
    def said(self, hi5: Hi5) -> str:
        """Return the beginning of the comment."""
        return excerpt(hi5.comment or "", 60)
