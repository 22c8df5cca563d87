"""What happens to core values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts import policies
from accounts.actions import history, overtaking, presence
from accounts.models import Organisation, User
from accounts.models.constraints import violates
from peerly.errors import InvalidField, Taken
from recognition.models import CoreValue


class TextTaken(Taken):
    """An organisation states a value once, whatever its case."""

    def __init__(self) -> None:
        super().__init__("text", gettext_noop("Your organisation has this core value already."))


class BadParent(InvalidField):
    """The tree has two levels."""

    def __init__(self, message: str) -> None:
        super().__init__("parent", message)


def create(
    *, by: User, organisation: Organisation, parent: CoreValue | None = None, **words: Any
) -> CoreValue:
    """Add a core value to ``organisation``. ``words`` are text, description, thumbnail_url.

    Raises TextTaken, BadParent.
    """
    try:
        with transaction.atomic():
            by = presence.acting(by=by)
            policies.require(policies.can_change_organisation(by, organisation))
            _lock([parent])
            _check_parent(parent, organisation.pk)
            value = CoreValue.objects.create(organisation=organisation, parent=parent, **words)
            history.record("core_values.create", value, by=by)
    except IntegrityError as problem:
        _explain(problem)
    return value


def change(
    *, by: User, core_value: CoreValue, shown: Mapping[str, Any] | None = None, **changes: Any
) -> CoreValue:
    """Change a core value. ``changes`` are text, description, thumbnail_url, parent.

    Raises TextTaken, BadParent; Overtaken when it is not as ``shown``.
    """
    try:
        with transaction.atomic():
            by = presence.acting(by=by)
            in_reach = policies.can_reach(by, core_value.organisation_id)
            policies.require(policies.can_administer(by) and in_reach)
            parent = changes.get("parent")
            _lock([core_value, parent])
            value = CoreValue.objects.get(pk=core_value.pk)
            if parent is not None:
                _check_parent(parent, value.organisation_id)
                _check_can_have_parent(value, parent)
            details = history.differences(value, changes)
            if details["after"]:
                overtaking.refuse(thing=value, shown=shown)
                for name, new in changes.items():
                    setattr(value, name, new)
                value.save(update_fields=list(changes))
                history.record("core_values.change", value, by=by, **details)
    except IntegrityError as problem:
        _explain(problem)
    return value


def _lock(values: list[CoreValue | None]) -> None:
    """Hold ``values`` as they are, in one order: of "A below B" and "B below A", one must lose."""
    keys = [value.pk for value in values if value is not None]
    rows = CoreValue.objects.select_for_update(no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))


def _check_parent(parent: CoreValue | None, organisation_id: int) -> None:
    if parent is None:
        return
    current = CoreValue.objects.get(pk=parent.pk)
    if current.organisation_id != organisation_id:
        raise BadParent(gettext_noop("This core value does not exist."))
    if current.parent_id is not None:
        raise BadParent(gettext_noop("The parent must be a top-level core value."))


def _check_can_have_parent(value: CoreValue, parent: CoreValue) -> None:
    if parent.pk == value.pk:
        raise BadParent(gettext_noop("A core value cannot be its own parent."))
    if value.children.exists():
        raise BadParent(gettext_noop("A core value with children must stay at the top level."))


def _explain(problem: IntegrityError) -> NoReturn:
    if violates(problem, CoreValue, "core_value_text_once"):
        raise TextTaken from problem
    raise problem
