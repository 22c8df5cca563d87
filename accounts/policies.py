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


def can_see(who: User, person: User) -> bool:
    """Whether ``who`` sees ``person``: of one at hand what ``User.visible_to`` says of rows."""
    if person.role == Role.SUPER_ADMIN and not is_super_admin(who):
        return False
    is_there = can_administer(who) or not person.is_removed
    return is_there and can_reach(who, person.organisation_id)


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


def can_keep_directory(who: User) -> bool:
    """Whether ``who`` keeps the directory of the organisation they belong to."""
    return can_administer(who) and who.organisation_id is not None


def can_read_records(who: User) -> bool:
    """Whether ``who`` is told more of colleagues than what they are called and where they belong.

    That is their job title, departments, businesses, location and manager. Numbers, dates, levels
    and whatever else a record has are for those who run the organisation.
    """
    return can_administer(who)


def can_be_described_by_anybody(person: User) -> bool:
    """Whether a key that is no secret is enough to say what ``person`` is called, and the like.

    Nobody can come to be them, as they have no address, and no rights come with the name.
    """
    return person.email is None and can_be_readdressed(person)


def can_be_readdressed(person: User) -> bool:
    """Whether an integration may say at which address ``person`` signs in.

    Whoever has the address is them (ADR 7): it is theirs alone once they have come, or may more
    than everybody may.
    """
    return person.last_login is None and person.role == Role.EMPLOYEE


def can_keep_credentials(who: User, owner: User) -> bool:
    """Whether ``who`` may make and reactivate credentials that act as ``owner``.

    Nothing acts as a SuperAdmin, who sees every organisation; and as an OrganisationAdmin nothing
    that another of them has made, who would do things in the name of somebody like themselves.
    """
    is_theirs = who.pk == owner.pk or is_super_admin(who)
    is_fit = is_in_one_organisation(owner) and (is_theirs or not can_administer(owner))
    return can_administer(who) and is_fit and can_manage(who, owner)


def can_revoke_credential(who: User, organisation_id: int) -> bool:
    """Whether ``who`` may switch off a credential of that organisation, whoever its owner is.

    Also one that could not be made any more: its owner may have become an administrator.
    """
    return can_administer(who) and can_reach(who, organisation_id)


def is_in_one_organisation(who: User) -> bool:
    """Whether everything ``who`` can see belongs to one organisation."""
    return who.organisation_id is not None and not is_super_admin(who)
