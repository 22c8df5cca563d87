"""What happens to credentials."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_variables

from accounts import keys, policies
from accounts.actions import history, presence
from accounts.models import Credential, User
from peerly import database
from peerly.errors import Gone, Refused

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class UnfitOwner(Refused):
    """A credential acts within one organisation, as somebody who is there."""

    message = gettext_noop(
        "A credential needs an owner who belongs to one organisation and is not removed."
    )


class MadeMeanwhile(Refused):
    """Whoever sends a form once more, by reloading what came of it, wants no second key."""

    message = gettext_noop(
        "Nothing was made: you have made a key since this page was opened. To make another one,"
        " open the page again."
    )


@dataclass(frozen=True)
class Issued:
    """A fresh credential, and the only sight of its secret there will ever be."""

    credential: Credential
    identifier: str | None
    secret: str = field(repr=False)


@sensitive_variables("secret")
def issue(
    *,
    by: User | None,
    owner: User,
    speaks: str,
    identifier: str | None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Issued:
    """Make a credential that acts as ``owner``, for the clients named ``speaks``.

    ``identifier`` is the prefix of the part that is no secret, None where there is no such part.
    ``by`` is None when a command of the operator makes it; ``seen`` is the newest one that ``by``
    knows to have made (its id, 0 for none), None if that does not matter. Raises UnfitOwner,
    MadeMeanwhile.
    """
    secret = keys.make(keys.SECRET)
    with transaction.atomic():
        if by is None:
            owner = presence.lock(ids=[owner.pk])[owner.pk]
        else:
            by, owner = presence.both(by=by, other=owner.pk)
            policies.require(policies.can_keep_credentials(by, owner))
        if owner.is_removed or not policies.is_in_one_organisation(owner):
            raise UnfitOwner
        # Who makes it is held: from here on nothing else they do comes in between.
        if seen is not None and seen != newest_of(maker=by):
            raise MadeMeanwhile
        credential = Credential.objects.create(
            organisation=owner.home,
            owner=owner,
            speaks=speaks,
            identifier=identifier and keys.make(identifier),
            fingerprint=keys.fingerprint(secret),
            beginning=secret[:8],
            ending=secret[-4:],
            made_by=by,
            made_at=now or timezone.now(),
        )
        history.record("credentials.issue", credential, by=by, owner=owner.pk, speaks=speaks)
    return Issued(credential, credential.identifier, secret)


def newest_of(*, maker: User | None) -> int:
    """Return the id of the newest credential that ``maker`` has made, 0 for none."""
    newest = Credential.objects.filter(made_by=maker).aggregate(newest=Max("pk", default=0))
    return int(newest["newest"])


def revoke(*, by: User, credential: Credential, now: datetime | None = None) -> Credential:
    """Switch a credential off, from the next request on; twice changes nothing."""
    return _switch(credential, by=by, revoked_at=now or timezone.now())


def reactivate(*, by: User, credential: Credential) -> Credential:
    """Switch the same credential on again; twice changes nothing.

    What was made with it before it was revoked stays over, as restoring a person revives no token.
    """
    return _switch(credential, by=by, revoked_at=None)


def note_use(*, credential: Credential, now: datetime) -> None:
    """Remember when ``credential`` was last used, to the minute: a write a minute, not a call.

    It is only a note: nobody who reads is turned away because somebody else writes.
    """
    last = credential.last_used_at
    if last is not None and now - last < USE_IS_NOTED_EVERY:
        return
    mine = Credential.objects.filter(pk=credential.pk)
    with suppress(OperationalError), database.impatient(), transaction.atomic():
        mine.unused_since(now - USE_IS_NOTED_EVERY).update(last_used_at=now)


def _switch(credential: Credential, *, by: User, revoked_at: datetime | None) -> Credential:
    with transaction.atomic():
        by = presence.acting(by=by)
        locked = Credential.objects.select_for_update(of=("self",), no_key=True)
        current = locked.with_owner().filter(pk=credential.pk).first()
        if current is None:
            raise Gone
        policies.require(
            policies.can_revoke_credential(by, current.organisation_id)
            if revoked_at
            else policies.can_keep_credentials(by, current.owner)
        )
        if current.is_revoked != (revoked_at is not None):
            current.revoked_at = revoked_at
            current.revocations += 1 if revoked_at else 0
            current.save(update_fields=["revoked_at", "revocations"])
            what = "credentials.revoke" if revoked_at else "credentials.reactivate"
            history.record(what, current, by=by)
    return current
