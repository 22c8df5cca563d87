"""The endpoints that only these clients have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Model
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policies
from accounts.actions import records, users
from accounts.api.directory import JobTitleViewSet, operations_on
from accounts.api.idempotency import once_per_key
from accounts.models import Credential, Organisation, User, department_of
from peerly.api.express import Lane
from peerly.api.problems import UnknownId
from peerly.api.viewsets import Operation, ResourceViewSet
from peerly.dialects.agyletime import tokens
from peerly.dialects.agyletime.authentication import AccessKeyAuthentication
from peerly.dialects.agyletime.dialect import AccessTokenRenderer
from peerly.dialects.agyletime.parsers import BoundedFormParser
from peerly.dialects.agyletime.serializers import ACCESS_TOKEN
from peerly.dialects.agyletime.serializers.fields import OFFERED
from peerly.errors import Refused

GRANT = "client_credentials"


class OneRoleOnly(Refused):
    """Elsewhere somebody has several business roles; a record here has one job title."""

    message = "A user has one business role at most."


REFUSES = (OneRoleOnly, *records.REFUSALS)


class AccessTokenViewSet(ResourceViewSet):
    """Exchanging an access key for a token."""

    resource = "token"
    security_schemes: ClassVar[Mapping[str, Any]] = {
        "accessKey": {
            "type": "http",
            "scheme": "basic",
            "description": "The identifier as user name, the secret as password.",
        }
    }
    operations: ClassVar[Mapping[str, Operation]] = {
        "create": Operation(
            summary="Get a token: identifier and secret by HTTP Basic",
            may=policies.is_anybody,
            answer=ACCESS_TOKEN,
        ),
    }

    def get_authenticators(self) -> list[Any]:
        """Here alone the key itself is shown."""
        return [AccessKeyAuthentication()]

    def get_parsers(self) -> list[Any]:
        """OAuth clients send a form, others nothing."""
        return [BoundedFormParser()]

    def get_renderers(self) -> list[Any]:
        """OAuth clients look for the token outside of ``data``."""
        return [AccessTokenRenderer()]

    def create(self, request: Request) -> Response:
        """Answer with a token that acts as the owner of the key."""
        self._check_grant()
        credential: Any = request.auth
        return self.reply(_Token(credential))

    def _check_grant(self) -> None:
        # Reading it refuses every body that is no form: what it asks for must not be passed over.
        form: Any = self.request.data
        asked: list[str] = form.getlist("grant_type") if form else []
        # The word may be left out; a word for something else is not ignored.
        if asked not in ([], [GRANT]):
            raise exceptions.ValidationError({"grant_type": f"This must be {GRANT}."})


class _Token:
    """A fresh token, as its word reads it."""

    kind = "Bearer"
    lifetime = tokens.LIFETIME

    def __init__(self, credential: Credential) -> None:
        self.raw = tokens.issue(credential)


class OwnOrganisationViewSet(ResourceViewSet):
    """The organisation of the access key."""

    resource = "organisation"
    operations: ClassVar[Mapping[str, Operation]] = {
        "retrieve": Operation(
            summary="Show the organisation", may=policies.is_anybody, answer="organisation"
        ),
    }

    def retrieve(self, request: Request) -> Response:
        """Show it."""
        return self.reply(Organisation.objects.visible_to(self.viewer).get())


class UserViewSet(ResourceViewSet):
    """People, removed ones included where the owner of the key sees them."""

    resource = "user"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List users",
            may=policies.is_anybody,
            answer="user",
            many=True,
            lane=Lane(lambda reader: User.all_objects.visible_to(reader).order_by("id")),
        ),
        "create": Operation(
            summary="Add a user",
            may=policies.can_keep_directory,
            body="user_changes",
            answer="user_reference",
            status=201,
            refuses=(*REFUSES, records.NewcomersRole),
        ),
        "retrieve": Operation(summary="Show a user", may=policies.is_anybody, answer="user"),
        "update": Operation(
            summary="Change a user, deactivate or reactivate them",
            may=policies.can_keep_directory,
            body="user_changes",
            answer="user",
            partial=True,
            refuses=(*REFUSES, *users.MUST_STAY),
        ),
        "destroy": Operation(
            summary="Deactivate a user",
            may=policies.can_keep_directory,
            status=204,
            refuses=users.MUST_STAY,
        ),
    }

    def list(self, request: Request) -> Response:
        """List them by id."""
        return self.reply_page(User.all_objects.visible_to(self.viewer))

    @once_per_key
    def create(self, request: Request) -> Response:
        """Provision somebody: their first sign-in adopts what is made here."""
        return self.reply(records.provision(by=self.viewer, **self.read()))

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one."""
        return self.reply(self.find(User.all_objects.visible_to(self.viewer)))

    def update(self, request: Request, **kwargs: str) -> Response:
        """Keep what is told; what is not told stays."""
        person = self.find(User.all_objects.visible_to(self.viewer))
        return self.reply(records.keep(by=self.viewer, person=person, **self.read(person)))

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Remove softly, as ``isActive: false`` does."""
        users.remove(by=self.viewer, person=self.find(User.objects.visible_to(self.viewer)))
        return self.reply()

    def read(self, changing: Model | None = None) -> dict[str, Any]:
        """Return the body, its one team and one business role as the record keeps them."""
        told = super().read(changing)
        if "job_title" in told:
            titles = list(dict.fromkeys(told["job_title"]))
            if len(titles) > 1:
                raise OneRoleOnly
            told["job_title"] = titles[0] if titles else None
        if "departments" in told:
            team = told.pop("departments")
            if not _is_team_of(changing, team):
                told["departments"] = [] if team is None else [team]
        return told


def _is_team_of(person: Any, team: Any) -> bool:
    """Tell whether ``team`` is the one shown: who sends it back must not lose the others."""
    return team is not None and person is not None and department_of(person) == team


class BusinessRoleViewSet(JobTitleViewSet):
    """Job titles, as these clients call them; an added one is answered by a reference."""

    resource = "business role"
    operations: ClassVar[Mapping[str, Operation]] = {
        name: replace(each, answer="business_role_reference") if name == "create" else each
        for name, each in operations_on("business_role").items()
    }


class SystemRoleViewSet(ResourceViewSet):
    """The roles of Peerly that belong to one organisation."""

    resource = "system role"
    operations: ClassVar[Mapping[str, Operation]] = {
        "list": Operation(
            summary="List system roles", may=policies.is_anybody, answer="system_role", many=True
        ),
        "retrieve": Operation(
            summary="Show a system role", may=policies.is_anybody, answer="system_role"
        ),
    }

    def list(self, request: Request) -> Response:
        """List them by id."""
        rows: Any = OFFERED
        return self.reply_page(rows)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Show one."""
        number = self.dialect.path_id("id", kwargs["id"])
        role = next((each for each in OFFERED if each == number), None)
        if role is None:
            raise UnknownId("id")
        return self.reply(role)
