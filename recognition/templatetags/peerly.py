"""What templates need to show people, moments and hi5s."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts import faces
from peerly.stencils import Markup, draw
from recognition import navigation
from recognition.moments import ago
from recognition.standing import Standing, balance_drawn, standing_of

register = template.Library()
register.filter("ago", ago)

ICONS = "vendor/lucide-1.62.0/icons.svg"

PICTURES = 2_000
"""Are kept as they are drawn of a name and an address: whoever has these gets the same."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; the words beside it say what it means."""
    sprite = static(ICONS)
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.simple_tag
def picture(person: Any, size: int) -> Markup:
    """Draw somebody's picture, ``size`` pixels wide; from the name, if they have none."""
    names = (person.first_name, person.last_name, person.display_name)
    return _picture(*names, person.profile_image_url, size)


@lru_cache(maxsize=PICTURES)
def _picture(first: str, last: str, display: str, address: str | None, size: int) -> Markup:
    face = faces.path_of(first or display, last)
    words = {"picture": faces.shown(address) or face, "face": face}
    return draw("components/picture.html", {"size": size}, words)


@register.filter
def name_of(person: Any) -> str:
    """Return what a colleague is called: the whole name, else the one they chose."""
    return person.full_name or person.display_name or gettext("Somebody")


@register.filter
def grouped(number: int) -> str:
    """Return a number as people read it, with its thousands apart."""
    return number_format(number, force_grouping=True)


@register.simple_tag
def days_of(starts_at: datetime, ends_at: datetime) -> str:
    """Return the first and the last day of a period, which has ended at ``ends_at``."""
    last = ends_at - timedelta(microseconds=1)
    days = (date_format(timezone.localtime(each), "DATE_FORMAT") for each in (starts_at, last))
    return " – ".join(days)


@register.filter
def signed(amount: int) -> str:
    """Return ``amount`` with its sign, a minus as long as a plus."""
    return f"+{amount}" if amount > 0 else f"−{-amount}" if amount else "0"


@register.simple_tag(takes_context=True)
def standing(context: Any) -> Standing:
    """Return how the viewer stands: whether they give, how many hi5s are left, till when."""
    return standing_of(context["request"])


@register.simple_tag
def form_key() -> str:
    """Return what tells this form from every other one, also from the same one opened again."""
    return secrets.token_urlsafe(16)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages of the pages, each with the name its speakers call it."""
    return list(settings.LANGUAGES)


@register.simple_tag(takes_context=True)
def without(context: Any, name: str) -> str:
    """Return the address of this page without one of its filters, from its first row on."""
    request: HttpRequest = context["request"]
    left = request.GET.copy()
    for gone in (name, "after"):
        left.pop(gone, None)
    return f"{request.path}?{left.urlencode()}" if left else request.path


@register.simple_tag(takes_context=True)
def balance(context: Any) -> Markup:
    """Tell how many hi5s the viewer has left."""
    is_fragment = bool(context.get("as_fragment"))
    return balance_drawn(context["request"], as_fragment=is_fragment)


@register.simple_tag
def site_pages(offered: Iterable[str], here: str | None) -> list[dict[str, Any]]:
    """Return the pages called ``offered``, for the navigation on the one called ``here``."""
    return _ways_to([each for each in navigation.ENTRIES if each.url_name in offered], here)


@register.simple_tag(takes_context=True)
def settings_tabs(context: Any) -> list[dict[str, Any]]:
    """Return the pages of the settings, for their tabs."""
    place = context["request"].resolver_match
    return _ways_to(navigation.SETTINGS, place.url_name if place else None)


def _ways_to(entries: Iterable[navigation.Entry], here: str | None) -> list[dict[str, Any]]:
    """Return the way to each, and whether the page called ``here`` is part of it."""
    return [
        {
            "path": reverse(entry.url_name),
            "icon": entry.icon,
            "name": entry.name,
            "is_here": here in entry.covers,
        }
        for entry in entries
    ]
