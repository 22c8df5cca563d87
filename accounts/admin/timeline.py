"""What happened to a thing, told to the one who looks: when, who, what, and the reason given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, overload

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.admin.columns import name_of
from accounts.models import Change, User
from accounts.roles import Role

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$")
"""How the history writes a moment."""


@dataclass(frozen=True)
class Happening:
    """One line of a history; ``details`` are sentences about it."""

    at: datetime
    who: str
    what: str
    details: list[str] = field(default_factory=list)
    about: str = ""


class Told(Sequence[Happening]):
    """Changes, read from the database by the page and told to ``viewer``."""

    def __init__(self, changes: QuerySet[Change], viewer: User) -> None:
        self.changes = changes
        self.viewer = viewer

    def __len__(self) -> int:
        return self.changes.count()

    @overload
    def __getitem__(self, which: int) -> Happening: ...
    @overload
    def __getitem__(self, which: slice) -> Sequence[Happening]: ...
    def __getitem__(self, which: int | slice) -> Happening | Sequence[Happening]:
        if isinstance(which, int):
            return self._tell(self.changes[which])
        return [self._tell(each) for each in self.changes[which]]

    def _tell(self, change: Change) -> Happening:
        return tell(change, self.viewer)


def of(thing: models.Model, viewer: User) -> Told:
    """Return the history of ``thing``, newest first."""
    changes = Change.objects.visible_to(viewer).about(thing).select_related("by", "through")
    return Told(changes.order_by("-at", "-id"), viewer)


def tell(change: Change, viewer: User, about: str = "") -> Happening:
    """Return ``change`` as ``viewer`` is told of it."""
    who = name_of(change.by, viewer) or author_of(change)
    return Happening(change.at, f"{who}{key_of(change)}", change.what, details_of(change), about)


def key_of(change: Change) -> str:
    """Return the key that its author acted through, as it follows their name; mostly nothing."""
    return f", through {change.through}" if change.through else ""


def author_of(change: Change) -> str:
    """Return who made a change that nobody signed in made (Change.by)."""
    return "their own sign-in" if change.what == "users.join" else "a command"


def details_of(change: Change) -> list[str]:
    """Return what ``change`` did, one sentence a field."""
    details: dict[str, Any] = dict(change.details)
    before, after = details.pop("before", {}), details.pop("after", {})
    lines = [
        f"{_words(name)}: {_plain(name, before.get(name))} → {_plain(name, after[name])}"
        for name in after
    ]
    return lines + [f"{_words(name)}: {_plain(name, value)}" for name, value in details.items()]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _plain(name: str, value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if isinstance(value, list):
        return ", ".join(_plain(name, each) for each in value) or "none"
    if isinstance(value, dict):
        return _entry(value)
    moment = parse_datetime(value) if isinstance(value, str) and MOMENT.match(value) else None
    return _clock(moment) if moment else str(value)


def _entry(value: dict[str, Any]) -> str:
    """Return an entry of the directory by its name, and whatever is kept by key with the keys."""
    if value.keys() == {"id", "name"}:
        return str(value["name"])
    return ", ".join(f"{key} {_plain(key, each)}" for key, each in value.items()) or "none"


def _clock(moment: datetime) -> str:
    # The last hours of the year 9999 are no date any more where clocks are ahead of UTC.
    with suppress(OverflowError):
        moment = timezone.localtime(moment)
    return f"{moment:%-d %B %Y, %H:%M}"
