"""Users."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User as Person
from peerly.api.fields import ClearableName, EmailAddressField, HexIdField, NullableText
from peerly.api.moments import moment_at
from peerly.api.shapes import Columns, Microseconds, ReckonedField
from peerly.dialects.engage.authentication import is_proven
from peerly.dialects.engage.serializers.fields import (
    AttributeChangesField,
    AttributesField,
    IdentifierField,
    LacksUidField,
    ListIdField,
    MomentField,
    PhoneNumberField,
)
from peerly.notation import as_hex

JOINED = "2021-01-12T05:24:39.062+00:00"
LISTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "subscribed"],
        "properties": {"id": {"type": "string"}, "subscribed": {"type": "boolean"}},
    },
}
NONE_KEPT = {"type": "array", "items": {}, "maxItems": 0}


MOMENT = MomentField()


# What clients get -------------------------------------------------------------


@extend_schema_field({"type": ["string", "null"]})
class Uid(ReckonedField):
    """What another application calls them, else their e-mail address."""

    columns: ClassVar[Columns] = {"record__external_id": F, "email": F}

    def reckon(self, *values: Any) -> str | None:
        """Return the first that there is."""
        return next(filter(None, values), None)


@extend_schema_field(NONE_KEPT)
class NoneKept(ReckonedField):
    """What Peerly has none of: it sends nothing to devices, and no campaigns to anybody."""

    def reckon(self, *values: Any) -> list[Any]:
        """Return an empty list."""
        return []


@extend_schema_field(LISTS)
class Lists(ReckonedField):
    """The departments they are in."""

    columns: ClassVar[Columns] = {"department_ids": F}

    def reckon(self, *values: Any) -> list[dict[str, Any]]:
        """Return each by its id."""
        return [{"id": as_hex(each), "subscribed": True} for ids in values for each in ids]


@extend_schema_field(AttributesField)
class Meta(ReckonedField):
    """What else is noted of them, by key; what is several texts elsewhere is one here.

    What anybody may have said gives way to what is proven, and the key alone is told no other.
    """

    columns: ClassVar[Columns] = {"record__attributes": F, "record__hearsay": F}

    def reckon(self, *values: Any) -> dict[str, Any]:
        """Return it in the order of the keys."""
        known, said = (each or {} for each in values)
        noted = sorted({**said, **(known if is_trusted(self.context) else {})}.items())
        return {key: ", ".join(it) if isinstance(it, list) else it for key, it in noted}


@extend_schema_field(MomentField)
class CreatedAt(ReckonedField):
    """Since when the other application knows them, else since when Peerly does."""

    columns: ClassVar[Columns] = {"record__known_since": Microseconds, "joined_at": Microseconds}

    def reckon(self, *values: Any) -> str:
        """Return the moment."""
        known_since, joined_at = values
        moment = joined_at if known_since is None else known_since
        return MOMENT.to_representation(moment_at(moment))


def is_trusted(context: Any) -> bool:
    """Tell whether whoever is told has shown the secret, be it to a lane."""
    return getattr(context.get("viewer"), "is_proven", False) or is_proven(context.get("request"))


class User(serializers.Serializer):
    """A person, as another application knows them."""

    id = HexIdField()
    uid = Uid()
    uid_updateable = LacksUidField(
        help_text="Only there, and true, where the uid is the e-mail address for want of another."
    )
    first_name = NullableText(help_text="Null where nobody has said it.")
    last_name = NullableText(help_text="Null where nobody has said it.")
    number = NullableText(source="record.phone_number", help_text="Their phone number.")
    email = serializers.EmailField(allow_null=True)
    devices = NoneKept(help_text="Peerly keeps none.")
    lists = Lists(help_text="Departments.")
    segments = NoneKept(help_text="Peerly has none.")
    meta = Meta()
    created_at = CreatedAt()
    example: ClassVar = {
        "id": as_hex(7),
        "uid": "u144",
        "first_name": "Ann",
        "last_name": "Rao",
        "number": "+919876543210",
        "email": "ann@acme.test",
        "devices": [],
        "lists": [{"id": as_hex(5), "subscribed": True}],
        "segments": [],
        "meta": {"plan": "pro", "age": 34},
        "created_at": JOINED,
    }

    @staticmethod
    def prepare(people: QuerySet[Person], viewer: Person) -> Any:
        """Load what the fields show, in the same query."""
        return people.with_title().with_departments()  # type: ignore[attr-defined]


class UserAsSaid(User):
    """The same to whom may have shown the key alone: no more than they have said themselves.

    A key that is no secret writes, and reads nothing.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return what may be told."""
        told = super().to_representation(instance)
        return (
            told
            if is_trusted(self.context)
            else _as_far_as_said(told, self.context["request"].data)
        )


def _as_far_as_said(told: dict[str, Any], said: Any) -> dict[str, Any]:
    """Return ``told`` with everything emptied that whoever asks has not said themselves."""
    known = told["meta"]
    mine = {key: known[key] for key in said.get("meta") or {} if key in known}
    unsaid = {"first_name", "last_name", "number", "email", "created_at"} - set(said)
    return {**told, **dict.fromkeys(unsaid), "lists": [], "meta": mine}


# What clients send ------------------------------------------------------------


class UserChanges(serializers.Serializer):
    """What to change of a user, or to know of a new one; what is left out stays."""

    id = IdentifierField(
        source="external_id",
        required=False,
        help_text="The uid, as in the path; another one where the path has an e-mail address.",
    )
    first_name = ClearableName(max_length=50)
    last_name = ClearableName(max_length=50)
    number = PhoneNumberField(source="phone_number")
    email = EmailAddressField(required=False, help_text="Takes the secret.")
    created_at = MomentField(source="known_since", required=False, allow_null=True)
    meta = AttributeChangesField(
        source="attributes", required=False, help_text="Merged by key; null deletes one."
    )
    example: ClassVar[dict[str, Any]] = {
        "first_name": "Ann",
        "number": "+919876543210",
        "meta": {"plan": "custom", "coverage": 20},
        "created_at": JOINED,
    }


class NewUser(UserChanges):
    """A user to add."""

    id = IdentifierField(source="external_id", of_letters_and_digits=True)
    lists = serializers.ListField(
        child=ListIdField(),
        source="departments",
        required=False,
        max_length=20,
        help_text="Departments.",
    )
    example: ClassVar[dict[str, Any]] = {
        "id": "u144",
        "first_name": "Ann",
        "last_name": "Rao",
        "email": "ann@acme.test",
        "lists": [as_hex(5)],
        "meta": {"plan": "pro", "age": 34},
        "created_at": JOINED,
    }
