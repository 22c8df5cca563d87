"""What happens to organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policies
from accounts.actions import history, overtaking, presence
from accounts.models import Organisation, User
from accounts.models.constraints import violates
from peerly.errors import Taken

TERMS = ("hi5_limit", "hi5_quota_renewal_frequency", "timezone")
"""What people were promised for a period: a change of these acts from the next one."""

OPERATORS_OWN = ("domain_name", "subscription_status", "subscription_valid_upto")
"""What an OrganisationAdmin may not change about the own organisation (peerly-v1 §3)."""


FOR_GOOD = ("is_demo",)
"""What is said when a command founds an organisation, and never changes: whose doors are open."""


timezone_changed = Signal()
"""Sent with the ``organisation``, in the transaction that moves it to another time zone.

Other apps keep what depends on its clock; this one knows none of them.
"""


class DomainTaken(Taken):
    """A domain belongs to one organisation."""

    def __init__(self) -> None:
        super().__init__("domain_name", gettext_noop("Another organisation has this domain."))


def create(*, by: User | None, **settings: Any) -> Organisation:
    """Make an organisation; ``by`` is None when a command of the operator makes it.

    ``settings`` are the model's fields. Raises DomainTaken; NotAllowed when anybody who is signed
    in would make a demo.
    """
    settings = _as_kept(settings)
    try:
        with transaction.atomic():
            if by is not None:
                policies.require(policies.is_super_admin(presence.acting(by=by)))
                policies.require(not set(FOR_GOOD) & settings.keys())
            organisation = Organisation.objects.create(**settings)
            history.record("organisations.create", organisation, by=by)
    except IntegrityError as problem:
        _explain(problem)
    return organisation


def change(
    *,
    by: User,
    organisation: Organisation,
    shown: Mapping[str, Any] | None = None,
    now: datetime | None = None,
    **changes: Any,
) -> Organisation:
    """Change settings. The limit, frequency and time zone act from the next period.

    Raises DomainTaken; Overtaken when they are not as ``shown``; NotAllowed when an
    OrganisationAdmin would change the domain or the subscription, or anybody what is for good.
    """
    try:
        with transaction.atomic():
            current = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
            by = presence.acting(by=by)
            policies.require(policies.can_change_organisation(by, current))
            changes = _as_kept(changes)
            details = history.differences(current, changes)
            policies.require(not set(FOR_GOOD) & details["after"].keys())
            if not policies.is_super_admin(by):
                policies.require(not set(OPERATORS_OWN) & details["after"].keys())
            if details["after"]:
                overtaking.refuse(thing=current, shown=shown)
                if "timezone" in details["after"]:
                    # What waits to refer to the organisation looks at it again afterwards: held
                    # any less, its row is as good as before to who only wants the key of it.
                    Organisation.objects.select_for_update().get(pk=current.pk)
                _apply(current, changes, details, now or timezone.now())
                history.record("organisations.change", current, by=by, **details)
                if "timezone" in details["after"]:
                    timezone_changed.send(Organisation, organisation=current)
    except IntegrityError as problem:
        _explain(problem)
    return current


def _as_kept(settings: dict[str, Any]) -> dict[str, Any]:
    """Return ``settings`` as they are stored: whoever sends back what they got changes nothing."""
    kept = dict(settings)
    if "domain_name" in kept:
        kept["domain_name"] = kept["domain_name"].lower()
    if "subscription_valid_upto" in kept:
        kept["subscription_valid_upto"] = kept["subscription_valid_upto"].replace(microsecond=0)
    return kept


def _apply(
    organisation: Organisation, changes: dict[str, Any], details: dict[str, Any], now: datetime
) -> None:
    if set(TERMS) & details["after"].keys():
        _keep_promise(organisation, now)
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.save()


def _keep_promise(organisation: Organisation, now: datetime) -> None:
    """Remember what runs now until it ends; while a change is pending, that is the old promise."""
    terms = organisation.allowance_terms(now)
    # Both ends: worked out again, the first period under changed terms would begin too early.
    organisation.period_start_before = terms.period.starts_at
    organisation.terms_since = terms.period.ends_at
    organisation.hi5_limit_before = terms.limit


def _explain(problem: IntegrityError) -> NoReturn:
    if violates(problem, Organisation, "organisation_domain_once"):
        raise DomainTaken from problem
    raise problem
