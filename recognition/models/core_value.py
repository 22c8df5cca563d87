"""The core value."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models.folded import FoldedField, Folding
from accounts.models.owned import Owned
from recognition.querysets import CoreValueQuerySet


class CoreValue(Folding, Owned):
    """Something the organisation wants to be known for; two levels: a parent and its children."""

    text = models.CharField(max_length=255)
    text_folded = FoldedField(of="text")
    description = models.CharField(max_length=1000)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    thumbnail_url = models.URLField(max_length=2048, null=True, blank=True)  # noqa: DJ001

    objects = CoreValueQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "text_folded"], name="core_value_text_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "id"], name="core_value_in_organisation"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="core_value_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.text
