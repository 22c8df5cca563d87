"""The attributes that an organisation has added, in the body of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Attribute
from peerly.api.plain_values import PlainValueOrTextsField
from peerly.api.problems import REQUIRED
from peerly.dialects.engagedly.lists import CUSTOM, custom_key
from peerly.dialects.engagedly.serializers.fields import DateOfTwoKinds


def own_attributes(context: Any) -> list[Attribute]:
    """Return the attributes of the asker's organisation, asked for once a request."""
    if "own_attributes" not in context:
        rows: Any = Attribute.objects.visible_to(context["viewer"])
        context["own_attributes"] = list(rows.by_name())
    found: list[Attribute] = context["own_attributes"]
    return found


class AttributeValue(PlainValueOrTextsField):
    """A value of ``attribute``, or of none that there is; null for none.

    The action looks whether it is of the attribute's kind.
    """

    default_error_messages = {"unknown": "There is no such attribute."}

    def __init__(self, attribute: Attribute | None, **kwargs: Any) -> None:
        self.attribute = attribute
        super().__init__(required=False, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Refuse an attribute that does not exist, whatever its value."""
        if self.attribute is None and data is not serializers.empty:
            self.fail("unknown")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """Return ``data``, a date in whichever spelling as it is kept."""
        if self.attribute is not None and self.attribute.values == Attribute.Kind.DATE:
            day: date = DateOfTwoKinds().run_validation(data)
            return day.isoformat()
        return super().to_internal_value(data)


@extend_schema_field({"type": "object", "additionalProperties": True})
class CustomAttributes(serializers.Field):
    """Values by the attributes' keys. A key may as well stand in the body itself."""

    default_error_messages = {
        "invalid": "Enter an object.",
        "unknown": "There is no attribute {name}.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the values. Null is no object, and yet nothing that everybody must send."""
        if data is None:
            self.fail("invalid")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the values by the attributes' own keys."""
        if not isinstance(data, dict):
            self.fail("invalid")
        known = {custom_key(each): each for each in own_attributes(self.context)}
        for key in data:
            if key not in known:
                self.fail("unknown", name=key[:64])
        return {
            known[key].key: AttributeValue(known[key]).run_validation(told)
            for key, told in data.items()
        }

    @staticmethod
    def fields_for(serializer: serializers.Serializer) -> dict[str, Any]:
        """Return a field for each attribute's key that the body of ``serializer`` has."""
        body = getattr(serializer, "initial_data", {})
        names = [name for name in body if name.startswith(CUSTOM)]
        if not names:
            return {}
        known = {custom_key(each): each for each in own_attributes(serializer.context)}
        return {
            name: AttributeValue(known.get(name), source=_place_of(known.get(name)))
            for name in names
        }

    @staticmethod
    def require_mandatory(context: Any, told: Mapping[str, Any], *, is_new: bool) -> None:
        """Raise ValidationError where a mandatory attribute is cleared, or of a new one missing."""
        if not is_new and "attributes" not in told:
            return
        said = told.get("attributes", {})
        missing = {
            custom_key(each): serializers.ErrorDetail("This field is required.", code=REQUIRED)
            for each in own_attributes(context)
            if each.is_mandatory and (is_new or each.key in said) and _is_blank(said.get(each.key))
        }
        if missing:
            raise serializers.ValidationError(missing)


def _place_of(attribute: Attribute | None) -> str:
    return f"attributes.{attribute.key if attribute else ''}"


def _is_blank(value: Any) -> bool:
    """Tell whether ``value`` says nothing: 0 and false do say something."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
