"""What is around every page: the way to the others, who looks, messages, and the languages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from peerly.forgery import token_of
from peerly.stencils import Markup, Words, draw, stencil_of
from recognition import navigation
from recognition.standing import balance_drawn
from recognition.templatetags.peerly import name_of, picture

SIZE = 36
"""Pixels of the viewer's own picture."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Let templates tell what is around a page, and have the token of their forms from here."""
    parts = {**PARTS, "csrf_token": token_of}
    return {name: SimpleLazyObject(partial(part, request)) for name, part in parts.items()}


def drawn(
    request: HttpRequest, template: str, how: Mapping[str, Hashable], words: Words
) -> HttpResponse:
    """Answer with a page that extends ``base.html``, drawn as ``peerly.stencils`` draws."""
    around = {name: part(request) for name, part in PARTS.items()}
    words = {**words, **around}
    return HttpResponse(stencil_of(template, how, words).fill(words))


def _top(request: Any) -> Markup:
    viewer, place = request.user, request.resolver_match
    how = {
        "is_demo": viewer.home.is_demo,
        "offered": tuple(each.url_name for each in navigation.ENTRIES if each.may(viewer)),
        "here": place.url_name if place else None,
    }
    words = {
        "short_name": viewer.get_short_name(),
        "name": name_of(viewer),
        "email": viewer.email or "",
        "pk": viewer.pk,
        "picture": picture(viewer, SIZE),
        "balance": balance_drawn(request),
        "csrf_token": token_of(request),
    }
    return draw("components/top.html", how, words)


def _messages(request: HttpRequest) -> Markup:
    told = list(get_messages(request))
    if told:
        return Markup(render_to_string("components/messages.html", {"messages": told}).encode())
    return draw("components/messages.html", {}, {})


def _bottom(request: Any) -> Markup:
    words = {
        "organisation": request.user.home.name,
        "zone": request.user.home.timezone,
        "here": request.get_full_path(),
        "csrf_token": token_of(request),
    }
    return draw("components/bottom.html", {}, words)


PARTS = {"page_top": _top, "page_messages": _messages, "page_bottom": _bottom}
"""What ``base.html`` calls them."""
