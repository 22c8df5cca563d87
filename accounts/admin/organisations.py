"""Organisations in the admin: the operator makes them, their administrators change the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpRequest
from django.utils import timezone

from accounts import policies
from accounts.actions import organisations
from accounts.admin.forms import Name
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.domains import DOMAIN
from accounts.models import Organisation, User
from accounts.organisation_form import SettingsForm
from peerly.notation import FIRST_MOMENT, LAST_MOMENT

TOLD = ("in_force", *organisations.FOR_GOOD)
"""What the page of an organisation says, and nobody changes there."""


class DateAndTime(AdminSplitDateTime):
    """Django's two inputs, each with a name that a screen reader can say."""

    def __init__(self) -> None:
        super().__init__()
        for part, name in zip(self.widgets, ("Date", "Time"), strict=True):
            part.attrs["aria-label"] = name


class OrganisationForm(SettingsForm):
    """The settings of an organisation, with those that are the operator's."""

    name = Name(max_length=50)
    domain_name = forms.CharField(
        max_length=253, help_text="Who signs in with a verified address of this domain, belongs."
    )
    subscription_valid_upto = forms.SplitDateTimeField(
        widget=DateAndTime, help_text="From then on its people cannot sign in."
    )

    def clean_subscription_valid_upto(self) -> datetime:
        """Return the moment, if there are clocks that can tell it (EpochField's range)."""
        moment: datetime = self.cleaned_data["subscription_valid_upto"]
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            raise forms.ValidationError("This moment is out of range.")
        return moment

    def clean_domain_name(self) -> str:
        """Return the domain in lower case."""
        domain = str(self.cleaned_data["domain_name"]).lower()
        if not DOMAIN.fullmatch(domain):
            raise forms.ValidationError("Enter a domain such as acme.test.")
        return domain


@admin.register(Organisation)
class OrganisationPages(Pages[Organisation]):
    """Organisations."""

    form = OrganisationForm
    list_display = [
        "name",
        "domain_name",
        "subscription_status",
        "subscription_valid_upto",
        "hi5_limit",
        "hi5_quota_renewal_frequency",
        "timezone",
    ]
    list_filter = ["subscription_status", "hi5_quota_renewal_frequency"]
    search_fields = ["name", "domain_name", "contact_email"]
    search_help_text = "Name, domain and contact"
    ordering = ["name", "id"]
    fields = [
        "name",
        "contact_email",
        "domain_name",
        "subscription_status",
        "subscription_valid_upto",
        "hi5_limit",
        "hi5_quota_renewal_frequency",
        "timezone",
        "recognition_costs_hi5",
        "has_leaderboard",
    ]
    has_history = True

    def may_add(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.is_super_admin(viewer)

    def may_change(self, viewer: User, thing: Organisation | None) -> bool:
        """Ask the policy."""
        if thing is None:
            return policies.can_administer(viewer)
        return policies.can_change_organisation(viewer, thing)

    def get_fields(self, request: HttpRequest, obj: Organisation | None = None) -> list[Any]:
        """Return the settings, and for one that exists what they amount to today."""
        return [*super().get_fields(request, obj), *(TOLD if obj else [])]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Organisation | None = None
    ) -> list[Any]:
        """Return what the viewer may not change."""
        if policies.is_super_admin(viewer_of(request)):
            return [*TOLD]
        return [*TOLD, *organisations.OPERATORS_OWN]

    def create(self, by: User, words: dict[str, Any]) -> Organisation:
        """Make one."""
        return organisations.create(by=by, **words)

    def change(
        self, by: User, thing: Organisation, shown: Any, changes: dict[str, Any]
    ) -> Organisation:
        """Change its settings."""
        return organisations.change(by=by, organisation=thing, shown=shown, **changes)

    @admin.display(description="in force now")
    def in_force(self, organisation: Organisation) -> str:
        """Return the quota of the period that runs: a changed one waits for the next."""
        terms = organisation.allowance_terms(timezone.now())
        ends = timezone.localtime(terms.period.ends_at)
        return f"{terms.limit} hi5s each until {ends:%-d %B %Y, %H:%M}"
