"""Lists that pages walk: any queryset, and those whose statements are written once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from peerly.api.pagination import behind, order_of, skipping
from peerly.prepared import Later, PreparedRows, told_as


class Walk:
    """A list to walk, in the order that ``rows`` have."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows, self.keys = rows, order_of(rows)

    def page(self, after: list[Any] | None, count: int) -> list[Any]:
        """Return ``count`` rows at most, those behind the one with the keys ``after``."""
        rows = self.rows if after is None else self.rows.filter(behind(self.keys, after))
        return list(rows[:count])


class Somebody:
    """A viewer of whom only the role is known: who and whose they are, the statement is told."""

    def __init__(self, role: int) -> None:
        self.role = role
        self.pk, self.organisation_id = Later("viewer"), Later("home")


class Walked:
    """A list that many look at, whose statements Django writes once.

    ``rows`` takes whoever looks and returns, in order, what they see; it may have ``Later`` values
    of its own. ``tell`` loads what is shown of such rows, and ``make`` makes something of each.
    """

    def __init__(
        self,
        rows: Callable[[Any], QuerySet[Any]],
        tell: Callable[[Any, Any], QuerySet[Any]],
        make: Callable[[Any], Any],
    ) -> None:
        self.rows, self.tell, self.make = rows, tell, make
        self.statements: dict[Any, PreparedRows] = {}

    def by(self, viewer: User, **told: Any) -> WalkedBy:
        """Return the list as ``viewer`` sees it; ``told`` are the other ``Later`` values."""
        return WalkedBy(self, viewer, told)

    @cached_property
    def keys(self) -> list[tuple[str, bool]]:
        """What it is ordered by."""
        return order_of(self.rows(Somebody(Role.EMPLOYEE)))

    def statement(self, role: int, count: int, *, is_first: bool) -> PreparedRows:
        """Return the one for a page of ``count`` rows."""
        key = (role, count, is_first)
        if key not in self.statements:
            self.statements[key] = self._written(Somebody(role), count, is_first=is_first)
        return self.statements[key]

    def _written(self, viewer: Somebody, count: int, *, is_first: bool) -> PreparedRows:
        rows = self.rows(viewer)
        if not is_first:
            places = [Later(f"after_{name}") for name, _ in self.keys]
            rows = rows.filter(behind(self.keys, places))
        # The page first, then what is told of it (peerly.api.express).
        return PreparedRows(self.tell(skipping(rows, 0, count), viewer))


class WalkedBy:
    """The same as somebody sees it: a list to walk."""

    def __init__(self, walked: Walked, viewer: User, told: dict[str, Any]) -> None:
        self.walked, self.role, self.keys = walked, viewer.role, walked.keys
        self.told = told | {"viewer": viewer.pk, "home": viewer.organisation_id}

    def page(self, after: list[Any] | None, count: int) -> list[Any]:
        """Return ``count`` rows at most, those behind the one with the keys ``after``."""
        statement = self.walked.statement(self.role, count, is_first=after is None)
        place = zip(self.keys, after or [], strict=False)
        told = {f"after_{name}": told_as(key) for (name, _), key in place}
        return [self.walked.make(row) for row in statement.all(**self.told, **told)]
