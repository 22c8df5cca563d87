"""The pages that the navigation offers, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import can_administer, is_anybody
from recognition import policies


@dataclass(frozen=True)
class Entry:
    """A page, and the names of the addresses below it: on these it is marked as the current one.

    Tabs have no ``icon``.
    """

    url_name: str
    name: Any
    icon: str = ""
    may: Callable[[User], bool] = is_anybody
    below: tuple[str, ...] = ()

    @property
    def covers(self) -> set[str]:
        """The page itself and those below it."""
        return {self.url_name, *self.below}


SETTINGS = (
    Entry("settings", _("Organisation")),
    Entry(
        "settings_values",
        _("Values"),
        below=("settings_value_add", "settings_value"),
    ),
    Entry(
        "settings_people",
        _("People"),
        below=("settings_person", "settings_role", "settings_grant", "settings_remove"),
    ),
    Entry(
        "settings_badges",
        _("Badges"),
        below=("settings_badge_add", "settings_badge", "settings_badge_remove"),
    ),
    Entry("settings_keys", _("Integrations"), below=("settings_key_make",)),
)
"""What those who run an organisation set: the tabs of one page."""

ENTRIES = (
    Entry("feed", _("Feed"), "house", below=("give", "thanks", "report")),
    Entry("people", _("People"), "users", below=("person", "me")),
    Entry("leaderboard", _("Leaderboard"), "trophy", policies.can_see_leaderboard),
    Entry(
        "moderation",
        _("Moderation"),
        "shield-check",
        may=policies.can_moderate,
        below=("moderation_case",),
    ),
    Entry("insights", _("Insights"), "chart-column", policies.can_see_insights),
    Entry(
        "settings",
        _("Settings"),
        "settings",
        may=can_administer,
        below=tuple(sorted(set().union(*(each.covers for each in SETTINGS)))),
    ),
)
