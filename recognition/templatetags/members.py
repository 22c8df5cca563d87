"""What the pages about people need to show what these may do."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role

register = template.Library()

ROLES = {
    Role.EMPLOYEE: _("Employee"),
    Role.MODERATOR: _("Moderator"),
    Role.ORGANISATION_ADMIN: _("Administrator"),
}
"""The roles within an organisation, as people call them."""


@register.filter
def role_name(person: User) -> Any:
    """Return what somebody's role is called."""
    return ROLES[Role(person.role)]
