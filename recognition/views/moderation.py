"""Moderation: the cases that wait, one case with all that it rests on, and deciding it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.action_forms import Prose, carried_out
from accounts.models import User
from accounts.views.page import REFUSED, answers_forms_only, back, one_of, page
from accounts.views.stretch import stretch
from peerly.errors import Gone
from recognition import policies
from recognition.actions import cases
from recognition.background import background_of
from recognition.models import Case, Hi5, Recognition

KEYS_OFF = "moderation_keys_off"
"""Set in a session whose moderator wants no single keys to do anything (WCAG 2.1.4)."""

TABS = {
    Case.Status.OPEN: _("Open"),
    Case.Status.UPHELD: _("Upheld"),
    Case.Status.DISMISSED: _("Dismissed"),
}

VERDICTS = {"uphold": True, "dismiss": False}
"""What a button says, and whether the recognition is then called inappropriate."""


class Decision(forms.Form):
    """What a moderator says about a decision, and what they had seen when they made it."""

    verdict = forms.ChoiceField(
        choices=[(each, each) for each in VERDICTS],
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    seen = forms.CharField(max_length=50)
    comment = Prose(max_length=Recognition.LONGEST_COMMENT, required=False)


@page(policies.can_moderate)
@require_safe
def queue(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the cases of one status; without any named, those that wait."""
    status = request.GET.get("status", Case.Status.OPEN)
    if status not in TABS:
        raise Gone
    seen = Case.objects.visible_to(viewer)
    counts = seen.counted_by_status()
    tabs = [(key, name, counts.get(key, 0), key == status) for key, name in TABS.items()]
    told = {
        "tabs": tabs,
        "status": status,
        "cases": stretch(
            seen.standing_at(status).for_queue(), request, viewer, of=f"cases {status}"
        ),
        "keys": _keys(request),
    }
    return render(request, "recognition/moderation.html", told)


@page(policies.can_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Show one case with all that is known of it; decide it."""
    found = _found(viewer, number)
    if request.method != "POST":
        return _show(request, viewer, found, Decision())
    decision = Decision(request.POST)
    if carried_out(decision, lambda: _decide(viewer, found, decision.cleaned_data)):
        return _go_on(request, viewer, found, decision.cleaned_data["verdict"])
    # Read anew: what came in between is what has to be looked at.
    return _show(request, viewer, _found(viewer, number), decision, status=REFUSED)


@page(policies.can_moderate)
@answers_forms_only
def keys(request: HttpRequest, viewer: User) -> HttpResponse:
    """Switch the single keys off or on, for this session."""
    request.session[KEYS_OFF] = _keys(request)
    return back(request, reverse("moderation"))


def _decide(viewer: User, found: Case, said: dict[str, Any]) -> None:
    cases.decide(
        by=viewer,
        case=found,
        is_inappropriate=VERDICTS[said["verdict"]],
        comment=said["comment"] or None,
        seen=cases.Evidence.read(said["seen"]),
    )


def _found(viewer: User, number: int) -> Case:
    return one_of(Case.objects.visible_to(viewer).with_people(), number)


def _show(
    request: HttpRequest, viewer: User, found: Case, decision: Decision, *, status: int = 200
) -> HttpResponse:
    following, preceding = _neighbours(viewer, found)
    recognition = found.recognition
    hi5s = Hi5.objects.visible_to(viewer).standing()
    told = {
        "case": found,
        "status_name": TABS[Case.Status(found.status)],
        "thanks": recognition,
        "hi5_count": hi5s.filter(recognition=recognition).count(),
        "background": background_of(recognition, viewer, timezone.now()),
        "decision": decision,
        "seen": cases.Evidence.shown(found),
        "may_review": policies.can_review(viewer, recognition),
        "following": following,
        "preceding": preceding,
        "keys": _keys(request),
    }
    return render(request, "recognition/moderation_case.html", told, status=status)


def _neighbours(viewer: User, found: Case) -> tuple[Case | None, Case | None]:
    """Return the next and the previous case of the same status, in the order of its list."""
    rows = Case.objects.visible_to(viewer).standing_at(found.status)
    later = rows.after(found).order_by("opened_at", "id").first()
    earlier = rows.before(found).order_by("-opened_at", "-id").first()
    return (later, earlier) if found.status == Case.Status.OPEN else (earlier, later)


def _go_on(request: HttpRequest, viewer: User, decided: Case, verdict: str) -> HttpResponse:
    """Go to the next case that waits for this moderator, and say how to take back what was done."""
    done = gettext("Upheld: it is hidden, its hi5s are refunded.")
    if not VERDICTS[verdict]:
        done = gettext("Dismissed: everybody can read it.")
    address = reverse("moderation_case", args=[decided.pk])
    undo = format_html('<a href="{}#decision">{}</a>', address, gettext("Undo"))
    waiting = Case.objects.visible_to(viewer).waiting().that_may_be_judged_by(viewer)
    # The decided one is left out by its status; behind the last one the oldest comes again.
    following = waiting.after(decided).first() or waiting.first()
    messages.success(request, format_html("{} {}", done, undo))
    if following is None:
        return redirect("moderation")
    return redirect("moderation_case", following.pk)


def _keys(request: HttpRequest) -> bool:
    """Whether single keys do something on the pages of moderation."""
    return not request.session.get(KEYS_OFF, False)
