"""What every row of an organisation has in common."""

from __future__ import annotations

from django.db import models

from accounts.models.organisation import Organisation


class Owned(models.Model):
    """A row of one organisation; it never refers to a row of another one.

    PostgreSQL holds that with composite foreign keys (``accounts.same_organisation``), which need
    the pair (organisation, id) to be unique in the table referred to.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
