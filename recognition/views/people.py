"""The colleagues, by name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.page import is_for, page
from accounts.views.stretch import is_continued, stretch
from peerly.notation import is_storable
from recognition import policies

PEOPLE = 24
"""People of a page: it fills rows of one, two and three."""

LONGEST_NAME = 100
"""Characters of a name to look for."""


@page()
@require_safe
def people(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the colleagues in the order of their names, or those whose name begins as typed."""
    typed = request.GET.get("q", "").strip()
    found = _named_like(typed, viewer)
    rows = found.with_record().order_by("first_name_folded", "last_name_folded", "id")
    here = stretch(rows, request, viewer, of="people", length=PEOPLE)
    told = {
        "people": here.rows,
        "next_page": here.next_page,
        "typed": typed,
        "gives": policies.can_give(viewer),
    }
    if is_continued(request):
        return render(request, "recognition/people_rows.html", told)
    told["count"] = found.count()
    template = "people_found" if is_for(request, "people") else "people"
    return render(request, f"recognition/{template}.html", told)


def _named_like(typed: str, viewer: User) -> Any:
    colleagues = User.objects.visible_to(viewer)
    if not typed:
        return colleagues
    is_name = is_storable(typed) and len(typed) <= LONGEST_NAME
    return colleagues.named_like(typed) if is_name else colleagues.none()
