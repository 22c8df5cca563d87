"""What these clients get."""

# ruff: noqa: N802, N815 - the names are theirs

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.models import User as Person
from accounts.models import department_of, record_of
from accounts.roles import ADMINISTRATORS, Role
from peerly.api.fields import HexIdField, MillisecondField
from peerly.dialects.agyletime.serializers.fields import DayField, VersionField
from peerly.notation import as_hex

KEPT_FROM_COLLEAGUES = ("startAt", "timezone")
"""What only administrators' keys are told; to others it is null."""


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


class User(serializers.Serializer):
    """A person."""

    _id = HexIdField()
    id = serializers.IntegerField()
    firstName = serializers.CharField(source="first_name")
    lastName = serializers.CharField(source="last_name")
    email = serializers.EmailField(allow_null=True)
    timezone = serializers.SerializerMethodField()
    organisationId = serializers.IntegerField(source="organisation_id")
    roles = serializers.SerializerMethodField(help_text="Business roles: one or none.")
    startAt = serializers.SerializerMethodField()
    updatedAt = MillisecondField(source="changed_at", read_only=True)
    integrations = serializers.SerializerMethodField(help_text="Always empty.")
    team = serializers.SerializerMethodField(help_text="The department they joined first.")
    teamId = serializers.SerializerMethodField()
    teamName = serializers.SerializerMethodField()
    systemRole = serializers.SerializerMethodField()
    isActive = serializers.BooleanField(source="is_active")
    permissions = serializers.SerializerMethodField(help_text="Always empty.")
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
        """Load what the fields show, in as many queries for one as for many."""
        return people.with_record().with_last_change()  # type: ignore[attr-defined]

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; the name of the last one would be mangled in a class."""
        return {**super().get_fields(), "__v": VersionField(read_only=True, source="*")}

    def to_representation(self, person: Person) -> dict[str, Any]:
        """Return the person as the asker may know them."""
        told: dict[str, Any] = super().to_representation(person)
        if not policies.can_read_records(self.context["viewer"]):
            told |= dict.fromkeys(KEPT_FROM_COLLEAGUES)
        return told

    def get_timezone(self, person: Person) -> str | None:
        """The one in their record, null without one."""
        return record_of(person).timezone or None

    @extend_schema_field(Named(many=True))
    def get_roles(self, person: Person) -> Any:
        """Their job title."""
        title = record_of(person).job_title
        return [] if title is None else [Named(title).data]

    @extend_schema_field(DayField(allow_null=True))
    def get_startAt(self, person: Person) -> Any:
        """The day they joined the company."""
        day = record_of(person).joining_date
        return None if day is None else DayField().to_representation(day)

    @extend_schema_field({"type": "array", "items": {}})
    def get_integrations(self, person: Person) -> Any:
        """Peerly keeps none."""
        return []

    @extend_schema_field(Named(allow_null=True))
    def get_team(self, person: Person) -> Any:
        """The department they joined first."""
        team = department_of(person)
        return None if team is None else Named(team).data

    def get_teamId(self, person: Person) -> int | None:
        """Its id."""
        team = department_of(person)
        return None if team is None else team.pk

    def get_teamName(self, person: Person) -> str | None:
        """Its name."""
        team = department_of(person)
        return None if team is None else team.name

    @extend_schema_field(SystemRole)
    def get_systemRole(self, person: Person) -> Any:
        """What they may do."""
        return SystemRole(Role(person.role)).data

    @extend_schema_field({"type": "array", "items": {}})
    def get_permissions(self, person: Person) -> Any:
        """Peerly has none beside the role."""
        return []


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
