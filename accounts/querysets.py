"""What can be seen: the only door from a request to people, organisations and their history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import Exact, In
from django.utils import timezone

from accounts.domains import known_spellings
from accounts.roles import ADMINISTRATORS, Role
from accounts.spelling import end_of, folded
from peerly.gathered import Gathered
from peerly.notation import is_storable
from peerly.prepared import Later

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)

OFF_LEADERBOARD = (
    Q(soft_delete_at__isnull=False) | Q(role=Role.SUPER_ADMIN) | Q(is_on_leaderboard=False)
)
"""Of people whom colleagues do not see on a leaderboard."""


def _model(name: str) -> Any:
    return apps.get_model("accounts", name)


class OrganisationQuerySet(models.QuerySet[M]):
    """Organisations."""

    def visible_to(self, viewer: User) -> Self:
        """Return one's own; a SuperAdmin sees all."""
        if viewer.role == Role.SUPER_ADMIN:
            return self
        return self.filter(pk=viewer.organisation_id)

    def subscribed(self, now: datetime | Later) -> Self:
        """Keep those whose people may sign in at ``now`` (``Organisation.is_subscribed``)."""
        return self.filter(subscription_status="active", subscription_valid_upto__gt=now)


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

    def of_presence(self, people: type[models.Model]) -> Self:
        """Keep removals and returns of ``people``, the model."""
        what = ("users.remove", "users.restore")
        return self.filter(thing_kind=people._meta.label_lower, what__in=what)


class CredentialQuerySet(OwnedQuerySet[M]):
    """Credentials."""

    def visible_to(self, viewer: User) -> Self:
        """Return those of the viewer's organisation to its administrators, none to others."""
        return self.in_sight_of(viewer) if viewer.role in ADMINISTRATORS else self.none()

    def active(self) -> Self:
        """Keep those nobody revoked."""
        return self.filter(revoked_at__isnull=True)

    def that_speak(self, family: str | Later) -> Self:
        """Keep those for one family of clients."""
        return self.filter(speaks=family)

    def admitted(self, now: datetime | Later) -> Self:
        """Keep those whose owners may act through them at ``now``: there, at home, subscribed."""
        subscribed = _model("Organisation").objects.subscribed(now)
        owned = self.filter(
            owner__soft_delete_at__isnull=True, owner__organisation=F("organisation")
        )
        return owned.filter(organisation__in=subscribed)

    def with_owner(self) -> Self:
        """Load the owner and the organisation with each."""
        return self.select_related("owner__organisation")

    def used_since(self, moment: datetime | Later) -> Self:
        """Keep those last used after ``moment``."""
        return self.filter(last_used_at__gt=moment)

    def unused_since(self, moment: datetime) -> Self:
        """Keep those last used before ``moment``, or never."""
        return self.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=moment))


class DirectoryQuerySet(OwnedQuerySet[M]):
    """Departments and the like."""

    def by_name(self) -> Self:
        """Order as a directory is read."""
        return self.order_by("name_folded", "id")

    def with_headcount(self) -> Self:
        """Add ``headcount``: how many people are filed under each."""
        return self.annotate(headcount=Count(self.model.filed_by))  # type: ignore[attr-defined]

    def with_name(self, name: str) -> Self:
        """Keep the one of that name, in any case."""
        return self.filter(name_folded=folded(name))


class PlaceQuerySet(DirectoryQuerySet[M]):
    """Departments and businesses, which have members."""

    def with_member_count(self, people: Any) -> Self:
        """Add ``members_count``: how many of ``people`` belong to each."""
        rows = self.model.filed_by  # type: ignore[attr-defined]
        return self.annotate(members_count=Count(rows, filter=Q(**{f"{rows}__user__in": people})))

    def with_members(self, people: Any) -> Self:
        """Add ``belonging``: a row for each of ``people`` who belong there, the person loaded."""
        rows = self.model.filed_by  # type: ignore[attr-defined]
        through: Any = self.model._meta.get_field(rows).related_model
        loaded = through.objects.filter(user__in=people).select_related("user__record")
        return self.prefetch_related(Prefetch(rows, loaded.order_by("user_id"), "belonging"))


