"""The person's record: what the directory knows of them beside their account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.directory import Business, Department, JobTitle, Location
from accounts.models.evidence import AppendOnly
from accounts.models.owned import Owned
from accounts.querysets import OwnedQuerySet

if TYPE_CHECKING:
    from accounts.models.user import User

PERSON = settings.AUTH_USER_MODEL


class Record(Owned):
    """What an HR system keeps of a person. Peerly shows it and passes it on, no rule reads it.

    Who has none is in no HR system that Peerly was told of.
    """

    user = models.OneToOneField(
        PERSON, on_delete=models.PROTECT, related_name="record", primary_key=True
    )
    employee_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique
    external_id = models.CharField(  # noqa: DJ001 - unique where there is one
        max_length=254, null=True, blank=True, help_text="What another application calls them."
    )
    middle_name = models.CharField(max_length=50, blank=True)
    phone_number = models.CharField(max_length=32, blank=True)
    secondary_phone_number = models.CharField(max_length=32, blank=True)
    employee_type = models.CharField(max_length=64, blank=True)
    level = models.CharField(max_length=64, blank=True)
    education = models.CharField(max_length=255, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    joining_date = models.DateField(null=True, blank=True)
    promotion_date = models.DateField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)
    known_since = models.DateTimeField(
        null=True, blank=True, help_text="When another application came to know them."
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    manager = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="reports_of"
    )
    removal_reason = models.CharField(max_length=32, blank=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="What else is noted, by the attribute's key."
    )
    hearsay = models.JSONField(
        default=dict,
        blank=True,
        help_text="The same, as said with a key that is no secret: anybody may have said it.",
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["user_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "employee_id"], name="record_employee_id_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "external_id"], name="record_external_id_once"
            ),
            models.CheckConstraint(
                condition=~Q(manager=models.F("user")), name="record_nobody_manages_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"record of {self.user}"


def record_of(user: User) -> Record:
    """Return the record of ``user``; an empty one, not stored, for somebody who has none."""
    try:
        return user.record
    except Record.DoesNotExist:
        return Record(user=user)


def department_of(user: User) -> Department | None:
    """Return the department that ``user`` joined first, for whoever shows only one."""
    return next((each.department for each in user.memberships.all()), None)


class Membership(Owned):
    """Somebody is in a department; the one joined first is the one that shows where one fits."""

    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "user"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.department}"


class Engagement(Owned):
    """Somebody works for a business."""

    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="engagements")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="engagements")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["business", "user"], name="engagement_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.business}"


class Supervision(Owned):
    """Somebody answers to ``manager`` beside the manager in their record."""

    class Kind(models.TextChoices):
        """In what."""

        HR = "hr", "in matters of HR"
        SECONDARY = "secondary", "as a second manager"

    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="supervisions")
    manager = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "manager", "kind"], name="supervision_once"),
            models.CheckConstraint(
                condition=~Q(manager=models.F("user")), name="supervision_is_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["hr", "secondary"]), name="supervision_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} answers to {self.manager}"


class Event(Owned, AppendOnly):
    """Something that another application says somebody did; kept, and nothing follows from it."""

    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=255)
    value = models.JSONField(null=True)
    properties = models.JSONField(default=dict)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
