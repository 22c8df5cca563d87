"""Django's admin for recognition: the report queue, what people gave, quotas, badges."""

from recognition.admin import (
    allowances,
    badges,
    cases,
    core_values,
    moderation,
    people,
    recognitions,
)

__all__ = [
    "allowances",
    "badges",
    "cases",
    "core_values",
    "moderation",
    "people",
    "recognitions",
]
