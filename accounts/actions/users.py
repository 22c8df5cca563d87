"""What happens to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies
from accounts.actions import history, overtaking, presence
from accounts.domains import is_at
from accounts.models import Organisation, User
from accounts.models.constraints import violates
from accounts.roles import Role
from peerly.errors import Gone, Refused


class OwnAccount(Refused):
    """Nobody changes their own role or removes themselves (peerly-v1 §5)."""

    message = gettext_noop("You cannot do this to your own account.")


class LastAdministrator(Refused):
    """An organisation never loses its last OrganisationAdmin (peerly-v1 §5)."""

    message = gettext_noop("This is the organisation's last administrator.")


MUST_STAY = (OwnAccount, LastAdministrator)
"""Whom nobody removes, nor takes the role from: oneself, and the last administrator."""


class NeedsOrganisation(Refused):
    """Only a SuperAdmin may belong to no organisation."""

    message = gettext_noop(
        "This person belongs to no organisation, so the role must stay SuperAdmin."
    )


class NotRemoved(Refused):
    """Only a removed person can be restored."""

    message = gettext_noop("This person is not removed.")


class ForeignAddress(Refused):
    """An organisation's people have addresses of its domain."""

    message = gettext_noop("The administrator's address must be of the organisation's domain.")


class AddressTaken(Refused):
    """An address belongs to one person, in whatever case it is written."""

    message = gettext_noop("Somebody has the administrator's address already.")


def change_profile(*, by: User, shown: Mapping[str, Any] | None = None, **changes: Any) -> User:
    """Change one's own names and picture, and whether one is on the leaderboard.

    ``changes`` are some of first_name, last_name, display_name, profile_image_url and
    is_on_leaderboard. Raises Overtaken when they are not as ``shown``.
    """
    with transaction.atomic():
        person = presence.acting(by=by)
        details = history.differences(person, changes)
        if details["after"]:
            overtaking.refuse(thing=person, shown=shown)
            for name, value in changes.items():
                setattr(person, name, value)
            person.save(update_fields=list(changes))
            history.record("users.change_profile", person, by=person, **details)
    return person


def change_role(
    *,
    by: User,
    person: User,
    role_id: int,
    among: Collection[int] = tuple(Role),
    shown: Mapping[str, Any] | None = None,
) -> User:
    """Give ``person`` another role; it counts from their next request.

    Whoever may touch only some roles says ``among`` which, the one they have now included.
    Raises OwnAccount, LastAdministrator, NeedsOrganisation; Overtaken when they are not as
    ``shown``; NotAllowed out of reach; Gone when they were removed meanwhile.
    """
    with transaction.atomic():
        by, person = both(by=by, person=person)
        policies.require(policies.can_manage(by, person) and policies.can_give_role(by, role_id))
        policies.require({person.role, role_id} <= set(among))
        _refuse_unless_another(by, person)
        if role_id != Role.SUPER_ADMIN and person.organisation_id is None:
            raise NeedsOrganisation
        if role_id != Role.ORGANISATION_ADMIN:
            _refuse_last_administrator(person)
        details = history.differences(person, {"role": role_id})
        if details["after"]:
            overtaking.refuse(thing=person, shown=shown)
            person.role = role_id
            person.save(update_fields=["role"])
            history.record("users.change_role", person, by=by, **details)
    return person


def remove(*, by: User, person: User, now: datetime | None = None) -> User:
    """Remove ``person`` softly: history stays, every token and key stops at once.

    Raises OwnAccount, LastAdministrator; Gone when somebody else was faster.
    """
    with transaction.atomic():
        by, person = both(by=by, person=person)
        policies.require(policies.can_manage(by, person))
        _refuse_unless_another(by, person)
        _refuse_last_administrator(person)
        person.delete(by=by, now=now)
        history.record("users.remove", person, by=by, now=now)
    return person


def restore(*, by: User, person: User) -> User:
    """Bring a removed person back, with the role they had; they have to sign in anew.

    Raises NotRemoved, also for the slower of two who restore at once.
    """
    with transaction.atomic():
        by, person = both(by=by, person=person)
        policies.require(policies.can_manage(by, person))
        if not User.all_objects.filter(pk=person.pk).restore():
            raise NotRemoved
        history.record("users.restore", person, by=by)
    person.refresh_from_db()
    return person


def join(*, email: str, organisation: Organisation, **names: Any) -> User:
    """Make an Employee of ``organisation``: what a first sign-in does.

    ``names`` are first_name, last_name, display_name, profile_image_url.
    Raises IntegrityError when the address is taken, so that two first sign-ins make one person.
    """
    with transaction.atomic():
        person: User = User.all_objects.create(
            email=email,
            organisation=organisation,
            role=Role.EMPLOYEE,
            password=make_password(None),  # unusable: they come by Google
            **names,
        )
        history.record("users.join", person, by=None, now=timezone.now())
    return person


def appoint(*, email: str, organisation: Organisation) -> User:
    """Make the first OrganisationAdmin of ``organisation``: what a command of the operator does.

    They get the name their address suggests. Raises ForeignAddress, AddressTaken.
    """
    if not is_at(email, organisation.domain_name):
        raise ForeignAddress
    local = email.rpartition("@")[0]
    first_name, _, last_name = local.partition("+")[0].replace(".", " ").title().partition(" ")
    return _made(
        "users.appoint",
        email=email,
        organisation=organisation,
        role=Role.ORGANISATION_ADMIN,
        first_name=first_name[:50],
        last_name=last_name[:50],
    )


def entrust(*, email: str, password: str | None = None, **names: Any) -> User:
    """Make a SuperAdmin, who belongs to no organisation: what a command of the operator does.

    Without a ``password`` they come by Google. Raises AddressTaken.
    """
    return _made("users.entrust", email=email, role=Role.SUPER_ADMIN, password=password, **names)


def _made(what: str, *, password: str | None = None, **fields: Any) -> User:
    try:
        with transaction.atomic():
            person: User = User.all_objects.create(password=make_password(password), **fields)
            history.record(what, person, by=None)
    except IntegrityError as problem:
        if violates(problem, User, "user_email_once"):
            raise AddressTaken from problem
        raise
    return person


def both(*, by: User, person: User) -> tuple[User, User]:
    """Return who acts and whom it is about, locked, as they are now. Raises Removed."""
    # Two administrators demoting each other must not both find the other one still there.
    presence.hold_organisation(number=person.organisation_id)
    return presence.both(by=by, other=person.pk)


def _refuse_unless_another(by: User, person: User) -> None:
    if by.pk == person.pk:
        raise OwnAccount
    if person.is_removed:
        raise Gone


def _refuse_last_administrator(person: User) -> None:
    if person.role != Role.ORGANISATION_ADMIN:
        return
    others = User.objects.with_role(Role.ORGANISATION_ADMIN).exclude(pk=person.pk)
    if not others.filter(organisation=person.organisation_id).exists():
        raise LastAdministrator
