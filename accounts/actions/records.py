"""What the directory is told of people: provisioning them, and keeping their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NoReturn

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_noop
from social_django.models import UserSocialAuth

from accounts import policies
from accounts.actions import attributes, directory, history, presence, users
from accounts.domains import is_at, one_spelling
from accounts.models import Record, Supervision, User, record_of
from accounts.models.constraints import violates
from accounts.roles import GRANTABLE, Role
from peerly.errors import InvalidField, Taken, Unproven

ACCOUNT = ("first_name", "last_name", "display_name", "email", "profile_image_url")
LISTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "departments": ("memberships", "department", {}),
    "businesses": ("engagements", "business", {}),
    "hr_managers": ("supervisions", "manager", {"kind": Supervision.Kind.HR}),
    "secondary_managers": ("supervisions", "manager", {"kind": Supervision.Kind.SECONDARY}),
}
"""Of which of the person's rows each list is made, what they point to, and what they share."""
STANDING = ("role_id", "is_active", "removal_reason")
FILED = {"departments", "businesses", "job_title", "location"}
"""What may be told by name (``directory.Named``); what there is none of yet is made."""
SAID_BY_ANYBODY = {"attributes"}
"""What a key that is no secret is enough for, whoever it is said of: it is kept as hearsay."""
TAKEN = {
    (User, "user_email_once"): "email",
    (Record, "record_employee_id_once"): "employee_id",
    (Record, "record_external_id_once"): "external_id",
}


class ValueTaken(Taken):
    """An address, employee id or external id belongs to one person."""

    def __init__(self, field: str) -> None:
        super().__init__(field, gettext_noop("Somebody has this already."))


class ForeignDomain(InvalidField):
    """An organisation's people have addresses of its domain."""

    def __init__(self) -> None:
        super().__init__("email", gettext_noop("The address must be of the organisation's domain."))


class OwnAddress(InvalidField):
    """Who has signed in, or may more than everybody, is who has their address (ADR 7)."""

    def __init__(self) -> None:
        super().__init__(
            "email", gettext_noop("They sign in with their address, so it stays as it is.")
        )


class OwnManager(InvalidField):
    """Nobody manages themselves, in the matters that ``field`` names."""

    def __init__(self, field: str) -> None:
        super().__init__(field, gettext_noop("Nobody manages themselves."))


class NewcomersRole(InvalidField):
    """Who has not come yet is an Employee."""

    def __init__(self) -> None:
        super().__init__("role_id", gettext_noop("Somebody new is an Employee."))


REFUSALS = (
    ValueTaken,
    ForeignDomain,
    OwnAddress,
    OwnManager,
    attributes.BadAttribute,
    attributes.TooManyAttributes,
)
"""What is wrong with what is told of somebody; NewcomersRole only where a role is."""


def provision(
    *, by: User, is_proven: bool = True, now: datetime | None = None, **told: Any
) -> User:
    """Make an Employee of ``by``'s organisation who has not signed in yet.

    The first Google sign-in with the address adopts them. ``told`` is what ``keep`` takes.
    Raises NewcomersRole and what ``keep`` raises.
    """
    account = {name: told.pop(name) for name in ACCOUNT if name in told}
    try:
        with transaction.atomic():
            presence.hold_organisation(number=by.organisation_id)
            by = presence.acting(by=by)
            policies.require(policies.can_keep_directory(by))
            _check_newcomer(by, account.get("email"), told, is_proven=is_proven)
            person: User = User.all_objects.create(
                organisation=by.home,
                role=Role.EMPLOYEE,
                password=make_password(None),  # unusable: they come by Google
                **account,
            )
            history.record("users.provision", person, by=by, now=now)
            return _keep(by, person, _as_said(told, is_proven=is_proven), now)
    except IntegrityError as problem:
        _explain(problem)


def keep(
    *, by: User, person: User, is_proven: bool = True, now: datetime | None = None, **told: Any
) -> User:
    """Note what the directory is told of ``person``; what is not in ``told`` stays.

    ``told`` may have the fields of the account (ACCOUNT), of the record, the LISTS (people or
    entries, replacing those there are), ``attributes`` (merged; None deletes a key), ``role_id``
    (one of GRANTABLE), ``is_active`` and ``removal_reason``. Who is not ``is_proven`` has shown a
    key that anybody may have. Raises what ``users`` raises for the last three; Unproven, the
    REFUSALS; Gone.
    """
    try:
        with transaction.atomic():
            by, current = users.both(by=by, person=person)
            policies.require(policies.can_keep_directory(by) and policies.can_manage(by, current))
            if not is_proven:
                _refuse_unproven(current, told)
            return _keep(by, current, _as_said(told, is_proven=is_proven), now)
    except IntegrityError as problem:
        _explain(problem)


def put(
    *,
    by: User,
    find: Callable[[], User | None],
    is_proven: bool = True,
    now: datetime | None = None,
    **told: Any,
) -> tuple[User, bool]:
    """Keep the record of whom ``find`` returns, or provision them; tells whether they are new.

    Of two who put the same person at once, one provisions and the other keeps.
    """
    person = find()
    if person is None:
        try:
            return provision(by=by, is_proven=is_proven, now=now, **told), True
        except ValueTaken:
            person = find()
            if person is None:
                raise
    return keep(by=by, person=person, is_proven=is_proven, now=now, **told), False


