"""Departments, and what people are filed under by name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.actions import directory
from accounts.models import Department as Place
from accounts.models.directory import DirectoryEntry
from peerly.api.fields import NameField
from peerly.dialects.betterworks.serializers.fields import Named, UUIDOfId
from peerly.notation import as_id

DEEPEST = 20
"""Departments within each other, in one body."""


class Department(serializers.Serializer):
    """A department, and the one it is part of."""

    id = serializers.IntegerField()
    uuid = UUIDOfId("accounts.department")
    name = serializers.CharField()
    parent = Named(allow_null=True)
    example: ClassVar = {
        "id": 4,
        "uuid": "1c7bb1a4-3a0f-5ed6-9a9c-7d9a3c1f2b10",
        "name": "Export",
        "parent": {"id": 3, "name": "Operations"},
    }

    @staticmethod
    def prepare(departments: QuerySet[Place], viewer: Any) -> Any:
        """Load what the fields above show, in the same query."""
        return departments.select_related("parent")


class EntryName(NameField):
    """Something of the directory by its name; what there is none of yet is made."""

    def __init__(self, kind: type[DirectoryEntry], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(max_length=255, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return what the action finds or makes; None for null."""
        name = super().run_validation(data)
        return None if name is None else directory.Named(self.kind, name)


@extend_schema_field(
    {
        "type": ["integer", "string", "object"],
        "minimum": 1,
        "minLength": 1,
        "maxLength": 255,
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "parent": {"description": "Like the department itself."},
        },
        "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
    }
)
class DepartmentField(serializers.Field):
    """A department by its id or name, or as an object that may say what it is part of.

    One of an unknown name is made, inside its ``parent``; one that there is stays where it is.
    """

    default_error_messages = {
        "unknown": "This does not exist.",
        "deep": f"Enter at most {DEEPEST} departments within each other.",
    }

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the departments somebody is in: this one, or none."""
        found = super().run_validation(data)
        return [] if found is None else [found]

    def to_internal_value(self, data: Any) -> Any:
        """Return the department, or how to find or make it."""
        return self._read(data, 1)

    def _read(self, told: Any, depth: int) -> Any:
        if depth > DEEPEST:
            self.fail("deep")
        if isinstance(told, dict) and told.get("id") is not None:
            return self._known(told["id"])
        if isinstance(told, dict):
            parent = told.get("parent")
            inside = None if parent is None else self._read(parent, depth + 1)
            return directory.Named(Place, self._name(told.get("name")), inside)
        if isinstance(told, int):
            return self._known(told)
        return directory.Named(Place, self._name(told))

    def _known(self, told: Any) -> Place:
        number = as_id(told)
        departments = Place.objects.visible_to(self.context["viewer"])
        found = departments.filter(pk=number).first() if number else None
        if found is None:
            self.fail("unknown")
        return found

    def _name(self, told: Any) -> str:
        return str(NameField(max_length=255).run_validation(told))
