"""Writing down who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Change, Organisation, User


def record(
    what: str,
    thing: models.Model,
    *,
    by: User | None,
    now: datetime | None = None,
    **details: Any,
) -> None:
    """Add a line to the history; call it inside the transaction of what it tells of.

    ``details`` are JSON values: ``before`` and ``after`` of what changed, a ``reason``.
    """
    organisation_id = (
        thing.pk if isinstance(thing, Organisation) else getattr(thing, "organisation_id", None)
    )
    Change.objects.create(
        organisation_id=organisation_id,
        by=by,
        at=now or timezone.now(),
        what=what,
        thing_kind=thing._meta.label_lower,
        thing_id=thing.pk,
        details=details,
    )


def differences(thing: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    """Return ``{"before": …, "after": …}`` of the fields that ``changes`` would really change."""
    changed = {name for name, value in changes.items() if getattr(thing, name) != value}
    return {
        "before": {name: _plain(getattr(thing, name)) for name in sorted(changed)},
        "after": {name: _plain(changes[name]) for name in sorted(changed)},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
