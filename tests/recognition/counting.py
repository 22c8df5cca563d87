"""The leaderboard counted in full by the ORM: what the statement behind it must return exactly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, Value, When, Window
from django.db.models.functions import Rank, RowNumber

from accounts.models import User
from accounts.periods import Span, span_at
from recognition.leaderboard import MOST, Board, Place
from recognition.models import Recognition


def counted_in_full(viewer: User, span: Span, now: datetime) -> tuple[Board, Board]:
    """Return both sides, from each recognition of the period."""
    period = span_at(now, span=span, timezone=viewer.home.timezone)
    counted = Recognition.objects.visible_to(viewer).during(period)
    return (
        _board(counted, viewer, whose="given_for", other="given_by"),
        _board(counted, viewer, whose="given_by", other="given_for"),
    )


def _board(counted: Any, viewer: User, *, whose: str, other: str) -> Board:
    rows = _ranked(counted, viewer, whose=whose, other=other)
    places = [
        Place(
            row["rank"],
            User.all_objects.get(pk=row["whose"]),
            row["recognitions"],
            row["colleagues"],
        )
        for row in rows
    ]
    mine = next((each for each in places if each.person == viewer), None)
    if mine is None:
        own = counted.filter(**{whose: viewer.pk})
        met = own.order_by().values(other).distinct().count()
        mine = Place(None, viewer, own.count(), met)
    return Board(places[:MOST], mine)


def _ranked(counted: Any, viewer: User, *, whose: str, other: str) -> list[dict[str, Any]]:
    order: list[Any] = [F("recognitions").desc(), F("first_name"), F("last_name"), F("whose")]
    is_own = Case(When(Q(**{whose: viewer.pk}), then=Value(0)), default=Value(1))
    rows = (
        counted.exclude(**{f"{whose}__in": User.all_objects.in_sight_of(viewer).off_leaderboard()})
        .order_by()
        .values(whose=F(whose))
        .annotate(
            recognitions=Count("pk"),
            colleagues=Count(other, distinct=True),
            first_name=Min(f"{whose}__first_name_folded"),
            last_name=Min(f"{whose}__last_name_folded"),
            own=Min(is_own),
        )
        .annotate(
            rank=Window(Rank(), order_by=F("recognitions").desc()),
            at=Window(RowNumber(), order_by=order),
        )
    )
    found = rows.order_by("own", "at").values("whose", "recognitions", "colleagues", "rank", "at")
    return sorted(found[: MOST + 1], key=lambda row: int(row["at"]))
