"""What can be seen of recognition: the only door from a request to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import AllowanceTerms
from accounts.periods import Frequency, Period, period_at
from accounts.querysets import OwnedQuerySet, SoftDeletionQuerySet
from accounts.spelling import spellings

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)

CLOCKS_APART = timedelta(hours=26)
"""The most that two time zones differ: so much later or earlier the same period begins."""


def _model(name: str) -> Any:
    return apps.get_model("recognition", name)


class CoreValueQuerySet(OwnedQuerySet[M]):
    """Core values."""

    def as_tree(self) -> Self:
        """Order parents by id, each followed by its children (peerly-v1 §5)."""
        top = Coalesce("parent_id", "id")
        is_child = Case(When(parent=None, then=Value(0)), default=Value(1))
        return self.annotate(tree_top=top, tree_child=is_child).order_by(
            "tree_top", "tree_child", "id"
        )


class RecognitionQuerySet(OwnedQuerySet[M]):
    """Recognitions."""

    def visible_to(self, viewer: User) -> Self:
        """Return what the viewer's organisation may read: nothing a review has hidden."""
        return self.in_sight_of(viewer).not_hidden()

    def not_hidden(self) -> Self:
        """Leave out those the latest review called inappropriate."""
        return self.filter(hidden_at__isnull=True)

    def given_by(self, people: Iterable[int]) -> Self:
        """Keep those that one of ``people`` (user ids) gave."""
        return self.filter(given_by__in=people)

    def given_for(self, people: Iterable[int]) -> Self:
        """Keep those that one of ``people`` (user ids) received."""
        return self.filter(given_for__in=people)

    def about(self, core_values: Iterable[int]) -> Self:
        """Keep those given for one of ``core_values`` (ids)."""
        return self.filter(core_value__in=core_values)

    def mentioning(self, words: str) -> Self:
        """Keep those whose text has every one of ``words``, in any usual case."""
        found = self
        for word in words.split():
            has_it = Q()
            for spelling in sorted(spellings(word)):
                has_it |= Q(text__icontains=spelling)
            found = found.filter(has_it)
        return found

    def since(self, moment: datetime) -> Self:
        """Keep those given at ``moment`` or later."""
        return self.filter(given_at__gte=moment)

    def until(self, moment: datetime) -> Self:
        """Keep those given before ``moment``, or at it."""
        return self.filter(given_at__lte=moment)

    def newest_first(self) -> Self:
        """Order as the feed does (peerly-v1 §2)."""
        return self.order_by("-given_at", "-id")

    def told_to(self, viewer: User) -> Self:
        """Add names, ``hi5_count`` and ``hi5_by_me``: all that telling them takes, in one query."""
        hi5s = _model("Hi5").objects.standing().filter(recognition=OuterRef("pk"))
        return self.select_related("given_by", "given_for", "core_value").annotate(
            hi5_count=_counted(hi5s, "recognition"),
            hi5_by_me=Exists(hi5s.filter(given_by=viewer.pk)),
        )

    def with_comment_count(self) -> Self:
        """Add ``comment_count``: how many of those who gave a hi5 said something."""
        hi5s = _model("Hi5").objects.standing().filter(recognition=OuterRef("pk"), comment__gt="")
        return self.annotate(comment_count=_counted(hi5s, "recognition"))


class Hi5QuerySet(OwnedQuerySet[M]):
    """Hi5s."""

    def standing(self) -> Self:
        """Leave out those their givers took back."""
        return self.filter(withdrawn_at__isnull=True)

    def received(self) -> Self:
        """Keep those that count: standing, on recognitions nobody hid."""
        return self.standing().filter(recognition__hidden_at__isnull=True)

    def received_by(self, person: Any, first: Any, end: Any) -> Self:
        """Keep those that count for ``person`` from the moment ``first`` until before ``end``."""
        meant = self.filter(recognition__given_for=person, given_at__gte=first, given_at__lt=end)
        return meant.received()

    def newest_first(self) -> Self:
        """Order for a list of givers."""
        return self.order_by("-given_at", "-id")


class AllowanceQuerySet(OwnedQuerySet[M]):
    """Allowances. The methods that write are the only statements that move a balance."""

    def in_period(self, user: User, terms: AllowanceTerms) -> Self:
        """Return the person's row, if it is of the period of ``terms``."""
        return self.filter(user=user, period_start=terms.period.starts_at)

    def take_one(self) -> bool:
        """Spend one hi5 in one statement: the row that has none left does not match."""
        return self.filter(balance__gte=1).update(balance=F("balance") - 1) == 1

    def add(self, amount: int) -> bool:
        """Add ``amount`` hi5s in one statement."""
        return self.update(balance=F("balance") + amount) == 1

    def renew(self, user: User, terms: AllowanceTerms) -> bool:
        """Begin the period of ``terms`` with a full balance; False when it had begun already."""
        return (
            self.filter(user=user, period_start__lt=terms.period.starts_at).update(
                period_start=terms.period.starts_at, balance=terms.limit
            )
            == 1
        )


class LedgerQuerySet(OwnedQuerySet[M]):
    """The ledger."""

    def granted(self) -> Self:
        """Keep what somebody granted: neither the quota nor what hi5s cost."""
        return self.filter(kind="grant", opens_period=False)

    def totals(self) -> Any:
        """Return {user_id, period_start, total} for every person and period."""
        return (
            self.order_by().values("user_id", "period_start").annotate(total=models.Sum("amount"))
        )


