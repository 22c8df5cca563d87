"""One colleague: who they are, what they were thanked for, what they have earned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.page import one_of, page
from accounts.views.stretch import is_continued, stretch
from accounts.views.told import told_of
from accounts.views.walks import Walked
from peerly.errors import Gone
from peerly.prepared import Later
from recognition import policies
from recognition.cards import MOST, page_of, walked_cards
from recognition.charts import bars
from recognition.models import BadgeAward, CoreValue, LedgerEntry, Recognition
from recognition.querysets import with_recognition_counts

AWARDS = 20
"""Badges of a page."""

MOVES = 25
"""Lines of the ledger of a page."""

RECEIVED = walked_cards(given_for=Later("person"))
GIVEN = walked_cards(given_by=Later("person"))
"""What somebody was thanked for, and what they thanked others for."""


@dataclass(frozen=True)
class Look:
    """What somebody looks at: whose page, and by whom it is asked for."""

    request: HttpRequest
    viewer: User
    person: User

    @property
    def is_own(self) -> bool:
        """Whether it is their own page."""
        return self.viewer.pk == self.person.pk

    @property
    def received(self) -> Any:
        """What the person was thanked for, as far as the viewer may read it."""
        return Recognition.objects.visible_to(self.viewer).given_for([self.person.pk])

    def stretch(self, rows: Any, of: str, length: int) -> dict[str, Any]:
        """Return the rows of this page of a list about the person."""
        name = f"{of} {self.person.pk}"
        here = stretch(rows, self.request, self.viewer, of=name, length=length)
        return {"rows": here.rows, "next_page": here.next_page}


@dataclass(frozen=True)
class Tab:
    """A part of the page: its name, what is on it, and the templates of the whole and its rows."""

    label: Any
    tell: Callable[[Look], dict[str, Any]]
    template: str
    rows: str = ""
    is_private: bool = False


@page()
@require_safe
def person(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Show one colleague; those who were removed only to whoever administers the organisation."""
    people = with_recognition_counts(User.all_objects.visible_to(viewer).with_record())
    shown = one_of(people, number)
    look = Look(request, viewer, shown)
    open_to = {name: tab for name, tab in TABS.items() if look.is_own or not tab.is_private}
    name = request.GET.get("tab", "received")
    if name not in open_to:
        raise Gone
    tab = open_to[name]
    told = {**tab.tell(look), "person": shown, "is_own": look.is_own}
    if is_continued(request) and tab.rows:
        return render(request, tab.rows, told)
    counts = {
        "received": shown.recognitions_received_count,
        "given": shown.recognitions_given_count,
    }
    told |= {
        "facts": told_of(shown, viewer),
        "may_thank": policies.can_give(viewer) and not look.is_own and not shown.is_removed,
        "panel": tab.template,
        "tabs": [(key, each.label, counts.get(key), key == name) for key, each in open_to.items()],
    }
    return render(request, "recognition/person.html", told)


def _received(look: Look) -> dict[str, Any]:
    return _cards(look, RECEIVED, "received by")


def _given(look: Look) -> dict[str, Any]:
    return _cards(look, GIVEN, "given by")


def _cards(look: Look, walked: Walked, of: str) -> dict[str, Any]:
    told = look.stretch(walked.by(look.viewer, person=look.person.pk), of, MOST)
    cards = page_of(told["rows"], told["next_page"], look.request, look.viewer)
    return {**cards, "has_cards": bool(told["rows"])}


def _values(look: Look) -> dict[str, Any]:
    values = CoreValue.objects.visible_to(look.viewer).as_tree()
    counts = [(value.text, count) for value, count in values.counting(look.received) if count]
    return {"chart": bars(sorted(counts, key=lambda each: -each[1]))}


def _badges(look: Look) -> dict[str, Any]:
    awards = BadgeAward.objects.visible_to(look.viewer).earned_by(look.person)
    return look.stretch(awards, "badges of", AWARDS)


def _hi5s(look: Look) -> dict[str, Any]:
    moves = LedgerEntry.objects.visible_to(look.viewer).history_of(look.person)
    return look.stretch(moves, "hi5s of", MOVES)


CARDS_OF = ("recognition/person_cards.html", "recognition/cards.html")

TABS = {
    "received": Tab(_("Received"), _received, *CARDS_OF),
    "given": Tab(_("Given"), _given, *CARDS_OF),
    "values": Tab(_("Values"), _values, "recognition/person_values.html"),
    "badges": Tab(
        _("Badges"), _badges, "recognition/person_badges.html", "recognition/badge_rows.html"
    ),
    "hi5s": Tab(
        _("Hi5s"),
        _hi5s,
        "recognition/person_hi5s.html",
        "recognition/hi5_moves.html",
        is_private=True,
    ),
}
