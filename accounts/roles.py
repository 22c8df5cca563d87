"""The four roles. Their numbers are part of the API (peerly-v1 §3)."""

from django.db import models


class Role(models.IntegerChoices):
    """What a person may do; 2 to 4 always belong to exactly one organisation."""

    SUPER_ADMIN = 1, "SuperAdmin"
    ORGANISATION_ADMIN = 2, "OrganisationAdmin"
    EMPLOYEE = 3, "Employee"
    MODERATOR = 4, "Moderator"


ADMINISTRATORS = frozenset({Role.SUPER_ADMIN, Role.ORGANISATION_ADMIN})
"""Those who see removed people and run an organisation."""

GRANTABLE = (Role.EMPLOYEE, Role.MODERATOR)
"""Those that an integration gives and takes: who administers is decided by people, in person."""
