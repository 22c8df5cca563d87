"""What happens to departments, businesses, locations, job titles and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts import policies
from accounts.actions import definitions, history, overtaking, presence
from accounts.models import Attribute, Department, User
from accounts.models.constraints import violates
from accounts.models.directory import DirectoryEntry
from peerly.errors import Gone, InvalidField, Taken

Entry = TypeVar("Entry", bound=DirectoryEntry)


@dataclass(frozen=True)
class Named:
    """An entry by its name: the one there is, or else one that is made when it is needed.

    ``part_of`` is where a new department goes; one that there is stays where it is.
    """

    kind: type[DirectoryEntry]
    name: str
    part_of: Department | Named | None = None


class NameTaken(Taken):
    """A name belongs to one entry of a kind."""

    def __init__(self) -> None:
        super().__init__("name", gettext_noop("There is one of this name already."))


class KeyTaken(Taken):
    """A key belongs to one attribute."""

    def __init__(self) -> None:
        super().__init__("key", gettext_noop("There is an attribute with this key already."))


class BadParent(InvalidField):
    """A department is part of another one of its organisation, and never of itself."""

    def __init__(self, message: str) -> None:
        super().__init__("parent", message)


class BadMember(InvalidField):
    """Whoever belongs to a department or a business belongs to its organisation."""

    def __init__(self) -> None:
        super().__init__("members", gettext_noop("One of these people does not exist."))


def create(*, by: User, kind: type[Entry], members: Iterable[User] = (), **fields: Any) -> Entry:
    """Add an entry to the directory of ``by``'s organisation.

    ``fields`` are the model's; ``members`` only a department or a business has. Raises NameTaken,
    KeyTaken, BadParent, BadMember, and what ``definitions`` raises.
    """
    try:
        with transaction.atomic():
            by = _keeper(by, by.organisation_id)
            entry = kind(organisation=by.home, **fields)
            _check(entry)
            entry.save(force_insert=True)
            history.record(f"{_noun(kind)}.create", entry, by=by, name=entry.name)
            if members:
                _set_members(by, entry, list(members))
    except IntegrityError as problem:
        _explain(problem, kind)
    return entry


def change(
    *,
    by: User,
    entry: Entry,
    members: Iterable[User] | None = None,
    shown: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Entry:
    """Change an entry; ``members``, where given, replace those whom ``by`` can see there.

    Raises what ``create`` raises; Overtaken when it is not as ``shown``; Gone when it was deleted
    meanwhile.
    """
    kind = type(entry)
    try:
        with transaction.atomic():
            by = _keeper(by, entry.organisation_id)
            current = _current(entry)
            details = history.differences(current, changes)
            if details["after"]:
                overtaking.refuse(thing=current, shown=shown)
                for name, value in changes.items():
                    setattr(current, name, value)
                _check(current)
                current.save()
                history.record(f"{_noun(kind)}.change", current, by=by, **details)
            if members is not None:
                _set_members(by, current, list(members))
    except IntegrityError as problem:
        _explain(problem, kind)
    return current


def delete(*, by: User, entry: DirectoryEntry) -> None:
    """Delete an entry; whoever was filed under it no longer is, and what was part of it stays.

    Not softly: nothing but the people's records refers to it, and the history keeps its name and
    who they were. Raises Gone when somebody else was faster.
    """
    with transaction.atomic():
        by = _keeper(by, entry.organisation_id)
        current = _current(entry)
        details = {"members": _empty(current), "parts": _let_go(current)}
        told: dict[str, Any] = {name: each for name, each in details.items() if each}
        what = f"{_noun(type(current))}.delete"
        history.record(what, current, by=by, name=current.name, **told)
        current.delete()


def find_or_create(
    *, by: User, kind: type[Entry], name: str, part_of: Department | Named | None = None
) -> Entry:
    """Return the entry called ``name``, made if there is none: a department as ``part_of`` one.

    Raises Gone when somebody else has made it and deleted it again meanwhile.
    """
    seen: Any = kind.objects.visible_to(by).filter(organisation=by.organisation_id)
    called_so = seen.with_name(name)
    found = called_so.first()
    if found is not None:
        return cast(Entry, found)
    inside = {} if part_of is None else {"parent": settle(by=by, wanted=part_of)}
    try:
        return create(by=by, kind=kind, name=name, **inside)
    except NameTaken:  # somebody else was faster
        found = called_so.first()
        if found is None:
            raise Gone from None
        return cast(Entry, found)


def settle(*, by: User, wanted: Any) -> Any:
    """Return ``wanted`` with the entries in place of what only names them.

    Raises Gone when an entry among them was deleted since it was looked up: call it when the
    organisation is held, or another one may be deleted right after.
    """
    if isinstance(wanted, Named):
        return find_or_create(by=by, kind=wanted.kind, name=wanted.name, part_of=wanted.part_of)
    several = wanted if isinstance(wanted, list) else [wanted]
    _refuse_gone(by, [each for each in several if isinstance(each, DirectoryEntry)])
    if not isinstance(wanted, list):
        return wanted
    return [settle(by=by, wanted=each) if isinstance(each, Named) else each for each in wanted]


def _refuse_gone(by: User, entries: list[DirectoryEntry]) -> None:
    """Raise Gone unless ``entries``, all of a kind, are there."""
    ids = {each.pk for each in entries}
    if ids and type(entries[0]).objects.visible_to(by).filter(pk__in=ids).count() != len(ids):
        raise Gone


def _empty(entry: DirectoryEntry) -> list[int]:
    """Take everybody out of ``entry``; returns the ids of those who were filed under it."""
    if not entry.filed_by:
        return []
    rows: Any = getattr(entry, entry.filed_by)
    ids = sorted(rows.values_list("user_id", flat=True))
    if rows.field.null:
        rows.update(**{rows.field.name: None})
    else:
        rows.all().delete()
    return ids


def _let_go(entry: DirectoryEntry) -> list[Any]:
    """Let the departments that are part of ``entry`` be part of nothing; returns which."""
    if not isinstance(entry, Department):
        return []
    parts = [history.plain(value=each) for each in entry.children.order_by("pk")]
    entry.children.update(parent=None)
    return parts


def _set_members(by: User, entry: DirectoryEntry, members: list[User]) -> None:
    """Make ``members`` those whom ``by`` can see in ``entry``; whom they cannot see stays."""
    seen = User.all_objects.visible_to(by).filter(organisation=entry.organisation_id)
    wanted = {member.pk for member in members}
    if seen.filter(pk__in=wanted).count() != len(wanted):
        raise BadMember
    rows: Any = getattr(entry, entry.filed_by)
    replaced = rows.filter(user__in=seen)
    here = set(replaced.values_list("user_id", flat=True))
    moves = {"added": sorted(wanted - here), "removed": sorted(here - wanted)}
    details: dict[str, Any] = {name: ids for name, ids in moves.items() if ids}
    if not details:
        return
    history.record(f"{_noun(type(entry))}.change", entry, by=by, **details)
    rows.filter(user__in=moves["removed"]).delete()
    rows.bulk_create(
        rows.model(organisation_id=entry.organisation_id, user_id=pk, **{rows.field.name: entry})
        for pk in moves["added"]
    )


def _check(entry: DirectoryEntry) -> None:
    """Refuse what is no rule of the database's."""
    if isinstance(entry, Department) and entry.parent_id is not None:
        _check_parent(entry)
    if isinstance(entry, Attribute):
        definitions.check(attribute=entry)


