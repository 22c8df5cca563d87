"""What recognition has to tell of people, beside who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from recognition.querysets.counting import counted, model

if TYPE_CHECKING:
    from accounts.models import User

SIDES = ("given_by", "given_for")


def with_standing(people: Any) -> Any:
    """Add to a queryset of people what telling about them takes: allowance and ``hi5_count``."""
    received = model("Hi5").objects.received().filter(recognition__given_for=OuterRef("pk"))
    return with_allowance(people).annotate(hi5_count=counted(received, "recognition__given_for"))


def with_allowance(people: Any) -> Any:
    """Load the allowance of each, and the organisation whose terms it is under."""
    return people.select_related("allowance", "organisation")


def with_recognition_counts(people: Any) -> Any:
    """Add ``recognitions_given_count`` and ``…_received_count`` to a queryset of people.

    What a review has hidden does not count.
    """
    visible = model("Recognition").objects.not_hidden()
    given, received = (visible.filter(**{side: OuterRef("pk")}) for side in SIDES)
    return people.annotate(
        recognitions_given_count=counted(given, "given_by"),
        recognitions_received_count=counted(received, "given_for"),
    )


def lately_thanked(people: Any, by: User) -> Any:
    """Return those of ``people`` whom ``by`` has thanked, the latest first."""
    thanked = people.filter(recognitions_received__given_by=by.pk)
    last = models.Max("recognitions_received__given_at")
    return thanked.annotate(last_thanked_at=last).order_by("-last_thanked_at", "id")


def with_newest_grant(people: Any) -> Any:
    """Add to a queryset of people the ``newest_grant`` of extra hi5s to each (its id, 0: none)."""
    extra = model("LedgerEntry").objects.granted().filter(user=OuterRef("pk")).order_by("-pk")
    newest = Subquery(extra.values("pk")[:1], output_field=models.BigIntegerField())
    return people.annotate(newest_grant=Coalesce(newest, 0, output_field=models.BigIntegerField()))
