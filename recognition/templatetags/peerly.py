"""What templates need to show people, moments and hi5s."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from django.utils.translation import gettext, ngettext

from accounts import faces
from accounts.models import User
from recognition import navigation, policies
from recognition.actions import hi5s
from recognition.models.allowance import balance_of
from recognition.querysets import with_allowance

register = template.Library()

ICONS = "vendor/lucide-1.62.0/icons.svg"


@dataclass(frozen=True)
class Standing:
    """How somebody stands with their hi5s."""

    gives: bool
    left: int
    limit: int
    renews_at: datetime


def standing_of(request: Any) -> Standing:
    """Return how whoever asks stands; looked up once, however many cards there are."""
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        # Anew: what the request has done may have changed it since the person was loaded.
        viewer = with_allowance(User.all_objects.in_sight_of(request.user)).get(pk=request.user.pk)
        known = request.standing = _standing_now(viewer)
    return known


def _standing_now(viewer: User) -> Standing:
    now = timezone.now()
    terms = viewer.home.allowance_terms(now)
    left = balance_of(viewer, now)
    return Standing(policies.can_give(viewer), left, terms.limit, terms.period.ends_at)


def _seconds_to_undo(thanks: Any, viewer: User) -> int:
    given_at = thanks.my_hi5_at
    if given_at is None or policies.is_price_of_giving(viewer, thanks, given_at):
        return 0
    left = hi5s.SECOND_THOUGHTS - (timezone.now() - given_at)
    return max(0, int(left.total_seconds()))


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
def picture_of(person: User) -> str:
    """Return the address of somebody's picture; of one drawn from the name, if they have none."""
    return faces.shown(person.profile_image_url) or face_of(person)


@register.simple_tag
def face_of(person: User) -> str:
    """Return the address of the picture drawn from somebody's name."""
    return faces.path_of(person.first_name or person.display_name, person.last_name)


@register.filter
def name_of(person: User) -> str:
    """Return what a colleague is called: the whole name, else the one they chose."""
    return person.full_name or person.display_name or gettext("Somebody")


@register.filter
def grouped(number: int) -> str:
    """Return a number as people read it, with its thousands apart."""
    return number_format(number, force_grouping=True)


@register.filter
def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was, in one unit; beyond a week, its date."""
    age = timezone.now() - moment
    if age < timedelta(minutes=1):
        return gettext("just now")
    if age < timedelta(hours=1):
        minutes = age // timedelta(minutes=1)
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if age < timedelta(days=1):
        hours = age // timedelta(hours=1)
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    if age < timedelta(days=7):
        return ngettext("%(n)s day ago", "%(n)s days ago", age.days) % {"n": age.days}
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


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


@register.simple_tag(takes_context=True)
def hi5_state(context: Any, thanks: Any) -> dict[str, Any]:
    """Return what the viewer may do at the foot of a card; ``thanks`` as ``on_cards`` loads it."""
    viewer = context["request"].user
    mine = standing_of(context["request"])
    is_open = mine.gives and thanks.given_for_id != viewer.pk and not thanks.hi5_by_me
    return {
        "may_give": is_open and mine.left > 0,
        "is_out_of_hi5s": is_open and mine.left < 1,
        "renews_at": mine.renews_at,
        "is_mine": thanks.hi5_by_me,
        "longest_comment": thanks.LONGEST_COMMENT,
        "undo_seconds": _seconds_to_undo(thanks, viewer) if mine.gives else 0,
    }


@register.simple_tag
def hi5_sentence(thanks: Any) -> str:
    """Return who gave a hi5: up to three by name, the others by number."""
    names = [name_of(hi5.given_by) for hi5 in thanks.latest_hi5s]
    others = thanks.hi5_count - len(names)
    if others > 0:
        told = ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", others)
        return told % {"names": ", ".join(names), "n": others}
    if len(names) > 1:
        return gettext("%(names)s and %(last)s") % {
            "names": ", ".join(names[:-1]),
            "last": names[-1],
        }
    return names[0] if names else ""


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
def site_pages(context: Any) -> list[dict[str, Any]]:
    """Return the pages that the viewer may open, for the navigation."""
    request: Any = context["request"]
    return _ways_to([each for each in navigation.ENTRIES if each.may(request.user)], request)


@register.simple_tag(takes_context=True)
def settings_tabs(context: Any) -> list[dict[str, Any]]:
    """Return the pages of the settings, for their tabs."""
    return _ways_to(navigation.SETTINGS, context["request"])


def _ways_to(entries: Iterable[navigation.Entry], request: Any) -> list[dict[str, Any]]:
    """Return the way to each, and whether the page that is asked for is part of it."""
    here = request.resolver_match.url_name if request.resolver_match else None
    return [
        {
            "path": reverse(entry.url_name),
            "icon": entry.icon,
            "name": entry.name,
            "is_here": here in entry.covers,
        }
        for entry in entries
    ]
