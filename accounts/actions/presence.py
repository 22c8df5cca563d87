"""Holding people as they are now: whoever acts, and whom it is about, until the action is over.

A request has read them before its action locks anything; policies are asked of what is held.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Organisation, User
from peerly.errors import Removed


def hold_organisation(*, number: int | None) -> None:
    """Let nobody else write what an organisation knows of its people until this is over.

    Whoever writes the directory calls it before ``lock``: two who each hold what the other one
    wants, an entry here and a person there, would wait for each other.
    """
    if number is not None:
        # no_key: what only refers to the organisation need not wait.
        Organisation.objects.select_for_update(no_key=True).get(pk=number)


def lock(*, ids: Collection[int]) -> dict[int, User]:
    """Return the people with these ids, removed ones too, as nobody changes them meanwhile.

    Call it in a transaction, after an organisation is locked and before anything else is: then
    nobody waits in a circle.
    """
    # no_key: what only refers to a person need not wait.
    rows = User.all_objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("organisation").filter(pk__in=ids).order_by("pk")
    return {person.pk: person for person in found}


def acting(*, by: User) -> User:
    """Return who acts, as they are now. Raises Removed for somebody removed meanwhile."""
    person = lock(ids=[by.pk])[by.pk]
    if person.is_removed:
        raise Removed
    return person


def both(*, by: User, other: int) -> tuple[User, User]:
    """Return who acts and the person with the id ``other``, removed or not. Raises Removed."""
    held = lock(ids={by.pk, other})
    if held[by.pk].is_removed:
        raise Removed
    return held[by.pk], held[other]
