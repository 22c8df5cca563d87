"""Writing down who did what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from accounts import through
from accounts.models import Change, Organisation, User
from accounts.models.directory import DirectoryEntry


def record(
    what: str,
    thing: models.Model,
    *,
    by: User | None,
    now: datetime | None = None,
    **details: Any,
) -> None:
    """Add a line to the history; call it inside the transaction of what it tells of.

    It names the credential that the request at hand acts through, if any.

    ``details`` are JSON values: ``before`` and ``after`` of what changed, a ``reason``.
    """
    organisation_id = (
        thing.pk if isinstance(thing, Organisation) else getattr(thing, "organisation_id", None)
    )
    Change.objects.create(
        organisation_id=organisation_id,
        by=by,
        through=through.credential(),
        at=now or timezone.now(),
        what=what,
        thing_kind=thing._meta.label_lower,
        thing_id=thing.pk,
        details=details,
    )


def differences(thing: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    """Return ``{"before": …, "after": …}`` of the fields that ``changes`` would really change.

    Of a field that keeps values by key there are the keys that change, and no others: the history
    is never thrown away. A key that is not there before or after is not in there either.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in sorted(changes):
        was, becomes = getattr(thing, name), changes[name]
        is_changed = was != becomes
        if isinstance(was, dict):
            was, becomes = _unlike(was, becomes), _unlike(becomes, was)
            is_changed = bool(was or becomes)
        if is_changed:
            before[name], after[name] = plain(value=was), plain(value=becomes)
    return {"before": before, "after": after}


def plain(*, value: Any) -> Any:
    """Return ``value`` as the history writes it down.

    An entry of the directory with its name, as nothing else knows it once the entry is deleted;
    what stays, by its id.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, DirectoryEntry):
        return {"id": value.pk, "name": value.name}
    return value.pk if isinstance(value, models.Model) else value


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what ``other`` has not, or has otherwise, as JSON tells it: 1 is not true there."""
    return {
        key: value
        for key, value in one.items()
        if key not in other or repr(other[key]) != repr(value)
    }
