"""The tabs of the settings."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from recognition import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_tabs(context: Any) -> list[dict[str, Any]]:
    """Return the pages of the settings, and which of them this one is part of."""
    here = context["request"].resolver_match.url_name
    return [
        {"path": reverse(each.url_name), "name": each.name, "is_here": here in each.covers}
        for each in navigation.SETTINGS
    ]
