"""What the querysets of this folder are made with: models by name, and counts of rows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce


def model(name: str) -> Any:
    """Return a model of recognition, which itself imports these querysets."""
    return apps.get_model("recognition", name)


def counted(rows: Any, group: str) -> Coalesce:
    """Return a correlated COUNT(*) of ``rows``, which all share one value of ``group``."""
    # Of all columns, not of the id: then an index is enough, and no row is read.
    counted = rows.order_by().values(group).annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
