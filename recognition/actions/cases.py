"""What happens to cases: deciding one that somebody has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from accounts import policies as people
from accounts.actions import presence
from accounts.models import User
from peerly.errors import Refused
from peerly.notation import as_id
from recognition import policies
from recognition.actions import reviews
from recognition.models import Case, Recognition, Report, Review


class Overtaken(Refused):
    """Somebody else decided first."""

    message = gettext_noop("Somebody else has decided this meanwhile. Look again.")


class ReportedAgain(Refused):
    """A decision answers every open report, so it must not answer one that nobody has read."""

    message = gettext_noop("Another report has come in meanwhile. Look again.")


@dataclass(frozen=True)
class Evidence:
    """What a decision rests on: the newest review and report (ids, 0 for none)."""

    review: int
    report: int

    def __str__(self) -> str:
        return f"{self.review}.{self.report}"

    @classmethod
    def read(cls, stamp: str) -> Evidence:
        """Return what a page was stamped with; what is no stamp has seen nothing."""
        review, _, report = stamp.partition(".")
        return cls(as_id(review) or 0, as_id(report) or 0)

    @classmethod
    def shown(cls, case: Case) -> Evidence:
        """Return what a page shows of a case that came with its reviews and reports."""
        review = max((each.pk for each in case.reviews.all()), default=0)
        report = max((each.pk for each in case.reports.all()), default=0)
        return cls(review, report)


def evidence_of(case: Case) -> Evidence:
    """Return what there is now."""
    newest = Max("pk", default=0)
    review = Review.objects.filter(case=case).aggregate(newest=newest)["newest"]
    report = Report.objects.filter(case=case).aggregate(newest=newest)["newest"]
    return Evidence(review, report)


def decide(
    *,
    by: User,
    case: Case,
    is_inappropriate: bool,
    seen: Evidence,
    comment: str | None = None,
    now: datetime | None = None,
) -> Review:
    """Review the case's recognition, if what ``by`` has seen of it is still all there is.

    Raises Overtaken, ReportedAgain; NotAllowed for a moderator who gave or received it.
    """
    with transaction.atomic():
        by, _ = presence.both(by=by, other=case.recognition.given_for_id)
        people.require(policies.can_review(by, case.recognition))
        # The lock that reviews and reports take first: from here on the evidence stays as it is.
        recognition = Recognition.objects.select_for_update().get(pk=case.recognition_id)
        found = evidence_of(case)
        if found.review != seen.review:
            raise Overtaken
        if found.report != seen.report:
            raise ReportedAgain
        return reviews.give(
            by=by,
            recognition=recognition,
            is_inappropriate=is_inappropriate,
            comment=comment,
            now=now,
        )
