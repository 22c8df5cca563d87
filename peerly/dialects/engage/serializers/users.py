"""Users."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User as Person
from accounts.models.record import record_of
from peerly.api.fields import ClearableName, EmailAddressField, HexIdField
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


# What clients get -------------------------------------------------------------


class User(serializers.Serializer):
    """A person, as another application knows them.

    To whom has shown the key alone, no more is told than they have said: a key that is no secret
    writes, and reads nothing.
    """

    id = HexIdField()
    uid = serializers.SerializerMethodField()
    uid_updateable = LacksUidField(
        help_text="Only there, and true, where the uid is the e-mail address for want of another."
    )
    first_name = serializers.SerializerMethodField()
    last_name = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()
    email = serializers.EmailField(allow_null=True)
    devices = serializers.SerializerMethodField(help_text="Peerly keeps none.")
    lists = serializers.SerializerMethodField(help_text="Departments.")
    segments = serializers.SerializerMethodField(help_text="Peerly has none.")
    meta = serializers.SerializerMethodField()
    created_at = serializers.SerializerMethodField()
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
        """Load what the fields show, in as many queries for one as for many."""
        return people.with_record()  # type: ignore[attr-defined]

    def to_representation(self, person: Person) -> dict[str, Any]:
        """Return what may be told."""
        told = super().to_representation(person)
        if not told["uid_updateable"]:
            del told["uid_updateable"]
        request = self.context["request"]
        return told if is_proven(request) else _as_far_as_said(told, request.data)

    def get_uid(self, person: Person) -> str | None:
        """What another application calls them, else their e-mail address."""
        return record_of(person).external_id or person.email

    def get_first_name(self, person: Person) -> str | None:
        """Null where nobody has said it."""
        return person.first_name or None

    def get_last_name(self, person: Person) -> str | None:
        """Null where nobody has said it."""
        return person.last_name or None

    def get_number(self, person: Person) -> str | None:
        """Their phone number."""
        return record_of(person).phone_number or None

    @extend_schema_field(NONE_KEPT)
    def get_devices(self, person: Person) -> Any:
        """Peerly sends nothing to devices."""
        return []

    @extend_schema_field(LISTS)
    def get_lists(self, person: Person) -> Any:
        """The departments they are in."""
        places = person.memberships.all()
        return [{"id": as_hex(each.department_id), "subscribed": True} for each in places]

    @extend_schema_field(NONE_KEPT)
    def get_segments(self, person: Person) -> Any:
        """Peerly sends no campaigns to anybody."""
        return []

    @extend_schema_field(AttributesField)
    def get_meta(self, person: Person) -> Any:
        """What else is noted of them, by key; what is several texts elsewhere is one here.

        What anybody may have said gives way to what is proven, and the key alone is told no other.
        """
        record = record_of(person)
        known = record.attributes if is_proven(self.context["request"]) else {}
        noted = sorted({**record.hearsay, **known}.items())
        return {key: ", ".join(it) if isinstance(it, list) else it for key, it in noted}

    @extend_schema_field(MomentField)
    def get_created_at(self, person: Person) -> str:
        """Since when the other application knows them, else since when Peerly does."""
        return MomentField().to_representation(record_of(person).known_since or person.joined_at)


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
