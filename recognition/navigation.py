"""The pages that the navigation offers, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import is_anybody
from recognition import policies


@dataclass(frozen=True)
class Entry:
    """A page, and the names of the addresses below it: on these it is marked as the current one."""

    url_name: str
    name: Any
    icon: str
    may: Callable[[User], bool] = is_anybody
    below: tuple[str, ...] = ()

    @property
    def covers(self) -> set[str]:
        """The page itself and those below it."""
        return {self.url_name, *self.below}


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
)
