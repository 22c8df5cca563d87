"""The feed: what people have thanked each other for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.page import page
from accounts.views.stretch import is_continued, stretch
from peerly.notation import as_id
from recognition import policies
from recognition.cards import MOST, page_of, walked_cards
from recognition.forms import FeedFilter
from recognition.frame import drawn
from recognition.models import CoreValue, Recognition
from recognition.views.give import prompt

MOST_NEWS = 99
"""More than so many are "more than so many": nobody counts on."""

FEED = walked_cards()
"""Everything there is to see, as nearly everybody looks at it."""


@page()
@require_safe
def feed(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the newest recognitions that fit the filters; a cursor shows those behind it."""
    asked = FeedFilter(request.GET, viewer=viewer) if FeedFilter.is_asked(request.GET) else None
    rows = FEED.by(viewer) if asked is None else _fitting(asked, viewer)
    cards = stretch(rows, request, viewer, of="feed", length=MOST)
    told = page_of(cards.rows, cards.next_page, request, viewer)
    if is_continued(request):
        return render(request, "recognition/cards.html", told)
    how = {
        "gives": policies.can_give(viewer),
        "has_cards": bool(cards.rows),
        "is_watched": bool(cards.rows) and cards.is_first,
    }
    words = {**told, "prompt": prompt(viewer), "newest": cards.rows[0].id if cards.rows else 0}
    template = "recognition/feed.html"
    if asked is None:
        return drawn(request, template, how | {"filters": None}, words)
    return render(request, template, {**how, **words, "filters": asked})


def _fitting(asked: FeedFilter, viewer: User) -> Any:
    recognitions = asked.narrow(Recognition.objects.visible_to(viewer))
    return recognitions.on_cards(viewer).newest_first()


@page()
@require_safe
def filters(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the filters to choose from: a page by itself, or opened above the feed."""
    told = {
        "filters": FeedFilter(request.GET, viewer=viewer),
        "core_values": CoreValue.objects.visible_to(viewer).as_tree(),
    }
    return render(request, "recognition/filters.html", told)


@page()
@require_safe
def news(request: HttpRequest, viewer: User) -> HttpResponse:
    """Tell how many have come since the newest on the page; the page itself does not move."""
    asked = FeedFilter(request.GET, viewer=viewer)
    known = as_id(request.GET.get("newest", "")) or 0  # which no row has
    newest = Recognition.objects.visible_to(viewer).filter(pk=known).first()
    if newest is None:
        return HttpResponse(status=204)
    newer = asked.narrow(Recognition.objects.visible_to(viewer))
    newer = newer.newer_than(newest.given_at, newest.pk)
    count = newer.order_by()[: MOST_NEWS + 1].count()
    told = {
        "count": min(count, MOST_NEWS),
        "is_many": count > MOST_NEWS,
        "address": reverse("feed") + asked.query,
    }
    return render(request, "recognition/news.html", told)
