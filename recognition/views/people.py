"""The colleagues, by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.page import is_for, page
from accounts.views.stretch import is_continued, stretch, typed_name
from recognition import policies

PEOPLE = 24
"""People of a page: it fills rows of one, two and three."""


@page()
@require_safe
def people(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the colleagues in the order of their names, or those whose name begins as typed."""
    typed = typed_name(request)
    found = User.objects.visible_to(viewer).named_as_typed(typed)
    here = stretch(found.with_record().by_name(), request, viewer, of="people", length=PEOPLE)
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
