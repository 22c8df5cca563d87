"""One recognition: by itself, the hi5s on it, a report about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.page import (
    REFUSED,
    answers_forms_only,
    back,
    in_place,
    one_of,
    page,
    place_of,
    refuse,
)
from peerly.errors import Refused
from recognition import policies
from recognition.actions import hi5s, reports
from recognition.cards import Card, card_of
from recognition.forms import Comment, Doubt
from recognition.models import Hi5, Recognition

MOST_GIVERS = 200
"""Of the people who gave a hi5, the latest ones are told by name."""


@page()
@require_safe
def thanks(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Show one recognition, who gave a hi5 and what they added."""
    card = _card(request, viewer, number)
    given = Hi5.objects.visible_to(viewer).filter(recognition=card.told.seen.id).standing()
    givers = given.select_related("given_by").newest_first()[:MOST_GIVERS]
    return render(request, "recognition/thanks.html", {"card": card, "hi5s": givers})


@page()
@require_http_methods(["GET", "HEAD", "POST"])
def hi5(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Give a hi5; asked only, show how things stand."""
    recognition = _found(viewer, number)
    if request.method == "POST":
        said = Comment(request.POST)
        if not said.is_valid():
            messages.error(request, " ".join(map(str, said.errors["comment"])))
            return _standing(request, recognition, viewer, status=REFUSED)
        comment = said.cleaned_data["comment"].strip() or None
        return _done(
            request,
            recognition,
            viewer,
            lambda: hi5s.give(by=viewer, recognition=recognition, comment=comment),
        )
    if not in_place(request):
        return redirect("thanks", number)
    return _standing(request, recognition, viewer)


@page(policies.can_give)
@answers_forms_only
def take_back(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Take a hi5 back."""
    recognition = _found(viewer, number)
    return _done(
        request, recognition, viewer, lambda: hi5s.withdraw(by=viewer, recognition=recognition)
    )


@page(policies.can_report)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Ask what is wrong, and tell the moderators; nobody else learns of it."""
    recognition = _found(viewer, number)
    doubt = Doubt(request.POST if request.method == "POST" else None)
    told = {"thanks": recognition, "form": doubt}
    if request.method == "POST" and doubt.is_valid():
        try:
            reports.raise_(by=viewer, recognition=recognition, **doubt.cleaned_data)
        except Refused as refusal:
            doubt.add_error(None, gettext(refusal.spoken))
        else:
            return render(request, "recognition/reported.html", told)
    status = REFUSED if doubt.errors else 200
    return render(request, "recognition/report.html", told, status=status)


def _found(viewer: User, number: int) -> Recognition:
    return one_of(Recognition.objects.visible_to(viewer).told_to(viewer), number)


def _card(request: HttpRequest, viewer: User, number: int, **more: Any) -> Card:
    row = one_of(Recognition.objects.visible_to(viewer).on_cards(viewer), number)
    return card_of(row, request, viewer, **more)


def _done(request: HttpRequest, recognition: Recognition, viewer: User, act: Any) -> HttpResponse:
    """Carry out ``act`` and show how things stand then."""
    status = 200
    try:
        act()
    except Refused as refusal:
        refuse(request, refusal)
        status = REFUSED
    return _standing(request, recognition, viewer, status=status)


def _standing(
    request: HttpRequest, recognition: Recognition, viewer: User, *, status: int = 200
) -> HttpResponse:
    """Answer with the foot of the card, or go back to the page it stands on."""
    if not in_place(request):
        return back(request, reverse("thanks", args=[recognition.pk]))
    here = place_of(request)
    card = _card(request, viewer, recognition.pk, here=here, as_fragment=True)
    told = {"card": card, "as_fragment": True}
    return render(request, "recognition/hi5s_fragment.html", told, status=status)
