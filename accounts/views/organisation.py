"""The settings of an organisation: its name, its quota, its clock."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import policies
from accounts.action_forms import carried_out
from accounts.actions import organisations
from accounts.models import Organisation, User
from accounts.organisation_form import SettingsForm
from accounts.periods import Frequency
from accounts.views.page import REFUSED, one_of, page

FREQUENCIES = [
    (Frequency.WEEKLY, _("Every week, on Monday")),
    (Frequency.MONTHLY, _("Every month, on the first")),
]


class OrganisationForm(SettingsForm):
    """What an OrganisationAdmin sets."""

    hi5_quota_renewal_frequency = forms.ChoiceField(choices=FREQUENCIES, label=_("New hi5s come"))

    class Meta:
        """In the order of the page."""

        model = Organisation
        fields = [
            "name",
            "contact_email",
            "hi5_limit",
            "hi5_quota_renewal_frequency",
            "timezone",
            "recognition_costs_hi5",
            "has_leaderboard",
        ]


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the settings and what of them is in force; change them."""
    home = _home(viewer)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=home)

    def change(shown: dict[str, Any], changes: dict[str, Any]) -> None:
        organisations.change(by=viewer, organisation=home, shown=shown, **changes)

    if form.is_bound and carried_out(form, lambda: form.hand_over(change)):
        messages.success(request, _told(form, home))
        return redirect("settings")
    # Read anew where saving was refused: somebody else may have changed it meanwhile.
    current = _home(viewer) if form.is_bound else home
    told = {"form": form, "home": current, **_terms(current)}
    status = REFUSED if form.errors else 200
    return render(request, "accounts/settings_organisation.html", told, status=status)


def _home(viewer: User) -> Organisation:
    return one_of(Organisation.objects.visible_to(viewer), viewer.home.pk)


def _terms(home: Organisation) -> dict[str, Any]:
    """Return what was promised for the period that runs, and whether another promise waits."""
    now = timezone.now()
    terms = home.allowance_terms(now)
    following = home.allowance_terms(terms.period.ends_at)
    is_pending = home.terms_since is not None and now < home.terms_since
    return {"terms": terms, "following": following, "is_pending": is_pending}


def _told(form: OrganisationForm, home: Organisation) -> str:
    """Return what has come of saving: a changed promise waits for the period to end."""
    if not set(organisations.TERMS) & set(form.changed_data):
        return gettext("Saved.")
    ends_at = timezone.localtime(home.allowance_terms(timezone.now()).period.ends_at)
    when = date_format(ends_at, "DATETIME_FORMAT")
    return gettext("Saved. The quota of now holds until %(when)s, the new one from then on.") % {
        "when": when
    }
