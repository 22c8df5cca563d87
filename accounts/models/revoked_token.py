"""Tokens that were signed out."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RevokedToken(models.Model):
    """A token whose owner signed out before it expired; the row is purged after ``expires_at``."""

    jti = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revoked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.jti
