"""People."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import users
from accounts.models import User
from accounts.spelling import end_of, folded
from peerly.api.express import Filter, Lane
from peerly.api.viewsets import Operation, ResourceViewSet
from peerly.notation import is_storable
from peerly.prepared import Later

LONGEST_START = 100
"""Characters of a name's beginning."""


def _told_of_start(typed: str) -> dict[str, Any] | None:
    typed = typed.strip()  # as fields of text do
    start = folded(typed)
    if not start or not end_of(start) or len(typed) > LONGEST_START or not is_storable(typed):
        return None
    return {"start": start, "end": end_of(start)}


def _named_like_told(people: Any) -> Any:
    return people.named_between(Later("start"), Later("end"))


class PeopleViewSet(ResourceViewSet):
    """The people one can see; administrators change, remove and restore them."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List people",
            may=policies.is_anybody,
            query="user_query",
            answer="user",
            many=True,
            lane=Lane(
                lambda reader: User.all_objects.visible_to(reader).order_by("id"),
                {"starts_with": Filter(_told_of_start, _named_like_told)},
            ),
        ),
        "retrieve": Operation(
            summary="Show one person", may=policies.can_administer, answer="profile"
        ),
        "update": Operation(
            summary="Change a person's role",
            may=policies.can_administer,
            body="role_change",
            answer="profile",
            refuses=(*users.MUST_STAY, users.NeedsOrganisation),
        ),
        "destroy": Operation(
            summary="Remove a person",
            may=policies.can_administer,
            answer="profile",
            refuses=users.MUST_STAY,
        ),
        "restore": Operation(
            summary="Bring a removed person back",
            may=policies.can_administer,
            answer="profile",
            refuses=(users.NotRemoved,),
        ),
    }

    def list(self, request: Request) -> Response:
        """List colleagues by id; administrators also see removed ones."""
        asked = self.read_query()
        people = User.all_objects.visible_to(self.viewer)
        if "organisation_id" in asked:
            people = people.filter(organisation=asked["organisation_id"])
        if asked.get("starts_with"):
            people = people.named_like(asked["starts_with"])
        return self.reply_page(people.order_by("id"))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one person, removed or not."""
        return self.reply(self.find(User.all_objects.visible_to(self.viewer)))

    def update(self, request: Request, **kwargs: str) -> Response:
        """Give a person another role; it counts from their next request."""
        person = self.find(User.objects.visible_to(self.viewer))
        return self.reply(users.change_role(by=self.viewer, person=person, **self.read()))

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Remove a person: their history stays, their tokens stop."""
        person = self.find(User.objects.visible_to(self.viewer))
        return self.reply(users.remove(by=self.viewer, person=person))

    def restore(self, request: Request, **kwargs: str) -> Response:
        """Bring a removed person back with the role they had."""
        person = self.find(User.all_objects.visible_to(self.viewer))
        return self.reply(users.restore(by=self.viewer, person=person))


class MeViewSet(ResourceViewSet):
    """Oneself."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "retrieve": Operation(summary="Show me", may=policies.is_anybody, answer="profile"),
        "update": Operation(
            summary="Change my names and picture",
            may=policies.is_anybody,
            body="profile_changes",
            answer="profile",
        ),
    }

    def retrieve(self, request: Request) -> Response:
        """Show the person who asks, with the hi5s they have left."""
        return self.reply(self.viewer)

    def update(self, request: Request) -> Response:
        """Change one's own names and picture."""
        return self.reply(users.change_profile(by=self.viewer, **self.read()))
