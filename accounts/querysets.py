"""What can be seen: the only door from a request to people, organisations and their history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.roles import ADMINISTRATORS, Role
from accounts.spelling import folded

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class OrganisationQuerySet(models.QuerySet[M]):
    """Organisations."""

    def visible_to(self, viewer: User) -> Self:
        """Return one's own; a SuperAdmin sees all."""
        if viewer.role == Role.SUPER_ADMIN:
            return self
        return self.filter(pk=viewer.organisation_id)


class OwnedQuerySet(models.QuerySet[M]):
    """Rows that belong to an organisation."""

    def in_sight_of(self, viewer: User) -> Self:
        """Return those of the viewer's organisation; a SuperAdmin sees every organisation's."""
        if viewer.role == Role.SUPER_ADMIN:
            return self
        return self.filter(organisation=viewer.organisation_id)

    def visible_to(self, viewer: User) -> Self:
        """Return what the viewer can see; a narrower kind of row narrows this."""
        return self.in_sight_of(viewer)


class ChangeQuerySet(OwnedQuerySet[M]):
    """The history."""

    def about(self, thing: models.Model) -> Self:
        """Return what happened to ``thing``, newest first."""
        return self.filter(thing_kind=thing._meta.label_lower, thing_id=thing.pk)


class SoftDeletionQuerySet(OwnedQuerySet[M]):
    """Rows that are removed by marking them."""

    def live(self) -> Self:
        """Return those nobody removed."""
        return self.filter(soft_delete_at__isnull=True)

    def delete(
        self, *, by: User | None = None, now: datetime | None = None
    ) -> tuple[int, dict[str, int]]:
        """Mark the live ones removed. Returns what Django's ``delete`` returns."""
        marked = self.live().update(soft_delete_at=now or timezone.now(), soft_delete_by=by)
        return marked, {self.model._meta.label: marked}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def restore(self) -> int:
        """Take the mark off the removed ones; returns how many there were."""
        removed = self.filter(soft_delete_at__isnull=False)
        return removed.update(soft_delete_at=None, soft_delete_by=None)


class UserQuerySet(SoftDeletionQuerySet[M]):
    """People."""

    def visible_to(self, viewer: User) -> Self:
        """Return one's colleagues; administrators see removed ones too, others no SuperAdmin."""
        people = self.in_sight_of(viewer)
        if viewer.role != Role.SUPER_ADMIN:
            people = people.exclude(role=Role.SUPER_ADMIN)
        return people if viewer.role in ADMINISTRATORS else people.live()

    def named_like(self, start: str) -> Self:
        """Return those whose first, last or display name begins with ``start``, in any case."""
        start = folded(start)
        return self.filter(
            Q(first_name_folded__startswith=start)
            | Q(last_name_folded__startswith=start)
            | Q(display_name_folded__startswith=start)
        )

    def with_email(self, email: str) -> Self:
        """Return the person with that address, in any case."""
        # The unique index is on Lower; and iexact compares upper case, where ı and i are the same.
        return self.filter(Exact(Lower("email"), email.lower()))

    def with_role(self, *roles: int) -> Self:
        """Return those with one of these roles."""
        return self.filter(role__in=roles)

    def restore(self) -> int:
        """Take the mark off, and count it: tokens and sessions from before count no more."""
        removed = self.filter(soft_delete_at__isnull=False)
        return removed.update(
            soft_delete_at=None, soft_delete_by=None, restorations=F("restorations") + 1
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Everybody, removed people included."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by address, in any case."""
        person: User = self.with_email(username or "").get()
        return person


class LiveUserManager(UserManager):
    """The people nobody removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().live()
