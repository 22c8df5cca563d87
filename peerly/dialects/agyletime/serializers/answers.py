"""What these clients get."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.api.fields import IsActive
from accounts.models import User as Person
from accounts.roles import ADMINISTRATORS, Role
from peerly.api.fields import HexIdField, MillisecondField
from peerly.api.shapes import Columns, ReckonedField
from peerly.dialects.agyletime.serializers.fields import DayField, Nothing, VersionField
from peerly.notation import as_hex


class AccessToken(serializers.Serializer):
    """What all other calls send as ``Authorization: Bearer <accessToken>``."""

    accessToken = serializers.CharField(source="raw")
    tokenType = serializers.CharField(source="kind")
    expiresIn = serializers.IntegerField(source="lifetime", help_text="Seconds.")
    example: ClassVar = {
        "accessToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…",
        "tokenType": "Bearer",
        "expiresIn": 3600,
    }


class Organisation(serializers.Serializer):
    """The organisation that the access key belongs to."""

    _id = HexIdField()
    id = serializers.IntegerField()
    name = serializers.CharField()
    domain = serializers.CharField(source="domain_name")
    timezone = serializers.CharField()
    example: ClassVar = {
        "_id": as_hex(1),
        "id": 1,
        "name": "Acme",
        "domain": "acme.test",
        "timezone": "Asia/Kolkata",
    }


class SystemRole(serializers.Serializer):
    """What somebody may do in Peerly."""

    id = serializers.IntegerField(source="value")
    name = serializers.CharField(source="label")
    category = serializers.SerializerMethodField()
    example: ClassVar = {"id": 3, "name": "Employee", "category": "user"}

    def get_category(self, role: Role) -> str:
        """``admin`` for those who run the organisation, else ``user``."""
        return "admin" if role in ADMINISTRATORS else "user"


class Named(serializers.Serializer):
    """A team or a business role, as named beside a user."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    example: ClassVar = {"id": 5, "name": "Export"}


class BusinessRole(serializers.Serializer):
    """What somebody is employed as."""

    _id = HexIdField()
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    organisationId = serializers.IntegerField(source="organisation_id")
    example: ClassVar = {
        "_id": as_hex(4),
        "id": 4,
        "name": "Forwarder",
        "description": "Sends what others sell.",
        "organisationId": 1,
    }


DAY = DayField()


class ForAdministrators(ReckonedField):
    """What only administrators' keys are told; to others it is null."""

    def reckon(self, *values: Any) -> Any:
        """Return what there is to tell."""
        return self.tell(*values) if policies.can_read_records(self.context["viewer"]) else None

    def tell(self, *values: Any) -> Any:
        """Return it to an administrator."""
        raise NotImplementedError


@extend_schema_field({"type": ["string", "null"]})
class Zone(ForAdministrators):
    """The one in their record, null without one."""

    columns: ClassVar[Columns] = {"record__timezone": F}

    def tell(self, *values: Any) -> str | None:
        """Return its name."""
        return values[0] or None


@extend_schema_field(DayField(allow_null=True))
class StartAt(ForAdministrators):
    """The day they joined the company."""

    columns: ClassVar[Columns] = {"record__joining_date": F}

    def tell(self, *values: Any) -> str | None:
        """Return its beginning."""
        (day,) = values
        return None if day is None else DAY.to_representation(day)


@extend_schema_field(Named(many=True))
class Roles(ReckonedField):
    """Their job title."""

    columns: ClassVar[Columns] = {"record__job_title__id": F, "record__job_title__name": F}

    def reckon(self, *values: Any) -> list[dict[str, Any]]:
        """Return it in its list."""
        number, name = values
        return [] if number is None else [{"id": number, "name": name}]


@extend_schema_field(Named(allow_null=True))
class Team(ReckonedField):
    """The department they joined first."""

    columns: ClassVar[Columns] = {"team_id": F, "team_name": F}

    def reckon(self, *values: Any) -> dict[str, Any] | None:
        """Return it in brief."""
        number, name = values
        return None if number is None else {"id": number, "name": name}


@extend_schema_field(SystemRole)
class SystemRoleOf(ReckonedField):
    """What they may do."""

    columns: ClassVar[Columns] = {"role": F}

    def reckon(self, *values: Any) -> Any:
        """Return the role."""
        return _described(*values)


@cache
def _described(role: int) -> Any:
    return SystemRole(Role(role)).data


class User(serializers.Serializer):
    """A person."""

    _id = HexIdField()
    id = serializers.IntegerField()
    firstName = serializers.CharField(source="first_name")
    lastName = serializers.CharField(source="last_name")
    email = serializers.EmailField(allow_null=True)
    timezone = Zone()
    organisationId = serializers.IntegerField(source="organisation_id")
    roles = Roles(help_text="Business roles: one or none.")
    startAt = StartAt()
    updatedAt = MillisecondField(source="changed_at", read_only=True)
    integrations = Nothing(help_text="Always empty.")
    team = Team(help_text="The department they joined first.")
    teamId = serializers.IntegerField(source="team_id", allow_null=True, read_only=True)
    teamName = serializers.CharField(source="team_name", allow_null=True, read_only=True)
    systemRole = SystemRoleOf()
    isActive = IsActive()
    permissions = Nothing(help_text="Always empty.")
    example: ClassVar = {
        "_id": as_hex(7),
        "id": 7,
        "firstName": "Ann",
        "lastName": "Rao",
        "email": "ann@acme.test",
        "timezone": "Asia/Kolkata",
        "organisationId": 1,
        "roles": [{"id": 4, "name": "Forwarder"}],
        "startAt": "2020-01-02T00:00:00.000Z",
        "updatedAt": "2026-11-18T09:30:00.000Z",
        "integrations": [],
        "team": Named.example,
        "teamId": 5,
        "teamName": "Export",
        "systemRole": SystemRole.example,
        "isActive": True,
        "permissions": [],
        "__v": 0,
    }

    @staticmethod
    def prepare(people: QuerySet[Person], viewer: Person) -> Any:
        """Load what the fields show, in the same query."""
        told: Any = people.with_title().with_department()  # type: ignore[attr-defined]
        return told.with_last_change()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the name of the last one would be mangled in a class."""
        return {**super().get_fields(), "__v": VersionField()}


class Reference(serializers.Serializer):
    """What was made, and where it is."""

    identifier = serializers.CharField(source="pk")
    type = serializers.SerializerMethodField()
    location = serializers.SerializerMethodField()
    kind: ClassVar[str]
    folder: ClassVar[str]

    def get_type(self, thing: Any) -> str:
        """What kind of thing it is."""
        return self.kind

    def get_location(self, thing: Any) -> str:
        """The path of it."""
        return f"{self.folder}/{thing.pk}"


class UserReference(Reference):
    """A user who was added."""

    kind, folder = "User", "/api/organisation/users"
    example: ClassVar = {"identifier": "7", "type": kind, "location": f"{folder}/7"}


class BusinessRoleReference(Reference):
    """A business role that was added."""

    kind, folder = "BusinessRole", "/api/organisation/business-roles"
    example: ClassVar = {"identifier": "4", "type": kind, "location": f"{folder}/4"}
