"""What is not about anybody: which version of Peerly this is, and the language of the pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from accounts.views.page import answers_forms_only, openable


@dataclass(frozen=True)
class Part:
    """Something that others made and that browsers are sent, with the text of its licence."""

    name: str
    licence: str
    text: str = ""


PARTS = (
    Part("htmx", "0BSD"),
    Part("Inter", "OFL 1.1", "vendor/inter-5.3.0/LICENSE"),
    Part("Lucide", "ISC, MIT", "vendor/lucide-1.62.0/LICENSE"),
    Part("Swagger UI", "Apache 2.0"),
)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the version, the licence, and what the pages are made with."""
    return render(request, "about.html", {"version": settings.VERSION, "parts": PARTS})


@answers_forms_only
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and go back; of a form that was refused, to the page it is on."""
    response = set_language(request)
    if "Location" in response:
        response["Location"] = openable(response["Location"])
    return response


urlpatterns = [
    path("about", about, name="about"),
    path("language", choose_language, name="language"),
]
