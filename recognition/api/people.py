"""What recognition adds to people: extra hi5s and badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import once_per_key
from accounts.models import User
from accounts.policies import can_administer, is_anybody
from peerly.api.viewsets import Operation, ResourceViewSet
from recognition.actions import allowances
from recognition.models import BadgeAward


class GrantViewSet(ResourceViewSet):
    """Extra hi5s."""

    resource = "hi5 grant"
    operations: ClassVar[Mapping[str, Operation]] = {
        "create": Operation(
            summary="Grant a person extra hi5s",
            may=can_administer,
            body="new_grant",
            answer="grant",
            status=201,
        ),
    }

    @once_per_key
    def create(self, request: Request, **kwargs: str) -> Response:
        """Grant extra hi5s for the period that runs."""
        person = self.find(User.objects.visible_to(self.viewer))
        return self.reply(allowances.grant(by=self.viewer, person=person, **self.read()))


class AwardViewSet(ResourceViewSet):
    """The badges of a colleague."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List a person's badges", may=is_anybody, answer="badge_award", many=True
        ),
    }

    def list(self, request: Request, **kwargs: str) -> Response:
        """List what the person earned, the latest period first."""
        person = self.find(User.all_objects.visible_to(self.viewer))
        return self.reply_page(BadgeAward.objects.earned_by(person))


class MyAwardViewSet(ResourceViewSet):
    """One's own badges."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List my badges", may=is_anybody, answer="badge_award", many=True
        ),
    }

    def list(self, request: Request) -> Response:
        """List what I earned, the latest period first."""
        return self.reply_page(BadgeAward.objects.earned_by(self.viewer))
