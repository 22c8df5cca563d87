"""The people around people, loaded for a whole page at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts.models import Supervision, User, record_of

AROUND_SEVERAL = ("primary_reporter", "direct_reports")
"""What a list may include."""

AROUND_ONE = (*AROUND_SEVERAL, "hr_managers", "secondary_managers")
"""What may be included with one person."""

KINDS = {"hr_managers": Supervision.Kind.HR, "secondary_managers": Supervision.Kind.SECONDARY}


class Included:
    """For each of ``people`` those around them that are called ``names``, as ``viewer`` may see."""

    def __init__(self, names: tuple[str, ...], people: Iterable[User], viewer: User) -> None:
        self.names = names
        self.viewer = viewer
        self.people = list(people)
        self._found: dict[str, dict[int, Any]] = {name: self._find(name) for name in names}

    def of(self, person: User) -> dict[str, Any]:
        """Return by name who is around ``person``: one or None, or a list."""
        return {
            name: self._found[name].get(person.pk, None if name == "primary_reporter" else [])
            for name in self.names
        }

    def _find(self, name: str) -> dict[int, Any]:
        if name == "primary_reporter":
            above = {person.pk: record_of(person).manager_id for person in self.people}
            managers = self._seen().in_bulk({pk for pk in above.values() if pk})
            return {pk: managers[boss] for pk, boss in above.items() if boss in managers}
        if name == "direct_reports":
            return self._direct_reports()
        return self._supervisors(KINDS[name])

    def _direct_reports(self) -> dict[int, Any]:
        found = defaultdict(list)
        for report in self._seen().filter(record__manager__in=self.people).order_by("id"):
            found[report.record.manager_id].append(report)
        return found

    def _supervisors(self, kind: str) -> dict[int, Any]:
        rows = Supervision.objects.visible_to(self.viewer).filter(user__in=self.people, kind=kind)
        pairs = list(rows.values_list("user_id", "manager_id"))
        managers = self._seen().in_bulk({manager for _, manager in pairs})
        found = defaultdict(list)
        for person, manager in pairs:
            if manager in managers:
                found[person].append(managers[manager])
        return found

    def _seen(self) -> Any:
        return User.all_objects.visible_to(self.viewer).with_record()
