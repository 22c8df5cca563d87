"""Giving a recognition: whom, for which value, in which words, and a look before it is sent.

Each step is a page of its own; with scripts they follow each other in the box above the feed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.actions import tallies
from accounts.models import User
from accounts.views.once import make_once
from accounts.views.page import REFUSED, in_place, is_for, page, place_of, to_sign_in
from accounts.views.stretch import typed_name
from peerly.api.throttling import network_of
from peerly.errors import Refused
from peerly.notation import as_id
from peerly.stencils import Markup, draw
from recognition import policies
from recognition.actions import recognitions
from recognition.cards import BIG, card_of
from recognition.forms import Thanks
from recognition.models import Recognition
from recognition.querysets import lately_thanked
from recognition.templatetags.peerly import picture

CHOICES = 8
"""People offered at a time: what one can take in at a glance."""

DRAFT = "draft"
"""What was typed when a session turned out to have ended; kept until it is sent."""

LONGEST_DRAFT = 2 * Recognition.LONGEST_TEXT
"""Characters: who typed too many is told so when they are back, and shortens it."""

DRAFTS_OF_A_NETWORK = (60, 60 * 60)
"""How many of one network address are kept within so many seconds; each is a row."""

WRITER = "writer"
"""The input that says whose words they are: by then the session cannot tell."""

KEPT = ("to", "core_value", "text", WRITER)


def give(request: HttpRequest) -> HttpResponse:
    """Keep what was typed by somebody whose session has ended; else go on."""
    if request.method == "POST" and not request.user.is_authenticated:
        _keep_draft(request)
        return to_sign_in(request, then=reverse("give"))
    answer: HttpResponse = _give(request)
    return answer


def _keep_draft(request: HttpRequest) -> None:
    """Remember what was typed: of anybody, so a bounded part of it, and not for ever more."""
    limit, seconds = DRAFTS_OF_A_NETWORK
    if tallies.count(f"draft {network_of(request)}", limit=limit, seconds=seconds):
        return
    typed = {name: request.POST.get(name, "") for name in KEPT}
    request.session[DRAFT] = {name: text[:LONGEST_DRAFT] for name, text in typed.items()}


def _draft_of(request: HttpRequest, viewer: User) -> dict[str, str]:
    """Return what the viewer had typed; another one may sign in where somebody's session ended."""
    kept: dict[str, str] = request.session.get(DRAFT, {})
    return kept if kept.get(WRITER) == str(viewer.pk) else {}


@page(policies.can_give)
@require_http_methods(["GET", "HEAD", "POST"])
def _give(request: HttpRequest, viewer: User) -> HttpResponse:
    """Ask for what is missing; show what there is; send it."""
    is_sent = request.method == "POST"
    asked = request.POST if is_sent else request.GET
    draft = {} if is_sent else _draft_of(request, viewer)
    # Who asks for nothing else goes on with what they had typed; it is about one person only.
    number = (asked or draft).get("to", "")
    receiver = _receiver(viewer, number)
    if receiver is None:
        return _choose(request, viewer)
    if is_sent:
        return _read(request, viewer, receiver)
    begun = draft if draft.get("to") == number else {}
    return _write(request, receiver, Thanks(initial=begun, viewer=viewer))


def _read(request: HttpRequest, viewer: User, receiver: User) -> HttpResponse:
    step = request.POST.get("step")
    if step == "edit":
        return _write(request, receiver, Thanks(initial=request.POST.dict(), viewer=viewer))
    form = Thanks(request.POST, viewer=viewer)
    if not form.is_valid():
        return _write(request, receiver, form, status=REFUSED)
    if step != "send":
        told = {"receiver": receiver, "form": form, **form.cleaned_data}
        return render(request, "recognition/give_preview.html", told)

    def send() -> int:
        return recognitions.give(by=viewer, given_for=receiver, **form.cleaned_data).pk

    try:
        number, is_first = make_once(request, viewer, send)
    except Refused as refusal:
        form.add_error(None, gettext(refusal.spoken))
        return _write(request, receiver, form, status=REFUSED)
    request.session.pop(DRAFT, None)
    return _sent(request, viewer, receiver, number if is_first else None)


def _choose(request: HttpRequest, viewer: User) -> HttpResponse:
    """Offer colleagues: those whose name begins as typed, else those thanked lately."""
    typed, people = typed_name(request), _colleagues(viewer)
    found = people.named_as_typed(typed).by_name()[: CHOICES + 1]
    if not typed:
        found = lately_thanked(people, viewer)[:CHOICES] or found[:CHOICES]
    told = {"people": list(found)[:CHOICES], "typed": typed, "is_cut": len(found) > CHOICES}
    template = "give_found" if is_for(request, "give-people") else "give_who"
    return render(request, f"recognition/{template}.html", told)


def _write(
    request: HttpRequest, receiver: User, form: Thanks, *, status: int = 200
) -> HttpResponse:
    told = {"receiver": receiver, "form": form, "chosen": str(form["core_value"].value() or "")}
    return render(request, "recognition/give_words.html", told, status=status)


def _sent(request: HttpRequest, viewer: User, receiver: User, number: int | None) -> HttpResponse:
    """Show it in place on the feed, unless it is there already (None); elsewhere, go there."""
    messages.success(request, gettext("Sent to %s.") % (receiver.get_short_name() or receiver))
    feed = reverse("feed")
    if not in_place(request):
        return redirect(feed)
    shown = Recognition.objects.visible_to(viewer).on_cards(viewer).filter(pk=number or 0).first()
    if shown is None or urlsplit(place_of(request)).path != feed:
        return HttpResponseClientRedirect(feed)
    card = card_of(shown, request, viewer, as_fragment=True)
    told = {"card": card, "prompt": prompt(viewer), "as_fragment": True}
    return render(request, "recognition/give_sent.html", told)


def prompt(viewer: User) -> Markup:
    """Return what asks ``viewer`` to thank somebody; nothing where they do not."""
    if not policies.can_give(viewer):
        return Markup()
    return draw("recognition/give_prompt.html", {}, {"picture": picture(viewer, BIG)})


def _receiver(viewer: User, number: Any) -> User | None:
    known = as_id(str(number))
    return _colleagues(viewer).filter(pk=known).first() if known else None


def _colleagues(viewer: User) -> Any:
    return User.objects.visible_to(viewer).exclude(pk=viewer.pk)
