"""Answers kept so that a repeated request has one effect."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models

KEPT_FOR = timedelta(hours=24)


def kept_under(key: str, *, credential: int | None = None, path: str | None = None) -> str:
    """Return what an answer is kept under: of one ``credential`` at one ``path``, if told.

    Never the key itself: somebody may send a secret as one.
    """
    # A list, so that no two of them spell the same.
    return sha256(json.dumps([credential, path, key]).encode()).hexdigest()


class KeptAnswer(models.Model):
    """The first answer to a request with an ``Idempotency-Key``; it commits with the effect."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(
        max_length=64,
        help_text="SHA-256 of the key and where it counts: what is sent as one may be a secret.",
    )
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True, help_text="JSON, as it was first written.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once_per_key")
        ]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_created_at")]

    def __str__(self) -> str:
        return self.key
