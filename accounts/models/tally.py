"""How often something happened in a window of time."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often ``key`` was counted in the window that began at ``window`` (epoch seconds)."""

    key = models.CharField(max_length=128)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="tally_once")]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