def _check_newcomer(by: User, email: str | None, told: dict[str, Any], *, is_proven: bool) -> None:
    if email and not is_proven:
        raise Unproven
    if email and not is_at(email, by.home.domain_name):
        raise ForeignDomain
    if told.pop("role_id", Role.EMPLOYEE) != Role.EMPLOYEE:
        raise NewcomersRole


def _refuse_unproven(person: User, told: dict[str, Any]) -> None:
    """Raise Unproven unless a key that is no secret is enough to say ``told`` of ``person``."""
    names = {"email": person.email, "external_id": record_of(person).external_id}
    said = {name for name, value in told.items() if name not in names or value != names[name]}
    if said & {*names, *STANDING}:
        raise Unproven
    if said - SAID_BY_ANYBODY and not policies.can_be_described_by_anybody(person):
        raise Unproven


def _as_said(told: dict[str, Any], *, is_proven: bool) -> dict[str, Any]:
    """Return ``told`` with the attributes as hearsay where anybody may have said them."""
    if is_proven or "attributes" not in told:
        return told
    return {name: value for name, value in told.items() if name != "attributes"} | {
        "hearsay": told["attributes"]
    }


def _keep(by: User, person: User, told: dict[str, Any], now: datetime | None) -> User:
    # Sorted: entries are made in one order.
    filed = sorted(FILED & told.keys())
    told |= {name: directory.settle(by=by, wanted=told[name]) for name in filed}
    standing = {name: told.pop(name) for name in STANDING if name in told}
    lists = {name: told.pop(name) for name in LISTS if name in told}
    _keep_account(by, person, told)
    _keep_record(by, person, told)
    for name, members in lists.items():
        _replace(by, person, name, members)
    return _keep_standing(by, person, standing, now)


def _keep_account(by: User, person: User, told: dict[str, Any]) -> None:
    changes = {name: told.pop(name) for name in ACCOUNT if name in told}
    email = changes.get("email")
    if email and person.email and one_spelling(email) == one_spelling(person.email):
        del changes["email"]
    details = history.differences(person, changes)
    if not details["after"]:
        return
    if "email" in details["after"]:
        _check_address(person, changes["email"])
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))
    history.record("users.keep", person, by=by, **details)


def _check_address(person: User, email: str | None) -> None:
    """Raise OwnAddress or ForeignDomain unless ``email`` may become the address of ``person``."""
    has_come = UserSocialAuth.objects.filter(user=person.pk).exists()
    if has_come or not policies.can_be_readdressed(person):
        raise OwnAddress
    if email and not is_at(email, person.home.domain_name):
        raise ForeignDomain


def _keep_record(by: User, person: User, told: dict[str, Any]) -> None:
    if not told:
        return
    if told.get("manager") == person:
        raise OwnManager("manager")
    record, _ = Record.objects.get_or_create(user=person, defaults={"organisation": person.home})
    told = told | _noted(person, record, told)
    details = history.differences(record, told)
    if details["after"]:
        for name, value in told.items():
            setattr(record, name, value)
        record.save(update_fields=list(told))
        history.record("records.keep", person, by=by, **details)


def _noted(person: User, record: Record, told: dict[str, Any]) -> dict[str, Any]:
    """Return what is noted under keys once ``told`` is: what is proven ends the hearsay of it."""
    if "hearsay" in told:
        kept, said = record.hearsay, told["hearsay"]
        return {"hearsay": attributes.overhear(person=person, kept=kept, told=said)}
    if "attributes" in told:
        said = told["attributes"]
        return {
            "attributes": attributes.merge(person=person, kept=record.attributes, told=said),
            "hearsay": {key: value for key, value in record.hearsay.items() if key not in said},
        }
    return {}


def _keep_standing(by: User, person: User, standing: dict[str, Any], now: datetime | None) -> User:
    # Somebody has to be there to be given a role: back before it, gone after it.
    active, role = standing.get("is_active"), standing.get("role_id", person.role)
    if active is True and person.is_removed:
        person = users.restore(by=by, person=person)
        _keep_record(by, person, {"removal_reason": ""})
    if role != person.role:
        person = users.change_role(by=by, person=person, role_id=role, among=GRANTABLE)
    if active is False and not person.is_removed:
        person = users.remove(by=by, person=person, now=now)
        _keep_record(by, person, {"removal_reason": standing.get("removal_reason") or ""})
    return person


def _replace(by: User, person: User, name: str, wanted: Iterable[models.Model]) -> None:
    """Make ``wanted`` the list of the person that is called ``name``."""
    kind, field, fixed = LISTS[name]
    rows = getattr(person, kind).filter(**fixed)
    here = {getattr(row, f"{field}_id"): getattr(row, field) for row in rows.select_related(field)}
    then = {thing.pk: thing for thing in wanted}
    if field == "manager" and person.pk in then:
        raise OwnManager(name)
    if here.keys() == then.keys():
        return
    before, after = (
        {name: [history.plain(value=thing) for thing in those.values()]} for those in (here, then)
    )
    history.record("records.keep", person, by=by, before=before, after=after)
    rows.exclude(**{f"{field}__in": then}).delete()
    rows.bulk_create(
        rows.model(organisation_id=person.organisation_id, user=person, **fixed, **{field: thing})
        for key, thing in then.items()
        if key not in here
    )


def _explain(problem: IntegrityError) -> NoReturn:
    for (model, constraint), field in TAKEN.items():
        if violates(problem, model, constraint):
            raise ValueTaken(field) from problem
    raise problem
