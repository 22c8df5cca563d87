"""What recognition has to tell of people, beside who they are."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from recognition.querysets.counting import counted, model


def with_standing(people: Any) -> Any:
    """Add to a queryset of people what telling about them takes: allowance and ``hi5_count``."""
    received = model("Hi5").objects.received().filter(recognition__given_for=OuterRef("pk"))
    return people.select_related("allowance", "organisation").annotate(
        hi5_count=counted(received, "recognition__given_for")
    )


def with_newest_grant(people: Any) -> Any:
    """Add to a queryset of people the ``newest_grant`` of extra hi5s to each (its id, 0: none)."""
    extra = model("LedgerEntry").objects.granted().filter(user=OuterRef("pk")).order_by("-pk")
    newest = Subquery(extra.values("pk")[:1], output_field=models.BigIntegerField())
    return people.annotate(newest_grant=Coalesce(newest, 0, output_field=models.BigIntegerField()))