class CaseQuerySet(OwnedQuerySet[M]):
    """Moderation cases."""

    def oldest_open_first(self) -> Self:
        """Order as the queue does: open cases before closed ones, then by age."""
        waiting = Case(
            When(status="open", then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        return self.annotate(waiting=waiting).order_by("waiting", "opened_at", "id")

    def in_full(self, viewer: User) -> Self:
        """Add the recognition, the reports and the reviews: four queries, however many cases."""
        return self.prefetch_related(
            Prefetch("recognition", _model("Recognition").objects.told_to(viewer)),
            Prefetch("reports", _model("Report").objects.order_by("id")),
            Prefetch("reviews", _model("Review").objects.order_by("id")),
        )


class BadgeQuerySet(SoftDeletionQuerySet[M]):
    """Badges."""

    def visible_to(self, viewer: User) -> Self:
        """Return the live ones of the viewer's organisation."""
        return self.in_sight_of(viewer).live()

    def due_to(self, user: User, at: datetime) -> Self:
        """Keep those that ``user`` has received enough hi5s for in the period around ``at``.

        Left out are those that they have, and those that ask for so many only since it ended.
        """
        hi5s, zone = _model("Hi5").objects, user.home.timezone
        enough = Q()
        for frequency in Frequency.values:
            period = period_at(at, frequency=frequency, timezone=zone)
            received = hi5s.received_by(user.pk, period.starts_at, period.ends_at)
            count = _counted(received, "recognition__given_for")
            awards = _model("BadgeAward").objects.filter(badge=OuterRef("pk"), user=user.pk)
            enough |= Q(
                ~Exists(awards.standing().filter(hi5_frequency=frequency).once_in(period, at)),
                hi5_frequency=frequency,
                hi5_count_required__lte=count,
                asks_since__lt=period.ends_at,
            )
        return self.filter(enough, organisation=user.organisation_id)


class LiveBadgeManager(models.Manager.from_queryset(BadgeQuerySet)):  # type: ignore[misc]
    """The badges nobody removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().live()


class BadgeAwardQuerySet(OwnedQuerySet[M]):
    """Awards."""

    def visible_to(self, viewer: User) -> Self:
        """Return what people of the viewer's organisation have."""
        return self.in_sight_of(viewer).standing()

    def standing(self) -> Self:
        """Leave out those that too few hi5s are left of."""
        return self.filter(taken_back_at__isnull=True)

    def earned_by(self, user: User) -> Self:
        """Return what one person has earned, newest first."""
        mine = self.standing().filter(user=user)
        return mine.select_related("badge").order_by("-period_start", "-id")

    def once_in(self, period: Period, at: datetime) -> Self:
        """Keep those in whose stead none is awarded for the ``period`` around ``at``."""
        # Of that period, or of what it was then: moving to another time zone earns nothing again.
        begun = (period.starts_at - CLOCKS_APART, period.starts_at + CLOCKS_APART)
        return self.filter(
            Q(period_start__range=begun) | Q(period_start__lte=at, period_end__gt=at)
        )

    def between(self, first: datetime, last: datetime) -> Self:
        """Keep those of periods that have begun by ``last`` and not ended by ``first``."""
        return self.filter(period_start__lte=last, period_end__gt=first)

    def unearned(self) -> Self:
        """Keep standing ones that too few hi5s are left of, by what they were awarded for."""
        return self.standing()._with_hi5s().filter(hi5s__lt=F("hi5_count_required"))

    def earned_again(self) -> Self:
        """Keep taken back ones that enough hi5s are back of, and no other came instead of."""
        standing = _model("BadgeAward").objects.standing()
        instead = standing.filter(
            badge=OuterRef("badge"),
            user=OuterRef("user"),
            hi5_frequency=OuterRef("hi5_frequency"),
            period_start__lt=OuterRef("period_end"),
            period_end__gt=OuterRef("period_start"),
        )
        taken_back = self.filter(~Exists(instead), taken_back_at__isnull=False)
        return taken_back._with_hi5s().filter(hi5s__gte=F("hi5_count_required"))

    def _with_hi5s(self) -> Self:
        whose = (OuterRef("user"), OuterRef("period_start"), OuterRef("period_end"))
        received = _model("Hi5").objects.received_by(*whose)
        return self.annotate(hi5s=_counted(received, "recognition__given_for"))


def with_standing(people: Any) -> Any:
    """Add to a queryset of people what telling about them takes: allowance and ``hi5_count``."""
    received = _model("Hi5").objects.received().filter(recognition__given_for=OuterRef("pk"))
    return people.select_related("allowance", "organisation").annotate(
        hi5_count=_counted(received, "recognition__given_for")
    )


def with_newest_grant(people: Any) -> Any:
    """Add to a queryset of people the ``newest_grant`` of extra hi5s to each (its id, 0: none)."""
    extra = _model("LedgerEntry").objects.granted().filter(user=OuterRef("pk")).order_by("-pk")
    newest = Subquery(extra.values("pk")[:1], output_field=models.BigIntegerField())
    return people.annotate(newest_grant=Coalesce(newest, 0, output_field=models.BigIntegerField()))


def _counted(rows: Any, group: str) -> Coalesce:
    """Return a correlated COUNT(*) of ``rows``, which all share one value of ``group``."""
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
