"""Core values, recognitions, hi5s and the cases about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
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
from django.db.models.lookups import IsNull

from accounts.periods import Period
from accounts.querysets import OwnedQuerySet
from accounts.roles import Role
from accounts.spelling import spellings
from recognition.querysets.counting import Listed, counted, model

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


FACES_ON_A_CARD = 3
"""Of those who gave a hi5, the latest."""

PERSON = ("id", "first_name", "last_name", "display_name", "profile_image_url")
GIVER, RECEIVER = (
    tuple(f"{side}__{name}" for name in PERSON) for side in ("given_by", "given_for")
)
OF_VALUE = ("core_value", "core_value__text", "core_value__description")
OF_HI5S = ("hi5_count", "my_hi5_at", "latest")
ON_CARD = ("id", "given_at", "text", *OF_VALUE, *OF_HI5S, *GIVER, *RECEIVER)
"""What a card shows, in the order of ``recognition.seen.Seen``."""


class CoreValueQuerySet(OwnedQuerySet[M]):
    """Core values."""

    def as_tree(self) -> Self:
        """Order parents by id, each followed by its children (peerly-v1 §5)."""
        top = Coalesce("parent_id", "id")
        is_child = Case(When(parent=None, then=Value(0)), default=Value(1))
        return self.annotate(tree_top=top, tree_child=is_child).order_by(
            "tree_top", "tree_child", "id"
        )

    def counting(self, recognitions: Any) -> list[tuple[Any, int]]:
        """Return each value with how many of ``recognitions``, a queryset, were given for it.

        In the order that the values have, those that nothing was given for too: two queries.
        """
        counts = {row["core_value"]: row["recognitions"] for row in recognitions.per_value()}
        return [(value, counts.get(value.pk, 0)) for value in self]

    def top_level(self) -> Self:
        """Keep those that may have others below them."""
        return self.filter(parent__isnull=True)


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

    def during(self, period: Period) -> Self:
        """Keep those given in ``period``, which ends just before it ends."""
        return self.filter(given_at__gte=period.starts_at, given_at__lt=period.ends_at)

    def shares(self) -> Any:
        """Return (person, got, gave) of both sides of each (``standings.stands``)."""
        none = Value(0)
        got = self.order_by().values_list("given_for").annotate(got=Count("pk"), gave=none)
        gave = self.order_by().values_list("given_by").annotate(got=none, gave=Count("pk"))
        return got.union(gave, all=True)

    def per_value(self) -> Any:
        """Return {core_value, recognitions} for each value that one of these was given for."""
        return self.order_by().values("core_value").annotate(recognitions=Count("pk"))

    def before(self, moment: datetime) -> Self:
        """Keep those given before ``moment``."""
        return self.filter(given_at__lt=moment)

    def newer_than(self, moment: datetime, number: int) -> Self:
        """Keep those that stand above the one with the id ``number``, given at ``moment``."""
        return self.filter(Q(given_at__gt=moment) | Q(given_at=moment, pk__gt=number))

    def newest_first(self) -> Self:
        """Order as the feed does (peerly-v1 §2)."""
        return self.order_by("-given_at", "-id")

    def newest_to(self, viewer: User) -> Self:
        """The same; what is of all organisations follows the index that there is for that."""
        if viewer.role != Role.SUPER_ADMIN:
            return self.newest_first()
        return self.order_by(*(F(name).desc(nulls_last=True) for name in ("given_at", "id")))

    def told_to(self, viewer: User) -> Self:
        """Add names, ``hi5_count`` and ``hi5_by_me``: all that telling them takes, in one query."""
        hi5s = model("Hi5").objects.standing().filter(recognition=OuterRef("pk")).order_by()
        mine = hi5s.filter(given_by=viewer.pk)
        return self.select_related("given_by", "given_for", "core_value").annotate(
            hi5_count=counted(hi5s, "recognition"),
            # Looked up row by row: of EXISTS, PostgreSQL would read all that the viewer ever gave.
            hi5_by_me=IsNull(Subquery(mine.values("pk")[:1]), False),
        )

    def on_cards(self, viewer: User) -> Any:
        """Return rows of what a card shows, as ``recognition.seen.Seen`` has it."""
        hi5s = model("Hi5").objects.standing().filter(recognition=OuterRef("pk")).order_by()
        mine = hi5s.filter(given_by=viewer.pk).values("given_at")
        latest = hi5s.newest_first()[:FACES_ON_A_CARD]
        told = self.told_to(viewer).annotate(my_hi5_at=Subquery(mine), latest=Listed(latest, GIVER))
        return told.values_list(*ON_CARD, named=True)

    def with_party(self, viewer: User) -> Self:
        """Add ``is_party``: whether the viewer gave or received it."""
        is_party = Q(given_by=viewer.pk) | Q(given_for=viewer.pk)
        return self.annotate(is_party=ExpressionWrapper(is_party, BooleanField()))

    def with_comment_count(self) -> Self:
        """Add ``comment_count``: how many of those who gave a hi5 said something."""
        hi5s = model("Hi5").objects.standing().filter(recognition=OuterRef("pk"), comment__gt="")
        return self.annotate(comment_count=counted(hi5s, "recognition"))


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


class CaseQuerySet(OwnedQuerySet[M]):
    """Moderation cases."""

    def oldest_open_first(self) -> Self:
        """Order as the queue does: open cases before closed ones, then by age."""
        waiting = Case(
            When(status="open", then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        return self.annotate(waiting=waiting).order_by("waiting", "opened_at", "id")

    def waiting(self) -> Self:
        """Keep those that no moderator has answered yet, in the order of the queue."""
        return self.filter(status="open").order_by("opened_at", "id")

    def standing_at(self, status: str) -> Self:
        """Keep those of one ``status``: the oldest open first, of decided ones the newest."""
        if status == "open":
            return self.waiting()
        return self.filter(status=status).order_by("-opened_at", "-id")

    def counted_by_status(self) -> dict[str, int]:
        """Return how many there are of each status; of one that none has, nothing."""
        counted = self.order_by().values_list("status").annotate(n=models.Count("pk"))
        return dict(counted)

    def that_may_be_judged_by(self, moderator: User) -> Self:
        """Leave out what the moderator gave or received (policies.can_review)."""
        theirs = Q(recognition__given_by=moderator.pk) | Q(recognition__given_for=moderator.pk)
        return self.exclude(theirs)

    def after(self, case: Any) -> Self:
        """Keep those that were opened after ``case``."""
        later = Q(opened_at__gt=case.opened_at)
        return self.filter(later | Q(opened_at=case.opened_at, pk__gt=case.pk))

    def before(self, case: Any) -> Self:
        """Keep those that were opened before ``case``."""
        earlier = Q(opened_at__lt=case.opened_at)
        return self.filter(earlier | Q(opened_at=case.opened_at, pk__lt=case.pk))

    def for_queue(self) -> Self:
        """Load what a line of the queue tells: two queries, however many lines."""
        loaded = self.select_related("recognition__given_by", "recognition__given_for")
        return loaded.prefetch_related("reports")

    def with_people(self) -> Self:
        """Load what a case is decided on, with the people who reported and reviewed."""
        loaded = self.select_related(
            "recognition__given_by", "recognition__given_for", "recognition__core_value"
        )
        return loaded.prefetch_related(
            Prefetch("reports", model("Report").objects.select_related("reported_by")),
            Prefetch("reviews", model("Review").objects.select_related("moderated_by")),
        )

    def in_full(self, viewer: User) -> Self:
        """Add the recognition, the reports and the reviews: four queries, however many cases."""
        return self.prefetch_related(
            Prefetch("recognition", model("Recognition").objects.told_to(viewer)),
            Prefetch("reports", model("Report").objects.order_by("id")),
            Prefetch("reviews", model("Review").objects.order_by("id")),
        )
