"""What is not about anybody: which version of Peerly this is, and the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.i18n import set_language


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the version, the licence, and what the pages are made with."""
    return render(request, "about.html", {"version": settings.VERSION})


urlpatterns = [
    path("about", about, name="about"),
    path("language", set_language, name="language"),
]
