"""The four roles. Their numbers are part of the API (peerly-v1 §3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.IntegerChoices):
    """What a person may do; 2 to 4 always belong to exactly one organisation."""

    SUPER_ADMIN = 1, _("SuperAdmin")
    ORGANISATION_ADMIN = 2, _("OrganisationAdmin")
    EMPLOYEE = 3, _("Employee")
    MODERATOR = 4, _("Moderator")


ADMINISTRATORS = frozenset({Role.SUPER_ADMIN, Role.ORGANISATION_ADMIN})
"""Those who see removed people and run an organisation."""

GRANTABLE = (Role.EMPLOYEE, Role.MODERATOR)
"""Those that an integration gives and takes: who administers is decided by people, in person."""

NAMES_ON_PAGES = {
    Role.EMPLOYEE: _("Employee"),
    Role.MODERATOR: _("Moderator"),
    Role.ORGANISATION_ADMIN: _("Administrator"),
}
"""The roles within an organisation, as people call them."""
