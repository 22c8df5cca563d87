"""What the pages about people need to show what these may do."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import User
from accounts.roles import NAMES_ON_PAGES, Role

register = template.Library()


@register.filter
def role_name(person: User) -> Any:
    """Return what somebody's role is called."""
    return NAMES_ON_PAGES[Role(person.role)]
