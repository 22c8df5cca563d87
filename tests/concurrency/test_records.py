"""People as the directory tells of them, told by several at once with keys of one owner."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest
from django.db import OperationalError, connection, connections

from accounts.actions import directory, presence, records, users
from accounts.models import Change, Department, Membership, Record, User
from peerly.errors import Gone
from tests.concurrency.interleave import meet, without_constraint, without_locks
from tests.concurrency.rush import together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
EMAIL = "nia@acme.test"


def repeated(act):
    def job(start) -> None:
        try:
            start()
            for number in range(ROUNDS):
                act(number)
        finally:
            connections.close_all()

    return job


def add_removed(by, number) -> None:
    """Make somebody who is gone at once: a removal inside of what makes them."""
    places = [directory.Named(Department, name) for name in ("Export", f"Part {number}")]
    email = f"n{number}@acme.test"
    records.provision(
        by=by, first_name="N", email=email, departments=places, is_active=False, manager=by
    )


def tell(by, person, number) -> None:
    places = [directory.Named(Department, f"Part {number}")]
    records.keep(by=by, person=person, departments=places, manager=by, level=str(number))


def come_and_go(by, person, number) -> None:
    # Somebody else may be faster.
    with suppress(Gone):
        users.remove(by=by, person=person)
    with suppress(users.NotRemoved):
        users.restore(by=by, person=person)


def switch_on(by, person, number) -> None:
    records.keep(by=by, person=person, is_active=True)


def test_many_tell_of_people_at_once_and_none_of_them_fails(cast):
    acts = [
        partial(add_removed, cast.ada),
        partial(tell, cast.ada, cast.ben),
        partial(come_and_go, cast.ada, cast.ben),
        partial(switch_on, cast.ada, cast.ben),
    ]

    together([repeated(act) for act in acts])

    made = User.all_objects.filter(first_name="N")
    assert sorted(made.values_list("email", flat=True)) == [
        f"n{number}@acme.test" for number in range(ROUNDS)
    ]
    assert all(person.is_removed for person in made)
    assert [each.name for each in Department.objects.by_name()] == [
        "Export",
        *(f"Part {number}" for number in range(ROUNDS)),
    ]
    assert Membership.objects.filter(user__in=made).count() == 2 * ROUNDS
    ben = User.objects.get(pk=cast.ben.pk)
    assert (ben.record.level, ben.memberships.get().department.name) == ("2", "Part 2")
    told = Change.objects.about(ben)
    restored = told.filter(what="users.restore").count()
    assert told.filter(what="users.remove").count() == restored == ben.restorations


# One rival, exactly between two steps, and the same without the guard ---------------------------


def add_while_another_is_told_of(monkeypatch, cast) -> None:
    """Make somebody who is gone at once; once the owner is held, their other key tells of Ben."""
    rival = meet(monkeypatch, presence, "acting", lambda: tell(cast.ada, cast.ben, 0), after=True)
    try:
        add_removed(cast.ada, 0)
    finally:
        rival.result()


def test_two_keys_of_one_owner_never_wait_for_each_other(monkeypatch, cast):
    add_while_another_is_told_of(monkeypatch, cast)

    assert User.all_objects.get(email="n0@acme.test").is_removed
    assert cast.ben.memberships.count() == 1


def test_control_holding_the_owner_first_makes_them_wait_for_each_other(monkeypatch, cast):
    hold, made = presence.hold_organisation, []

    def hold_but_not_at_first(number):
        if made:
            hold(number=number)
        made.append(number)

    monkeypatch.setattr(presence, "hold_organisation", hold_but_not_at_first)
    if connection.vendor == "sqlite":  # one transaction at a time: nobody holds just one
        add_while_another_is_told_of(monkeypatch, cast)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '50ms'")
    with pytest.raises(OperationalError, match="deadlock"):
        add_while_another_is_told_of(monkeypatch, cast)


def put(cast, **told):
    def find():
        return User.objects.with_email(EMAIL).first()

    return records.put(by=cast.ada, find=find, email=EMAIL, **told)


def put_twice(monkeypatch, cast, *, guarded: bool):
    """Put somebody whom nobody has found, while somebody else puts them too."""
    rival = meet(
        monkeypatch,
        records,
        "_check_newcomer",
        lambda: put(cast, first_name="Nia", level="L2"),
        after=True,
        guarded=guarded,
    )
    answers = [put(cast, first_name="Nia", last_name="Roe"), rival.result()]
    return [is_new for _, is_new in answers]


def assert_put_once(answers) -> None:
    nia = User.objects.get(email=EMAIL)
    assert answers == [True, False]
    assert (nia.full_name, nia.record.level) == ("Nia Roe", "L2")
    assert Change.objects.filter(what="users.provision").count() == 1


def test_of_two_who_put_one_person_one_makes_them_and_one_meets_them(monkeypatch, cast):
    assert_put_once(put_twice(monkeypatch, cast, guarded=True))


def test_control_without_the_constraint_one_person_is_made_twice(monkeypatch, cast):
    without_locks(monkeypatch)
    with without_constraint(User, "user_email_once"):
        answers = put_twice(monkeypatch, cast, guarded=False)
        with pytest.raises(User.MultipleObjectsReturned):
            assert_put_once(answers)
        Record.objects.all().delete()


def test_of_two_who_make_one_person_one_is_told_that_they_are_there(monkeypatch, cast):
    make = partial(records.provision, by=cast.ada, first_name="Nia", email=EMAIL)
    rival = meet(monkeypatch, records, "_check_newcomer", make, after=True)

    made = make()

    with pytest.raises(records.ValueTaken):
        rival.result()
    assert User.all_objects.get(email=EMAIL) == made
