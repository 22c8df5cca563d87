"""Refusing to put back, unread, what somebody else has changed since a page was shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop

from peerly.errors import Refused


class Overtaken(Refused):
    """Who saves a page decides about what it showed, and about nothing newer."""

    message = gettext_noop(
        "Nothing was saved: somebody else has changed this meanwhile. What you typed is still"
        " here; open the page again to see what has become of the rest."
    )


def refuse(*, thing: models.Model, shown: Mapping[str, Any] | None) -> None:
    """Raise Overtaken unless ``thing``, held, is what a page has ``shown``: values by column.

    None says that there was no page.
    """
    if shown is not None and any(getattr(thing, name) != shown[name] for name in shown):
        raise Overtaken
