"""Removal that keeps the row: when it happened, and who did it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models.user import User


class SoftDeletable(models.Model):
    """A row that is removed by marking it; ``delete()`` never takes it out of the table."""

    soft_delete_at = models.DateTimeField(null=True, blank=True, editable=False)
    soft_delete_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def is_removed(self) -> bool:
        """Whether somebody took this away."""
        return self.soft_delete_at is not None

    def delete(
        self, *args: Any, by: User | None = None, now: datetime | None = None, **kwargs: Any
    ) -> tuple[int, dict[str, int]]:
        """Mark this one removed. Returns what Django's ``delete`` returns: how many, of what."""
        self.soft_delete_at = now or timezone.now()
        self.soft_delete_by = by
        self.save(update_fields=["soft_delete_at", "soft_delete_by"])
        return 1, {self._meta.label: 1}
