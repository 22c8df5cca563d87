"""Core values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.api.idempotency import once_per_key
from peerly.api.viewsets import Operation, ResourceViewSet
from recognition.actions import core_values
from recognition.models import CoreValue


class CoreValueViewSet(ResourceViewSet):
    """What the organisation wants to be known for."""

    resource = "core value"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List core values",
            may=policies.is_anybody,
            answer="core_value",
            many=True,
            # A tree that is cut after ten is no tree, and the page knows no limit here.
            page_size=100,
        ),
        "create": Operation(
            summary="Add a core value",
            may=policies.can_administer,
            body="new_core_value",
            answer="core_value",
            status=201,
        ),
        "retrieve": Operation(
            summary="Show a core value", may=policies.is_anybody, answer="core_value"
        ),
        "update": Operation(
            summary="Change a core value",
            may=policies.can_administer,
            body="core_value_changes",
            answer="core_value",
        ),
    }

    def list(self, request: Request) -> Response:
        """List parents by id, each followed by its children."""
        return self.reply_page(CoreValue.objects.visible_to(self.viewer).as_tree())

    @once_per_key
    def create(self, request: Request) -> Response:
        """Add a core value, at the top or below one that is."""
        return self.reply(core_values.create(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show a core value."""
        return self.reply(self.find(CoreValue.objects.visible_to(self.viewer)))

    def update(self, request: Request, **kwargs: str) -> Response:
        """Change a core value; recognitions given for it show the new words."""
        value = self.find(CoreValue.objects.visible_to(self.viewer))
        return self.reply(core_values.change(by=self.viewer, core_value=value, **self.read()))
