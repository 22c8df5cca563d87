"""The directory, written by several at once: nobody waits in a circle, and no tree is one."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from django.db import DatabaseError, connections

from accounts.actions import directory, presence, records
from accounts.models import Change, Department, Membership
from accounts.roles import Role
from peerly.errors import Gone
from tests.cast import UserFactory
from tests.concurrency.interleave import meet, without_locks
from tests.concurrency.rush import together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


def made(cast, *names: str, **fields) -> list[Department]:
    return [directory.create(by=cast.ada, kind=Department, name=each, **fields) for each in names]


def move(by, department: Department, below: Department) -> str:
    """Move a department; returns what came of it."""
    try:
        directory.change(by=by, entry=department, parent=below)
    except directory.BadParent:
        return "refused"
    return "moved"


def tops() -> int:
    """Return how many departments are part of nothing. Raises AssertionError for a circle."""
    parents = dict(Department.objects.values_list("pk", "parent_id"))
    for one in parents:
        above, steps = parents[one], 0
        while above is not None:
            steps += 1
            assert steps < len(parents), "a department is part of itself"
            above = parents[above]
    return list(parents.values()).count(None)


def members(department: Department) -> set[int]:
    return set(Membership.objects.filter(department=department).values_list("user_id", flat=True))


def repeated(act):
    def job(start) -> None:
        try:
            start()
            for _ in range(ROUNDS):
                act()
        finally:
            connections.close_all()

    return job


def fill(by, department, pair) -> None:
    for people in ([], pair):
        directory.change(by=by, entry=department, members=people)


def keep(by, pair, few, many) -> None:
    for places, person in product((few, many), pair):
        records.keep(by=by, person=person, departments=places)


def sweep(by, name) -> None:
    for gone in Department.objects.filter(name=name):
        directory.delete(by=by, entry=gone)


def move_down(by, one, other, third) -> None:
    move(by, one, other)
    move(by, other, third)


def writers(cast, one, other, third):
    """Return what five administrators do; whichever comes last, the same people are in the end."""
    admins = [UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN) for _ in range(5)]
    fleeting, pair = directory.Named(Department, "Fleeting", one), [cast.ben, cast.ann]
    return [
        partial(fill, admins[0], third, pair),
        partial(keep, admins[1], pair, [other], [third, fleeting, other]),
        partial(sweep, admins[2], "Fleeting"),
        partial(move_down, admins[3], one, other, third),
        partial(move, admins[4], third, one),
    ]


def test_many_write_the_directory_at_once_and_none_of_them_fails(cast):
    """Departments move, fill, go and come back, while records say who is where."""
    one, other, third = made(cast, "One", "Other", "Third")

    together([repeated(act) for act in writers(cast, one, other, third)])

    assert tops() >= 1
    assert members(third) == members(other) == {cast.ann.pk, cast.ben.pk}
    lasting = Department.objects.exclude(name="Fleeting").by_name()
    assert [each.name for each in lasting] == ["One", "Other", "Third"]
    told = Change.objects.filter(thing_kind="accounts.department")
    counts = [told.filter(what=f"departments.{verb}").count() for verb in ("create", "delete")]
    assert counts[0] - counts[1] == Department.objects.count()


# One rival, exactly between two steps, and the same without the guard ---------------------------


def become_parts_of_each_other(monkeypatch, cast, *, guarded: bool) -> list[str]:
    one, other = made(cast, "One", "Other")
    # One was found not to be above the other.
    rival = meet(
        monkeypatch,
        directory,
        "_check_parent",
        lambda: move(cast.ada, other, one),
        after=True,
        guarded=guarded,
    )
    return [move(cast.ada, one, other), rival.result()]


def test_of_two_moves_the_slower_one_sees_the_faster(monkeypatch, cast):
    assert become_parts_of_each_other(monkeypatch, cast, guarded=True) == ["moved", "refused"]
    assert tops() == 1


def test_control_without_the_lock_two_departments_are_parts_of_each_other(monkeypatch, cast):
    without_locks(monkeypatch)

    assert become_parts_of_each_other(monkeypatch, cast, guarded=False) == ["moved", "moved"]
    with pytest.raises(AssertionError, match="a department is part of itself"):
        tops()


def delete_while_it_is_filled(monkeypatch, cast, *, guarded: bool) -> type[Exception] | None:
    """Delete a department while somebody's record says they are in it; returns what that met."""
    (doomed,) = made(cast, "Doomed")

    def join():
        try:
            records.keep(by=cast.ada, person=cast.ben, departments=[doomed])
        except Gone as gone:
            return type(gone)
        return None

    # Everybody is out of it, and it is there still.
    rival = meet(monkeypatch, directory, "_let_go", join, guarded=guarded)
    directory.delete(by=cast.ada, entry=doomed)
    return rival.result()


def test_a_department_that_is_being_deleted_is_gone_for_who_would_join_it(monkeypatch, cast):
    assert delete_while_it_is_filled(monkeypatch, cast, guarded=True) is Gone
    assert not Department.objects.exists()
    assert not Membership.objects.exists()
    assert not Change.objects.filter(what="records.keep").exists()


def test_control_without_the_lock_somebody_joins_what_is_being_deleted(monkeypatch, cast):
    monkeypatch.setattr(presence, "hold_organisation", lambda number: None)
    without_locks(monkeypatch)

    with pytest.raises(DatabaseError):
        delete_while_it_is_filled(monkeypatch, cast, guarded=False)
    assert Membership.objects.count() == 1


def test_an_entry_made_and_deleted_again_meanwhile_is_gone(monkeypatch, cast):
    """Whoever was slower to make it looks for what the faster one has made."""

    def make_and_delete():
        directory.delete(by=cast.ada, entry=made(cast, "Doomed")[0])

    # Outside of any other action, nothing is held between looking and making.
    make = directory.create

    def taken(**fields):
        monkeypatch.setattr(directory, "create", make)
        make_and_delete()
        raise directory.NameTaken

    monkeypatch.setattr(directory, "create", taken)

    with pytest.raises(Gone):
        directory.find_or_create(by=cast.ada, kind=Department, name="Doomed")
    assert not Department.objects.exists()
