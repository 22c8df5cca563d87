"""Badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.api.idempotency import once_per_key
from peerly.api.viewsets import Operation, ResourceViewSet
from recognition.actions import badges
from recognition.models import Badge


class BadgeViewSet(ResourceViewSet):
    """What can be earned."""

    resource = "badge"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List badges", may=policies.is_anybody, answer="badge", many=True
        ),
        "create": Operation(
            summary="Add a badge",
            may=policies.can_administer,
            body="new_badge",
            answer="badge",
            status=201,
        ),
        "retrieve": Operation(summary="Show a badge", may=policies.is_anybody, answer="badge"),
        "update": Operation(
            summary="Change a badge",
            may=policies.can_administer,
            body="badge_changes",
            answer="badge",
        ),
        "destroy": Operation(summary="Remove a badge", may=policies.can_administer, answer="badge"),
    }

    def list(self, request: Request) -> Response:
        """List badges by id."""
        return self.reply_page(Badge.objects.visible_to(self.viewer).order_by("id"))

    @once_per_key
    def create(self, request: Request) -> Response:
        """Add a badge; it is earned from now on."""
        return self.reply(badges.create(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show a badge."""
        return self.reply(self._badge())

    def update(self, request: Request, **kwargs: str) -> Response:
        """Change a badge; what was awarded stays."""
        badge = self._badge()
        return self.reply(badges.change(by=self.viewer, badge=badge, **self.read()))

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Stop awarding a badge; those who have it keep it."""
        return self.reply(badges.remove(by=self.viewer, badge=self._badge()))

    def _badge(self) -> Badge:
        badge: Badge = self.find(Badge.objects.visible_to(self.viewer))
        return badge
