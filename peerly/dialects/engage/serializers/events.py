"""Events, and what is answered where there is nothing to tell."""

from __future__ import annotations

from typing import ClassVar

from django.utils import timezone
from rest_framework import serializers

from peerly.api.fields import StrictCharField
from peerly.api.plain_values import PlainValueField
from peerly.dialects.engage.serializers.fields import AttributesField, MomentField


class Done(serializers.Serializer):
    """It is done."""

    status = serializers.CharField()
    example: ClassVar = {"status": "ok"}


class NewEvent(serializers.Serializer):
    """Something that a user did elsewhere. It is kept, and nothing follows from it."""

    event = StrictCharField(source="name", max_length=255)
    value = PlainValueField(required=False)
    properties = AttributesField(required=False)
    timestamp = MomentField(source="at", default=timezone.now)
    example: ClassVar = {
        "event": "Add to cart",
        "value": 49.99,
        "properties": {"product": "T123", "currency": "USD", "amount": 12.99},
        "timestamp": "2020-05-30T09:30:10Z",
    }
