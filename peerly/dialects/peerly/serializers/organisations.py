"""Organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import validate_email
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.domains import DOMAIN
from accounts.models import Organisation as Company
from accounts.periods import Frequency, is_timezone
from peerly.api.fields import (
    EpochField,
    NameField,
    NullableText,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)

NUMBERED = {1: Company.Subscription.ACTIVE, 0: Company.Subscription.LAPSED}


@extend_schema_field({"enum": ["active", "lapsed", 1, 0]})
class SubscriptionField(serializers.Field):
    """``active`` or ``lapsed``; 1 and 0, as the first Peerly wrote them, are understood."""

    default_error_messages = {"invalid": "Enter active or lapsed."}

    def to_internal_value(self, data: Any) -> str:
        """Return the status."""
        if isinstance(data, int) and not isinstance(data, bool) and data in NUMBERED:
            return NUMBERED[data]
        if data not in Company.Subscription.values:
            self.fail("invalid")
        return str(data)

    def to_representation(self, value: str) -> str:
        """Return the word."""
        return str(value)


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class EmailField(StrictCharField):
    """An address to write to."""


@extend_schema_field({"type": "string", "maxLength": 253, "pattern": f"^{DOMAIN.pattern}$"})
class DomainField(StrictCharField):
    """A domain, in lower case as it is stored."""


class Organisation(serializers.Serializer):
    """An organisation."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    contact_email = NullableText()
    domain_name = serializers.CharField()
    subscription_status = serializers.ChoiceField(Company.Subscription.choices)
    subscription_valid_upto = EpochField()
    hi5_limit = serializers.IntegerField()
    hi5_quota_renewal_frequency = serializers.ChoiceField(Frequency.choices)
    timezone = serializers.CharField()
    recognition_costs_hi5 = serializers.BooleanField()
    example: ClassVar = {
        "id": 1,
        "name": "Acme",
        "contact_email": "people@acme.test",
        "domain_name": "acme.test",
        "subscription_status": "active",
        "subscription_valid_upto": 1893456000,
        "hi5_limit": 5,
        "hi5_quota_renewal_frequency": "WEEKLY",
        "timezone": "Asia/Kolkata",
        "recognition_costs_hi5": False,
    }


class NewOrganisation(serializers.Serializer):
    """An organisation to make; everything but ``contact_email`` is asked for."""

    name = NameField(max_length=50)
    contact_email = EmailField(max_length=254, required=False, allow_null=True)
    domain_name = DomainField(max_length=253)
    subscription_status = SubscriptionField()
    subscription_valid_upto = EpochField()
    hi5_limit = StrictIntegerField(min_value=0, max_value=1000)
    hi5_quota_renewal_frequency = serializers.ChoiceField(Frequency.choices)
    timezone = StrictCharField(max_length=64)
    recognition_costs_hi5 = StrictBooleanField()
    example: ClassVar = {
        name: value for name, value in Organisation.example.items() if name != "id"
    }

    def validate_contact_email(self, address: str | None) -> str | None:
        """Refuse what cannot be an address."""
        if address is not None:
            validate_email(address)
        return address

    def validate_domain_name(self, domain: str) -> str:
        """Refuse what cannot be a domain; domains are compared in lower case."""
        if not DOMAIN.fullmatch(domain):
            raise serializers.ValidationError("Enter a domain such as acme.test.")
        return domain.lower()

    def validate_timezone(self, name: str) -> str:
        """Refuse what is not in the IANA database."""
        if not is_timezone(name):
            raise serializers.ValidationError("Enter an IANA time zone such as Asia/Kolkata.")
        return name


class OrganisationChanges(NewOrganisation):
    """What should change; what is left out stays."""

    def get_fields(self) -> dict[str, Any]:
        """Return the same fields, none required."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return dict(fields)
