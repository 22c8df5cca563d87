"""Signing in, and people."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import policies
from accounts.models import Organisation
from accounts.models import User as Person
from accounts.roles import Role
from peerly.api.fields import (
    EpochField,
    NameField,
    NullableText,
    StrictCharField,
    StrictIntegerField,
    WebAddressField,
)
from peerly.api.moments import microseconds, moment_at
from peerly.api.shapes import Columns, Microseconds, ReckonedField
from peerly.notation import as_id, is_whole_number
from recognition.models import left_of
from recognition.querysets import with_standing

PICTURE = "https://peerly.example/faces/ann.svg"


class SignIn(serializers.Serializer):
    """What the browser got from Google."""

    access_token = StrictCharField(trim_whitespace=False)
    example: ClassVar = {"access_token": "ya29.a0AfH6SMB…"}


class Token(serializers.Serializer):
    """The token to send as ``Authorization: Bearer <token>``."""

    token = serializers.CharField()
    example: ClassVar = {"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…"}


class PersonInBrief(serializers.Serializer):
    """A person as named beside a recognition."""

    id = serializers.IntegerField()
    display_name = NullableText()
    first_name = NullableText()
    last_name = NullableText()
    profile_image_url = NullableText()
    example: ClassVar = {
        "id": 7,
        "display_name": "Ann",
        "first_name": "Ann",
        "last_name": "Rao",
        "profile_image_url": PICTURE,
    }


TERMS: Columns = {
    "hi5_limit": F,
    "hi5_quota_renewal_frequency": F,
    "timezone": F,
    "terms_since": Microseconds,
    "hi5_limit_before": F,
    "period_start_before": Microseconds,
}
"""What the terms of an organisation follow from."""


@extend_schema_field({"type": "integer"})
class BalanceField(ReckonedField):
    """How many hi5s somebody has left now."""

    columns: ClassVar[Columns] = {
        "allowance__balance": F,
        "allowance__period_start": Microseconds,
        "organisation_id": F,
        **{f"organisation__{name}": how for name, how in TERMS.items()},
    }

    def reckon(self, *values: Any) -> int:
        """Return the balance of the period that runs, or the limit where none of it is spent."""
        balance, begun, home, *settings = values
        if home is None:
            return 0
        limit, starts_at = _terms_at(int(time.time()), *settings)
        return left_of(begun, balance, starts_at=starts_at, limit=limit)


@lru_cache(maxsize=1024)
def _terms_at(second: int, *settings: Any) -> tuple[int, int]:
    """Return the limit and the start of the period; periods begin with a whole second."""
    told = dict(zip(TERMS, settings, strict=True))
    for name, how in TERMS.items():
        if how is Microseconds and told[name] is not None:
            told[name] = moment_at(told[name])
    terms = Organisation(**told).allowance_terms(datetime.fromtimestamp(second, UTC))
    return terms.limit, microseconds(terms.period.starts_at)


class User(serializers.Serializer):
    """A person in a list."""

    id = serializers.IntegerField()
    first_name = NullableText()
    last_name = NullableText()
    email = serializers.EmailField(
        allow_null=True, help_text="Null where an integration gave none."
    )
    display_name = NullableText()
    profile_image_url = NullableText()
    role_id = serializers.IntegerField(source="role")
    hi5_quota_balance = BalanceField()
    org_id = serializers.IntegerField(source="organisation_id", allow_null=True)
    hi5_count = serializers.IntegerField(help_text="Hi5s received.")
    soft_delete_by = serializers.IntegerField(source="soft_delete_by_id", allow_null=True)
    soft_delete_at = EpochField(allow_null=True)
    example: ClassVar = {
        **PersonInBrief.example,
        "email": "ann@acme.test",
        "role_id": 3,
        "hi5_quota_balance": 4,
        "org_id": 1,
        "hi5_count": 12,
        "soft_delete_by": None,
        "soft_delete_at": None,
    }

    @staticmethod
    def prepare(people: QuerySet[Person], viewer: Person) -> Any:
        """Load what the fields above show, in the same query."""
        return with_standing(people)


class Profile(User):
    """A person in full."""

    hi5_limit = serializers.SerializerMethodField(help_text="Hi5s a period.")
    hi5_renews_at = serializers.SerializerMethodField(help_text="Epoch seconds.")
    example: ClassVar = {**User.example, "hi5_limit": 5, "hi5_renews_at": 1795372200}

    def get_hi5_limit(self, person: Person) -> int:
        """How many hi5s the period that runs began with."""
        organisation = person.organisation
        return organisation.allowance_terms(timezone.now()).limit if organisation else 0

    def get_hi5_renews_at(self, person: Person) -> int | None:
        """When the next period begins; null where there is no organisation."""
        if person.organisation is None:
            return None
        period = person.organisation.allowance_terms(timezone.now()).period
        return int(period.ends_at.timestamp())


class ProfileChanges(serializers.Serializer):
    """What people change about themselves."""

    first_name = NameField(max_length=50)
    last_name = NameField(max_length=50)
    display_name = NameField(max_length=30)
    profile_image_url = WebAddressField(required=False, allow_null=True)
    example: ClassVar = {
        "first_name": "Ann",
        "last_name": "Rao",
        "display_name": "Ann",
        "profile_image_url": PICTURE,
    }


@extend_schema_field({"type": "integer", "enum": Role.values})
class RoleField(StrictIntegerField):
    """One of the four."""


class RoleChange(serializers.Serializer):
    """Another role."""

    role_id = RoleField(help_text="2, 3 or 4; a SuperAdmin may also give 1.")
    example: ClassVar = {"role_id": 4}

    def validate_role_id(self, role: int) -> int:
        """Refuse a role that does not exist, or is not the asker's to give."""
        if role not in Role.values or not policies.can_give_role(self.context["viewer"], role):
            raise serializers.ValidationError("This role does not exist.")
        return role


# Without bounds: an id out of range is an unknown one, which has nobody.
@extend_schema_field({"type": "integer"})
class OrganisationParameter(serializers.Field):
    """``org_id`` in the query string: a SuperAdmin's only."""

    default_error_messages = {"invalid": "Enter an organisation's id."}

    def to_internal_value(self, data: Any) -> int:
        """Return the id. Raises NotAllowed for anybody else, whatever was asked for."""
        policies.require(policies.is_super_admin(self.context["viewer"]))
        if not is_whole_number(str(data)):
            self.fail("invalid")
        return as_id(data) or 0  # out of range is unknown, and nobody's


class UserQuery(serializers.Serializer):
    """Which people to list."""

    org_id = OrganisationParameter(required=False, source="organisation_id")
    starts_with = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=100,
        help_text="Beginning of a first, last or display name, in any case.",
    )
