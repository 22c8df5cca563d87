"""Who may: predicates over people and things, without a query of their own."""

from __future__ import annotations

from accounts.models import Organisation, User
from accounts.roles import ADMINISTRATORS, Role
from peerly.errors import NotAllowed


def require(allowed: bool) -> None:
    """Raise NotAllowed unless ``allowed``: how an action asks a policy."""
    if not allowed:
        raise NotAllowed


def is_anybody(who: User) -> bool:
    """Every signed-in person."""
    return True


def is_super_admin(who: User) -> bool:
    """Those who run the installation."""
    return who.role == Role.SUPER_ADMIN


def can_administer(who: User) -> bool:
    """Those who run an organisation: its people, values, badges and settings."""
    return who.role in ADMINISTRATORS


def can_reach(who: User, organisation_id: int | None) -> bool:
    """Whether an organisation is in reach: one's own, or any for a SuperAdmin."""
    return is_super_admin(who) or (
        organisation_id is not None and who.organisation_id == organisation_id
    )


def can_manage(who: User, person: User) -> bool:
    """Whether ``who`` may change, remove or restore ``person``."""
    if person.role == Role.SUPER_ADMIN and not is_super_admin(who):
        return False
    return can_administer(who) and can_reach(who, person.organisation_id)


def can_give_role(who: User, role: int) -> bool:
    """Whether ``who`` may make somebody a ``role``: only a SuperAdmin makes SuperAdmins."""
    return is_super_admin(who) or (can_administer(who) and role != Role.SUPER_ADMIN)


def can_change_organisation(who: User, organisation: Organisation) -> bool:
    """Whether ``who`` may change an organisation's settings."""
    return can_administer(who) and can_reach(who, organisation.pk)