def _check_parent(department: Department) -> None:
    """Raise BadParent unless the parent is another one of the organisation, and above it."""
    tree = Department.objects.filter(organisation=department.organisation_id)
    parents = dict(tree.values_list("pk", "parent_id"))
    if department.parent_id not in parents:
        raise BadParent(gettext_noop("This department does not exist."))
    above: int | None = department.parent_id
    while above is not None:
        if above == department.pk:
            raise BadParent(gettext_noop("A department cannot be part of itself."))
        above = parents.pop(above, None)


def _current(entry: Entry) -> Entry:
    """Return ``entry`` as it is now. Nobody writes it while its organisation is held."""
    current: Any = type(entry).objects.filter(pk=entry.pk).first()
    if current is None:
        raise Gone
    return cast(Entry, current)


def _keeper(by: User, organisation_id: int | None) -> User:
    """Return who acts, held, as is the organisation, if they keep its directory."""
    presence.hold_organisation(number=organisation_id)
    by = presence.acting(by=by)
    is_reached = organisation_id is not None and policies.can_reach(by, organisation_id)
    policies.require(policies.can_administer(by) and is_reached)
    return by


def _noun(kind: type[DirectoryEntry]) -> str:
    return str(kind._meta.verbose_name_plural).replace(" ", "_")


def _explain(problem: IntegrityError, kind: type[DirectoryEntry]) -> NoReturn:
    if violates(problem, kind, f"{kind._meta.model_name}_name_once"):
        raise NameTaken from problem
    if kind is Attribute and violates(problem, kind, "attribute_key_once"):
        raise KeyTaken from problem
    raise problem
