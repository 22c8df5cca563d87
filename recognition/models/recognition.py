"""The recognition."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.owned import Owned
from recognition.models.core_value import CoreValue
from recognition.querysets import RecognitionQuerySet

NEWEST = ("-given_at", "-id")


class Recognition(Owned):
    """One colleague's thanks to another for living a core value, in words; never edited."""

    LONGEST_TEXT = 5000
    """Characters, without the blanks around them (peerly-v1 §5)."""
    LONGEST_COMMENT = 1000
    """Characters of what others say to it: with a hi5, in a report, as moderators."""

    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recognitions_given"
    )
    given_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recognitions_received"
    )
    core_value = models.ForeignKey(CoreValue, on_delete=models.PROTECT, related_name="recognitions")
    text = models.TextField()
    given_at = models.DateTimeField()
    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text="Set while the latest review calls it inappropriate."
    )

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = [*NEWEST]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "id"], name="recognition_in_organisation"
            ),
            models.CheckConstraint(
                condition=~Q(given_by=F("given_for")), name="recognition_is_for_somebody_else"
            ),
        ]
        indexes = [
            # For a SuperAdmin, who reads all organisations' in one feed (querysets.newest_to).
            models.Index(fields=NEWEST, name="recognition_newest"),
            # On PostgreSQL it has hidden_at as well, but not as a key (migration 0014).
            models.Index(fields=["organisation", *NEWEST], name="recognition_feed"),
            # Behind the order: what a leaderboard counts, so that it reads no words.
            models.Index(
                fields=["given_for", *NEWEST, "given_by", "organisation", "hidden_at"],
                name="recognition_received",
            ),
            models.Index(
                fields=["given_by", *NEWEST, "given_for", "organisation", "hidden_at"],
                name="recognition_given",
            ),
            models.Index(fields=["core_value", *NEWEST], name="recognition_of_value"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_hidden(self) -> bool:
        """Whether the latest review took it out of sight."""
        return self.hidden_at is not None
