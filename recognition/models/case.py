"""Moderation: the case about a recognition, what people reported, what moderators decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.evidence import AppendOnly
from accounts.models.owned import Owned
from accounts.querysets import OwnedQuerySet
from recognition.models.recognition import Recognition
from recognition.querysets import CaseQuerySet


class Case(Owned):
    """All that was reported and decided about one recognition."""

    class Status(models.TextChoices):
        """Where it stands: waiting for a moderator, or as the latest review left it."""

        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    recognition = models.OneToOneField(Recognition, on_delete=models.PROTECT, related_name="case")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(help_text="When the oldest unanswered report came in.")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="case_in_organisation"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "upheld", "dismissed"]), name="case_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "opened_at", "id"], name="case_queue"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Review(AppendOnly, Owned):
    """A moderator's decision. Every one is kept; the latest one counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    is_inappropriate = models.BooleanField()
    comment = models.CharField(max_length=Recognition.LONGEST_COMMENT, null=True, blank=True)  # noqa: DJ001
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    moderated_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="review_in_organisation"),
        ]

    def __str__(self) -> str:
        return "inappropriate" if self.is_inappropriate else "appropriate"


class Report(Owned):
    """Somebody's doubt about a recognition; open until a review answers it."""

    class Mark(models.TextChoices):
        """What is wrong with it (the API page, §7)."""

        FRAUD = "fraud", _("fraud")
        NOT_RELEVANT = "not_relevant", _("not relevant")
        INCORRECT = "incorrect", _("incorrect")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    mark_as = models.CharField(max_length=12, choices=Mark)
    reason = models.CharField(max_length=Recognition.LONGEST_COMMENT)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="answers", null=True, blank=True
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reported_by"], name="report_once_per_person"),
            models.CheckConstraint(
                condition=Q(mark_as__in=["fraud", "not_relevant", "incorrect"]),
                name="report_mark_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_as}: {self.reason[:40]}"
