"""Fields that only this dialect has, and who is meant by an identifier."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.api.fields import FullName
from accounts.models import User as Person
from peerly.api.fields import SpelledField
from peerly.api.moments import spelled
from peerly.api.shapes import Microseconds
from peerly.notation import as_id

OURS = UUID("8f0d7c52-6a3e-4c0b-9d54-1b7a2f6e9c31")
"""Under which a uuid is made of an id: the same at every call, and nothing to look up by."""


IDENTIFIERS = ("id", "email", "employee_id")
"""What somebody goes by, as an object that stands for them calls it."""

SEVERAL = (
    "Several people go by this: say who by an e-mail address,"
    ' or in a body by {"id": …} or {"employee_id": …}.'
)


def whom(viewer: Person, told: Any) -> Person | None:
    """Return whom ``viewer`` can see is meant by our id, an e-mail address or an employee id.

    An object says which of them it has; where it has several, they are one person's. Bare, it
    may be any: an HR system's numbers are not ours, and writing to whom it did not mean would
    be silent. Raises ValidationError for what two people go by.
    """
    people: Any = Person.all_objects.visible_to(viewer)
    if isinstance(told, dict):
        named = {name: told[name] for name in IDENTIFIERS if told.get(name) is not None}
        for name, value in named.items():
            people = _going_by(people, viewer, name, value)
        return people.first() if named else None
    if as_id(told) and isinstance(told, int):
        told = str(told)
    ways = (_going_by(people, viewer, name, told).first() for name in IDENTIFIERS)
    found = {person for person in ways if person is not None}
    if len(found) > 1:
        raise serializers.ValidationError(SEVERAL)
    return found.pop() if found else None


def _going_by(people: Any, viewer: Person, name: str, value: Any) -> Any:
    """Return the one of ``people``, if any, whose identifier of this ``name`` it is."""
    if name == "id":
        number = as_id(value)
        return people.filter(pk=number) if number else people.none()
    # What is not printable is nobody's, and PostgreSQL cannot be asked for a NUL.
    if not (isinstance(value, str) and value.isprintable()):
        return people.none()
    if name == "email":
        return people.with_email(value) if "@" in value else people.none()
    # Who is not told employee ids must not find them out by asking either.
    is_told = policies.can_read_records(viewer)
    return people.filter(record__employee_id=value) if is_told else people.none()


@extend_schema_field({"type": "string", "format": "date-time"})
class Moment(SpelledField):
    """A moment as Django REST framework writes it, in UTC: ``2026-11-18T09:30:00Z``.

    It has microseconds only where there are any.
    """

    column = Microseconds
    spell = staticmethod(partial(spelled, "auto"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)


@lru_cache(4096)
def _uuid(thing: str, number: int) -> str:
    return str(uuid5(OURS, f"{thing}:{number}"))


@extend_schema_field({"type": "string", "format": "uuid"})
class UUIDOfId(SpelledField):
    """A uuid that is made of what a thing is, the label of its model, and its id."""

    column = F

    def __init__(self, thing: str) -> None:
        self.spell = partial(_uuid, thing)
        super().__init__(read_only=True, source="pk")


class Named(serializers.Serializer):
    """The id and the name of something."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class PersonInBrief(serializers.Serializer):
    """A person as named beside something."""

    id = serializers.IntegerField()
    uuid = UUIDOfId("accounts.user")
    name = FullName()


IDENTIFIER = {
    "type": ["integer", "string"],
    "minimum": 1,
    "minLength": 1,
    "maxLength": 254,
    "description": "Our id, an e-mail address, or an employee id.",
    "example": "ann@acme.test",
}
"""How OpenAPI describes what stands for a person."""


@extend_schema_field(IDENTIFIER)
class PersonField(serializers.Field):
    """Somebody the asker can see, by an identifier, or by an object that has one."""

    default_error_messages = {"unknown": "This does not exist."}

    def to_internal_value(self, data: Any) -> Person:
        """Return them; somebody else's is unknown alike."""
        person = whom(self.context["viewer"], data)
        if person is None:
            self.fail("unknown")
        return person
