"""The leaderboard: who is thanked and who thanks most in the period that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from accounts.periods import MONTHS, Period, Span, day_in, span_at
from recognition import policies
from recognition.models import MonthlyTally, Recognition, SpanTally
from recognition.querysets import Stand, stands

MOST = 25
"""How many are named on each side; everybody is told where they are themselves."""


RECEIVERS = ("given_for", "given_by")
GIVERS = ("given_by", "given_for")
"""By which field of a recognition somebody counts on a side, and by which one their colleagues."""


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
    period = span_at(now or timezone.now(), span=span, timezone=viewer.home.timezone)
    shown = Recognition.objects.visible_to(viewer).during(period)
    received, given = stands(
        _shares(viewer, span, period),
        is_added_up=span in MONTHS,
        left_out=User.all_objects.in_sight_of(viewer).off_leaderboard().order_by().values("pk"),
        most=MOST,
        own=viewer.pk,
    )
    named = {each.person for each in (*received, *given)} - {viewer.pk}
    people = User.objects.visible_to(viewer).in_bulk(named) | {viewer.pk: viewer}
    return Leaderboard(
        span=span,
        period=period,
        receivers=_board(received, _met(shown, received, viewer, RECEIVERS), people, viewer),
        givers=_board(given, _met(shown, given, viewer, GIVERS), people, viewer),
    )


def _shares(viewer: User, span: Span, period: Period) -> Any:
    """Return (person, got, gave) of the period (``stands``)."""
    if span not in MONTHS:  # a week is short enough to be counted
        return Recognition.objects.visible_to(viewer).during(period).shares()
    first = day_in(viewer.home.timezone, period.starts_at)
    if span == Span.MONTH:
        return MonthlyTally.objects.visible_to(viewer).of_month(first).shares()
    return SpanTally.objects.visible_to(viewer).of_span(MONTHS[span], first).shares()


def _met(
    shown: Any, ranked: list[Stand], viewer: User, side: tuple[str, str]
) -> dict[int, tuple[int, int]]:
    """Return (recognitions, colleagues) of each of the few who stand there, and of the viewer."""
    whose, other = side
    people = {each.person for each in ranked} | {viewer.pk}
    found = (
        shown.filter(**{f"{whose}__in": people})
        .order_by()
        .values_list(whose)
        .annotate(recognitions=Count("pk"), colleagues=Count(other, distinct=True))
    )
    return {person: (recognitions, colleagues) for person, recognitions, colleagues in found}


def _board(
    ranked: list[Stand],
    met: dict[int, tuple[int, int]],
    people: dict[int, User],
    viewer: User,
) -> Board:
    nothing = (0, 0)
    places = [
        Place(each.rank, people[each.person], each.recognitions, met.get(each.person, nothing)[1])
        for each in ranked
        if each.person in people  # not removed since
    ]
    mine = next((each for each in places if each.person.pk == viewer.pk), None)
    return Board(places[:MOST], mine or Place(None, viewer, *met.get(viewer.pk, nothing)))
