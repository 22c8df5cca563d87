"""Endpoints that only this dialect has: people as an HR system keeps them, and praises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import records, users
from accounts.api.idempotency import once_per_key
from accounts.models import Attribute, User
from accounts.roles import GRANTABLE
from peerly.api.express import Lane
from peerly.api.viewsets import Operation, ResourceViewSet
from peerly.dialects.engagedly.lists import (
    BLOCK_REASONS,
    PERMISSIONS,
    PRESETS,
    custom_key,
    described,
)
from peerly.dialects.engagedly.serializers.attributes import own_attributes
from peerly.errors import Refused
from recognition.api.recognitions import how_many
from recognition.models import Recognition


class Blocked(Refused):
    """Somebody who is not there has the permission they left with."""

    message = "This user is blocked: activate them first."


class PersonViewSet(ResourceViewSet):
    """The people one can see, and what is on record about them."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List users",
            may=policies.is_anybody,
            query="people_query",
            answer="person",
            many=True,
        ),
        "create": Operation(
            summary="Create a user",
            may=policies.can_keep_directory,
            body="new_person",
            answer="person_changed",
            status=201,
            refuses=records.REFUSALS,
        ),
        "retrieve": Operation(
            summary="Show a user",
            may=policies.can_administer,
            query="person_query",
            answer="person_in_full",
        ),
        "update": Operation(
            summary="Update a user: what is left out stays",
            may=policies.can_keep_directory,
            body="person_changes",
            answer="person_changed",
            partial=True,
            refuses=records.REFUSALS,
        ),
        "activate": Operation(
            summary="Activate a user", may=policies.can_keep_directory, answer="person_changed"
        ),
        "deactivate": Operation(
            summary="Deactivate a user",
            may=policies.can_keep_directory,
            body="deactivation",
            answer="person_changed",
            refuses=users.MUST_STAY,
        ),
    }
    included: tuple[str, ...] = ()

    def list(self, request: Request) -> Response:
        """List colleagues by id; administrators also see blocked ones."""
        asked = self.read_query()
        self.included = asked.get("include", ())
        people = User.all_objects.visible_to(self.viewer)
        if "email" in asked:
            people = people.with_email(asked["email"])
        return self.reply_page(people.order_by("id"))

    @once_per_key
    def create(self, request: Request) -> Response:
        """Provision somebody, who has not signed in yet."""
        return self.reply(records.provision(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one person, blocked or not."""
        self.included = self.read_query().get("include", ())
        return self.reply(self._person())

    def update(self, request: Request, **kwargs: str) -> Response:
        """Note what is told of a person."""
        person = self._person()
        return self.reply(records.keep(by=self.viewer, person=person, **self.read()))

    def activate(self, request: Request, **kwargs: str) -> Response:
        """Bring a blocked person back; nothing happens to one who is active."""
        return self.reply(records.keep(by=self.viewer, person=self._person(), is_active=True))

    def deactivate(self, request: Request, **kwargs: str) -> Response:
        """Block a person; nothing happens to one who is blocked."""
        person = self._person()
        return self.reply(
            records.keep(by=self.viewer, person=person, is_active=False, **self.read())
        )

    def spelling_of(self, argument: str) -> str:
        """Return what the body calls ``argument``: an attribute of their own by its key here."""
        whole, _, key = argument.partition(".")
        if whole != "attributes":
            return super().spelling_of(argument)
        own = {each.key: custom_key(each) for each in own_attributes(self.get_context())}
        return own.get(key) or super().spelling_of(whole)

    def get_context(self) -> dict[str, Any]:
        """Add which people around a person are told as well."""
        return {**super().get_context(), "included": self.included}

    def _person(self) -> Any:
        return self.find(User.all_objects.visible_to(self.viewer))


class PersonPermissionViewSet(ResourceViewSet):
    """The permissions of one person: their role, which is exactly one."""

    resource = "permission"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List a user's permissions",
            may=policies.can_administer,
            answer="permission",
            whole=True,
        ),
        "update": Operation(
            summary="Replace a user's permissions",
            may=policies.can_keep_directory,
            body="permission_change",
            answer="permission",
            whole=True,
            refuses=(Blocked,),
        ),
    }

    def list(self, request: Request, **kwargs: str) -> Response:
        """Tell the one they have."""
        return self._tell(self.find(User.all_objects.visible_to(self.viewer)))

    def update(self, request: Request, **kwargs: str) -> Response:
        """Give a person another role, unless the administrator's is touched."""
        person = self.find(User.all_objects.visible_to(self.viewer))
        if person.is_removed:
            raise Blocked
        return self._tell(
            users.change_role(by=self.viewer, person=person, among=GRANTABLE, **self.read())
        )

    def _tell(self, person: Any) -> Response:
        return self.reply_whole([each for each in PERMISSIONS if each["id"] == person.role])


class PermissionViewSet(ResourceViewSet):
    """The permissions there are: the roles of an organisation."""

    resource = "permission"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List permissions",
            may=policies.can_administer,
            answer="permission",
            many=True,
        )
    }

    def list(self, request: Request) -> Response:
        """List them all."""
        return self.reply_page(PERMISSIONS)


class BlockReasonViewSet(ResourceViewSet):
    """Why somebody may be blocked."""

    resource = "block reason code"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List block reason codes",
            may=policies.is_anybody,
            answer="block_reason",
            whole=True,
        )
    }

    def list(self, request: Request) -> Response:
        """List them all."""
        return self.reply_whole(BLOCK_REASONS)


class AttributeViewSet(ResourceViewSet):
    """What is noted of each person: what Peerly knows, then what the organisation has added."""

    resource = "user attribute"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List user attributes",
            may=policies.can_keep_directory,
            answer="attribute",
            whole=True,
        )
    }

    def list(self, request: Request) -> Response:
        """List them all."""
        own = Attribute.objects.visible_to(self.viewer).by_name()
        return self.reply_whole([*PRESETS, *map(described, own)])


def _praises(viewer: Any) -> Any:
    return Recognition.objects.visible_to(viewer).newest_to(viewer)


class PraiseViewSet(ResourceViewSet):
    """Recognitions, as a wall of praise shows them."""

    resource = "praise"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List praises",
            may=policies.is_anybody,
            answer="praise",
            many=True,
            lane=Lane(_praises, whole=how_many),
        )
    }

    def list(self, request: Request) -> Response:
        """List the newest first."""
        return self.reply_page(_praises(self.viewer), how_many(self.viewer))
