"""Google in templates."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def google_is_offered() -> bool:
    """Tell whether one can sign in with Google here: whether Google knows this installation."""
    return bool(settings.GOOGLE_CLIENT_ID)
