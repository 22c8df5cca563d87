"""For whose clients credentials are made: a family for each dialect that takes keys."""

from __future__ import annotations

from functools import cache
from typing import Any

from accounts.families import Family
from accounts.models import User
from accounts.roles import Role
from peerly.dialects import DIALECTS, operations_of

EMPLOYEE = User(role=Role.EMPLOYEE, organisation_id=0)
"""Anybody of any organisation, to ask the policies about."""


@cache
def families() -> dict[str, Family]:
    """Return them by name."""
    told = {}
    for each in DIALECTS:
        if each.key_names is not None:
            operations = operations_of(each)
            ways_in = each.authentication_classes
            told[each.name] = Family(
                name=each.name,
                title=each.title or each.name,
                secret=each.key_names.secret,
                identifier=each.key_names.identifier,
                prefix=each.key_names.prefix,
                wants_sign_in=any(getattr(way, "wants_sign_in", False) for way in ways_in),
                operations=len(operations),
                for_administrators=sum(1 for one in operations if not _is_for_all(one)),
            )
    return told


def _is_for_all(operation: Any) -> bool:
    return operation.may is None or operation.may(EMPLOYEE)
