"""The directory: departments, businesses, locations, job titles and attributes of one's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from accounts.models.folded import FoldedField, Folding
from accounts.models.owned import Owned
from accounts.querysets import DirectoryQuerySet, PlaceQuerySet


class DirectoryEntry(Owned, Folding):
    """Something that an organisation files its people under, by a name it has once."""

    name = models.CharField(max_length=255)
    name_folded = FoldedField(of="name")

    filed_by: ClassVar[str] = ""
    """What its rows are called that say who is filed under it; empty where no row does."""

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name_folded", "id"]
        constraints: ClassVar[Any] = [
            models.UniqueConstraint(
                fields=["organisation", "name_folded"], name="%(class)s_name_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "id"], name="%(class)s_in_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(DirectoryEntry):
    """An entry that has members, each by a row of its own."""

    objects = PlaceQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DirectoryEntry.Meta):
        abstract = True


class Department(Place):
    """A part of the organisation; it may be part of another one."""

    filed_by = "memberships"

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )


class Business(Place):
    """A line of business, across departments."""

    filed_by = "engagements"

    class Meta(DirectoryEntry.Meta):
        verbose_name_plural = "businesses"


class Location(DirectoryEntry):
    """A place where people work."""

    filed_by = "records"

    address_line1 = models.CharField(max_length=255, blank=True)
    address_line2 = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=255, blank=True)
    postal_code = models.CharField(max_length=32, blank=True)


class JobTitle(DirectoryEntry):
    """What somebody is employed as."""

    filed_by = "records"

    description = models.TextField(max_length=5000, blank=True)
    responsibilities = models.TextField(max_length=5000, blank=True)


class Attribute(DirectoryEntry):
    """Something of its own that an organisation notes of each person, under ``key``."""

    class Kind(models.TextChoices):
        """What its values are."""

        TEXT = "text", "text"
        NUMBER = "number", "number"
        DATE = "date", "date"
        BOOLEAN = "boolean", "boolean"
        SINGLE_SELECT = "single-select", "one of some options"
        MULTIPLE_SELECT = "multiple-select", "some of some options"

    key = models.CharField(max_length=64, help_text="Small letters, digits and underscores.")
    values = models.CharField(max_length=16, choices=Kind, default=Kind.TEXT)
    is_mandatory = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True, help_text="The texts to choose from.")

    class Meta(DirectoryEntry.Meta):
        constraints: ClassVar[Any] = [
            *DirectoryEntry.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "key"], name="attribute_key_once"),
            models.CheckConstraint(
                condition=models.Q(
                    values__in=[
                        "text",
                        "number",
                        "date",
                        "boolean",
                        "single-select",
                        "multiple-select",
                    ]
                ),
                name="attribute_kind_known",
            ),
        ]

    @property
    def is_choice(self) -> bool:
        """Whether its values are among its options."""
        return self.values in {self.Kind.SINGLE_SELECT, self.Kind.MULTIPLE_SELECT}
