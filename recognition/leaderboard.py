"""The leaderboard: who is thanked and who thanks most in the period that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, Value, When, Window
from django.db.models.functions import Rank, RowNumber
from django.utils import timezone

from accounts.models import User
from accounts.periods import Period, Span, span_at
from recognition import policies
from recognition.models import Recognition

MOST = 25
"""How many are named on each side; everybody is told where they are themselves."""


@dataclass(frozen=True)
class Place:
    """Where somebody stands.

    ``rank`` counts those with more recognitions, and one: ties share it (1, 1, 3). It is None for
    whoever has none yet, or is not on the leaderboard. ``recognitions`` are all that count of
    them in the period, ``colleagues`` the different people who gave or got these.
    """

    rank: int | None
    person: User
    recognitions: int
    colleagues: int


@dataclass(frozen=True)
class Board:
    """One side: the first ``MOST`` in order, and the viewer's own place, among them or not."""

    places: list[Place]
    own: Place


@dataclass(frozen=True)
class Leaderboard:
    """Both sides, for the period of the length ``span`` that runs."""

    span: Span
    period: Period
    receivers: Board
    givers: Board


def standings(viewer: User, span: Span, *, now: datetime | None = None) -> Leaderboard | None:
    """Return the leaderboard of the viewer's organisation: four queries, however many people.

    What a review has hidden does not count. Removed people and those who want to be left out
    have no place and take none from others; their thanks count for whoever got them.
    Returns None where there is no leaderboard (``policies.can_see_leaderboard``).
    """
    if not policies.can_see_leaderboard(viewer):
        return None
    zone = viewer.home.timezone
    period = span_at(now or timezone.now(), span=span, timezone=zone)
    counted = Recognition.objects.visible_to(viewer).during(period)
    received = _ranked(counted, viewer, whose="given_for", other="given_by")
    given = _ranked(counted, viewer, whose="given_by", other="given_for")
    named = {row["whose"] for row in (*received, *given)} - {viewer.pk}
    people = User.objects.visible_to(viewer).in_bulk(named) | {viewer.pk: viewer}
    own = _unranked(counted, viewer) if not viewer.is_on_leaderboard else {}
    return Leaderboard(
        span=span,
        period=period,
        receivers=_board(received, people, viewer, own.get("received", (0, 0))),
        givers=_board(given, people, viewer, own.get("given", (0, 0))),
    )


def _ranked(counted: Any, viewer: User, *, whose: str, other: str) -> list[dict[str, Any]]:
    """Return the first ``MOST`` and the viewer, each with what is said of them and their place."""
    order: list[Any] = [F("recognitions").desc(), F("first_name"), F("last_name"), F("whose")]
    is_own = Case(When(Q(**{whose: viewer.pk}), then=Value(0)), default=Value(1))
    rows = (
        # Those few are looked for, not the many others: it takes a fraction of the time.
        counted.exclude(**{f"{whose}__in": User.all_objects.in_sight_of(viewer).off_leaderboard()})
        .order_by()
        .values(whose=F(whose))
        .annotate(
            recognitions=Count("pk"),
            colleagues=Count(other, distinct=True),
            # Of one person they are all the same; grouping by them takes twice as long.
            first_name=Min(f"{whose}__first_name_folded"),
            last_name=Min(f"{whose}__last_name_folded"),
            own=Min(is_own),
        )
        .annotate(
            rank=Window(Rank(), order_by=F("recognitions").desc()),
            at=Window(RowNumber(), order_by=order),
        )
    )
    # One's own comes first, however far down it is, so that one query finds both.
    found = rows.order_by("own", "at").values("whose", "recognitions", "colleagues", "rank", "at")
    return sorted(found[: MOST + 1], key=lambda row: int(row["at"]))


def _unranked(counted: Any, viewer: User) -> dict[str, tuple[int, int]]:
    """Return (recognitions, colleagues) of a viewer who has no place on either side."""
    got, gave = Q(given_for=viewer.pk), Q(given_by=viewer.pk)
    found = counted.filter(got | gave).aggregate(
        got=Count("pk", filter=got),
        got_from=Count("given_by", filter=got, distinct=True),
        gave=Count("pk", filter=gave),
        gave_to=Count("given_for", filter=gave, distinct=True),
    )
    return {
        "received": (found["got"], found["got_from"]),
        "given": (found["gave"], found["gave_to"]),
    }


def _board(
    rows: list[dict[str, Any]], people: dict[int, User], viewer: User, own: tuple[int, int]
) -> Board:
    places = [
        Place(row["rank"], people[row["whose"]], row["recognitions"], row["colleagues"])
        for row in rows
        if row["whose"] in people  # not removed since
    ]
    mine = next((each for each in places if each.person.pk == viewer.pk), None)
    return Board(places[:MOST], mine or Place(None, viewer, *own))
