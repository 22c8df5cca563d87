"""Departments, businesses, locations and job titles, in whichever dialect offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import directory
from accounts.api.idempotency import once_per_key
from accounts.models import Business, Department, JobTitle, Location
from accounts.models.directory import DirectoryEntry
from peerly.api.viewsets import Operation, ResourceViewSet


def operations_on(word: str) -> dict[str, Operation]:
    """Return what there is to do with a kind of entry, whose words begin with ``word``."""
    may = policies.can_keep_directory
    told, body = f"{word}_in_full", f"{word}_changes"
    taken = (directory.NameTaken,)
    named = word.replace("_", " ")
    return {
        "list": Operation(summary=f"List each {named}", may=may, answer=word, many=True),
        "create": Operation(
            summary=f"Add a {named}", may=may, body=body, answer=told, status=201, refuses=taken
        ),
        "retrieve": Operation(summary=f"Show a {named}", may=may, answer=told),
        "update": Operation(
            summary=f"Change a {named}",
            may=may,
            body=body,
            answer=told,
            partial=True,
            refuses=taken,
        ),
        "destroy": Operation(summary=f"Delete a {named}", may=may, status=204),
    }


class EntryViewSet(ResourceViewSet):
    """One kind of entry of the directory."""

    kind: ClassVar[type[DirectoryEntry]]

    def list(self, request: Request) -> Response:
        """List them by name."""
        return self.reply_page(self._entries().by_name())

    @once_per_key
    def create(self, request: Request) -> Response:
        """Add one."""
        return self.reply(directory.create(by=self.viewer, kind=self.kind, **self.read()))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Show one."""
        return self.reply(self.find(self._entries()))

    def update(self, request: Request, **kwargs: Any) -> Response:
        """Change one."""
        entry = self.find(self._entries())
        return self.reply(directory.change(by=self.viewer, entry=entry, **self.read(entry)))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Delete one."""
        directory.delete(by=self.viewer, entry=self.find(self._entries()))
        return self.reply()

    def _entries(self) -> Any:
        return self.kind.objects.visible_to(self.viewer)


class DepartmentViewSet(EntryViewSet):
    """Departments."""

    resource = "department"
    kind = Department
    operations: ClassVar[Mapping[str, Operation]] = operations_on("department")


class BusinessViewSet(EntryViewSet):
    """Businesses."""

    resource = "business"
    kind = Business
    operations: ClassVar[Mapping[str, Operation]] = operations_on("business")


class LocationViewSet(EntryViewSet):
    """Locations."""

    resource = "location"
    kind = Location
    operations: ClassVar[Mapping[str, Operation]] = operations_on("location")


class JobTitleViewSet(EntryViewSet):
    """Job titles."""

    resource = "job title"
    kind = JobTitle
    operations: ClassVar[Mapping[str, Operation]] = operations_on("job_title")
