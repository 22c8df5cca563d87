"""Organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import organisations
from accounts.api.idempotency import once_per_key
from accounts.models import Organisation
from peerly.api.viewsets import Operation, ResourceViewSet


class OrganisationViewSet(ResourceViewSet):
    """Organisations: all of them for a SuperAdmin, one's own for everybody else."""

    resource = "organisation"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List organisations",
            may=policies.is_super_admin,
            answer="organisation",
            many=True,
        ),
        "create": Operation(
            summary="Make an organisation",
            may=policies.is_super_admin,
            body="new_organisation",
            answer="organisation",
            status=201,
        ),
        "retrieve": Operation(
            summary="Show an organisation", may=policies.is_anybody, answer="organisation"
        ),
        "update": Operation(
            summary="Change an organisation's settings",
            may=policies.can_administer,
            body="organisation_changes",
            answer="organisation",
        ),
    }

    def list(self, request: Request) -> Response:
        """List organisations by id."""
        return self.reply_page(Organisation.objects.visible_to(self.viewer).order_by("id"))

    @once_per_key
    def create(self, request: Request) -> Response:
        """Make an organisation; its people come by signing in."""
        return self.reply(organisations.create(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show an organisation."""
        return self.reply(self.find(Organisation.objects.visible_to(self.viewer)))

    def update(self, request: Request, **kwargs: str) -> Response:
        """Change settings; what concerns the quota acts from the next period."""
        organisation = self.find(Organisation.objects.visible_to(self.viewer))
        changed = organisations.change(by=self.viewer, organisation=organisation, **self.read())
        return self.reply(changed)
