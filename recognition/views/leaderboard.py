"""The leaderboard: who is thanked and who thanks most."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.periods import Span
from accounts.views.page import page
from peerly.errors import Gone
from recognition.leaderboard import standings

TABS = {
    Span.WEEK: _("Week"),
    Span.MONTH: _("Month"),
    Span.QUARTER: _("Quarter"),
    Span.YEAR: _("Year"),
}


@page()
@require_safe
def leaderboard(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the standings of a period that runs; nothing is there where it is switched off."""
    asked = request.GET.get("span", Span.MONTH)
    told = standings(viewer, Span(asked)) if asked in Span.values else None
    if told is None:
        raise Gone
    tabs = [(span.value, TABS[span], span == told.span) for span in Span]
    return render(request, "recognition/leaderboard.html", {"standings": told, "tabs": tabs})
