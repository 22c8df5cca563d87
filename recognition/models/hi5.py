"""The hi5."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.owned import Owned
from recognition.models.recognition import Recognition
from recognition.querysets import Hi5QuerySet


class Hi5(Owned):
    """A colleague joining in with a recognition, paid for from a small allowance."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="hi5s")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hi5s_given"
    )
    comment = models.CharField(max_length=Recognition.LONGEST_COMMENT, null=True, blank=True)  # noqa: DJ001
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_charged = models.BooleanField(
        default=True, help_text="Whether it is paid for: a refund takes this away."
    )

    objects = Hi5QuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-id"]
        verbose_name = "hi5"
        constraints = [
            models.UniqueConstraint(
                fields=["recognition", "given_by"],
                condition=Q(withdrawn_at__isnull=True),
                name="hi5_once_per_giver",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="hi5_in_organisation"),
        ]
        indexes = [
            models.Index(fields=["recognition", "-given_at", "-id"], name="hi5_of_recognition"),
        ]

    def __str__(self) -> str:
        return f"{self.given_by_id} on {self.recognition_id}"
