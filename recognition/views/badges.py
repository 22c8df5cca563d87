"""Badges: what people receive for so many hi5s in a week or a month."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies
from accounts.action_forms import ActionForm, Name, carried_out
from accounts.models import User
from accounts.periods import Frequency
from accounts.views.once import make_once
from accounts.views.page import REFUSED, one_of, page, too_late
from peerly.errors import Gone
from recognition.actions import badges as actions
from recognition.models import Badge

FREQUENCIES = [(Frequency.WEEKLY, _("within a week")), (Frequency.MONTHLY, _("within a month"))]


class BadgeForm(ActionForm):
    """What a badge asks for."""

    name = Name(max_length=45, label=_("Name"))
    hi5_count_required = forms.IntegerField(
        min_value=1, max_value=Badge.MOST_REQUIRED, label=_("Hi5s received")
    )
    hi5_frequency = forms.ChoiceField(choices=FREQUENCIES, label=_("How quickly"))

    class Meta:
        """In the order of the page."""

        model = Badge
        fields = ["name", "hi5_count_required", "hi5_frequency"]


@page(policies.can_administer)
@require_safe
def badges(request: HttpRequest, viewer: User) -> HttpResponse:
    """List the badges, and how often each was earned."""
    rows = Badge.objects.visible_to(viewer).with_award_count().order_by("id")
    return render(request, "recognition/settings_badges.html", {"badges": rows})


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, viewer: User) -> HttpResponse:
    """Add a badge."""
    form = BadgeForm(request.POST if request.method == "POST" else None)

    def create() -> int:
        return actions.create(by=viewer, organisation=viewer.home, **form.cleaned_data).pk

    if not (form.is_bound and carried_out(form, lambda: make_once(request, viewer, create))):
        return _ask(request, form)
    messages.success(request, gettext("Added: %s") % form.cleaned_data["name"])
    return redirect("settings_badges")


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Change a badge; what was awarded stays."""
    badge = _found(viewer, number)
    form = BadgeForm(request.POST if request.method == "POST" else None, instance=badge)

    def save(shown: dict[str, Any], changes: dict[str, Any]) -> None:
        actions.change(by=viewer, badge=badge, shown=shown, **changes)

    try:
        if not (form.is_bound and carried_out(form, lambda: form.hand_over(save))):
            return _ask(request, form)
    except Gone:
        return too_late(request, "settings_badges")
    messages.success(request, gettext("Saved."))
    return redirect("settings_badges")


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Say how many have it, and stop awarding it."""
    badge = _found(viewer, number)
    if request.method != "POST":
        return render(request, "recognition/settings_badge_remove.html", {"badge": badge})
    try:
        actions.remove(by=viewer, badge=badge)
    except Gone:
        return too_late(request, "settings_badges")
    messages.success(request, gettext("%s is awarded no more.") % badge.name)
    return redirect("settings_badges")


def _found(viewer: User, number: int) -> Any:
    return one_of(Badge.objects.visible_to(viewer).with_award_count(), number)


def _ask(request: HttpRequest, form: BadgeForm) -> HttpResponse:
    status = REFUSED if form.errors else 200
    return render(request, "recognition/settings_badge.html", {"form": form}, status=status)