class SoftDeletionQuerySet(OwnedQuerySet[M]):
    """Rows that are removed by marking them."""

    def live(self) -> Self:
        """Return those nobody removed."""
        return self.filter(soft_delete_at__isnull=True)

    def removed(self) -> Self:
        """Return those somebody removed."""
        return self.filter(soft_delete_at__isnull=False)

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

    def off_leaderboard(self) -> Self:
        """Return those whom colleagues do not see there: they are gone, or want it so."""
        return self.filter(OFF_LEADERBOARD)

    def named_like(self, start: str) -> Self:
        """Return those whose first, last or display name begins with ``start``, in any case."""
        return self.named_between(folded(start), end_of(folded(start)))

    def named_between(self, start: Any, end: Any) -> Self:
        """Return those with a name, folded, from ``start`` on and before ``end`` ("": no end)."""
        found = Q()
        for name in ("first_name_folded", "last_name_folded", "display_name_folded"):
            bounds = {f"{name}__at_least": start} | ({f"{name}__below": end} if end else {})
            found |= Q(**bounds)
        return self.filter(found)

    def named_as_typed(self, typed: str) -> Self:
        """Return those named like what somebody typed to search: all for nothing typed."""
        if not typed:
            return self
        return self.named_like(typed) if is_storable(typed) else self.none()

    def by_name(self) -> Self:
        """Order for people to read."""
        return self.order_by("first_name_folded", "last_name_folded", "id")

    def with_email(self, email: str) -> Self:
        """Return the person with that address, in any case and either spelling of its domain."""
        # The unique index is on Lower; and iexact compares upper case, where ı and i are the same.
        ways = sorted(known_spellings(email))
        match = Exact(Lower("email"), ways[0]) if len(ways) == 1 else In(Lower("email"), ways)
        return self.filter(match)

    def with_record(self) -> Self:
        """Load what the directory knows of each: one query, and one for each kind of place."""
        loaded = self.select_related("record__job_title", "record__location", "record__manager")
        # Each place with the row that tells of it: as many queries whether there are any or none.
        memberships = _model("Membership").objects.select_related("department")
        engagements = _model("Engagement").objects.select_related("business")
        return loaded.prefetch_related(
            Prefetch("memberships", memberships), Prefetch("engagements", engagements)
        )

    def with_title(self) -> Self:
        """Load each one's record and job title: no query more."""
        return self.select_related("record__job_title")

    def with_department(self) -> Self:
        """Add ``team_id`` and ``team_name``, of the department they joined first."""
        joined = _model("Membership").objects.filter(user=OuterRef("pk")).order_by("id")
        first = (Subquery(joined.values(name)[:1]) for name in ("department", "department__name"))
        return self.annotate(**dict(zip(("team_id", "team_name"), first, strict=True)))

    def with_departments(self) -> Self:
        """Add ``department_ids``, of all they are in, in the order in which they joined."""
        joined = _model("Membership").objects.filter(user=OuterRef("pk")).order_by("id")
        return self.annotate(department_ids=Gathered(joined, "department_id"))

    def for_session(self, *others: str) -> Self:
        """Load the organisation with whoever a session is of, and what else every page asks for."""
        return self.select_related("organisation", *others)

    def with_last_change(self) -> Self:
        """Add ``changed_at``: the last moment the history tells of each, or when they joined."""
        changes = apps.get_model("accounts", "Change")._default_manager
        about = changes.filter(thing_kind=self.model._meta.label_lower, thing_id=OuterRef("pk"))
        last = Subquery(about.order_by("-pk").values("at")[:1])
        return self.annotate(changed_at=Coalesce(last, F("joined_at")))

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
