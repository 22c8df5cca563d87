"""Reports, cases and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import once_per_key
from peerly.api.viewsets import Operation, ResourceViewSet
from recognition import policies
from recognition.actions import reports, reviews
from recognition.models import Case, Recognition


class ReportViewSet(ResourceViewSet):
    """Telling the moderators."""

    resource = "report"
    operations: ClassVar[Mapping[str, Operation]] = {
        "create": Operation(
            summary="Report a recognition",
            may=policies.can_report,
            body="new_report",
            answer="report",
            status=201,
            refuses=(reports.AlreadyReported,),
        ),
    }

    @once_per_key
    def create(self, request: Request, **kwargs: str) -> Response:
        """Report a recognition; a report alone hides nothing."""
        recognition = self.find(Recognition.objects.visible_to(self.viewer))
        return self.reply(reports.raise_(by=self.viewer, recognition=recognition, **self.read()))


class ReviewViewSet(ResourceViewSet):
    """Deciding."""

    resource = "review"
    operations: ClassVar[Mapping[str, Operation]] = {
        "create": Operation(
            summary="Review a recognition",
            may=policies.can_moderate,
            body="new_review",
            answer="review",
            status=201,
        ),
    }

    @once_per_key
    def create(self, request: Request, **kwargs: str) -> Response:
        """Hide a recognition, or clear it; hidden ones can be reviewed again."""
        recognition = self.find(Recognition.objects.in_sight_of(self.viewer))
        return self.reply(reviews.give(by=self.viewer, recognition=recognition, **self.read()))


class CaseViewSet(ResourceViewSet):
    """The moderators' queue."""

    resource = "report"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List moderation cases",
            may=policies.can_moderate,
            query="case_query",
            answer="case",
            many=True,
        ),
    }

    def list(self, request: Request) -> Response:
        """List cases, the oldest open one first."""
        asked = self.read_query()
        cases = Case.objects.visible_to(self.viewer)
        if "status" in asked:
            cases = cases.filter(status=asked["status"])
        return self.reply_page(cases.oldest_open_first())
