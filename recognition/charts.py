"""Charts as they are drawn: numbers in, places and lengths of an SVG out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROW, BAR_BELOW, WORDS_BELOW = 44, 24, 16
"""Pixels of a row, and from its top to the bar and to the foot of the words."""


@dataclass(frozen=True)
class Bar:
    """A bar with what it says. ``at`` and ``words_at`` are pixels from the top; texts, as
    templates would write numbers the way people read them, which drawings do not.
    """

    name: str
    count: int
    length: str
    at: str
    words_at: str


@dataclass(frozen=True)
class Chart:
    """Bars below each other; ``height`` is in pixels."""

    bars: list[Bar]
    height: str


def bars(counts: Iterable[tuple[str, int]]) -> Chart:
    """Return a chart of named ``counts``, the longest bar as wide as there is room."""
    rows = list(counts)
    most = max((count for _, count in rows), default=0) or 1
    drawn = [
        Bar(
            name=name,
            count=count,
            length=f"{100 * count / most:.1f}%",
            at=str(at * ROW + BAR_BELOW),
            words_at=str(at * ROW + WORDS_BELOW),
        )
        for at, (name, count) in enumerate(rows)
    ]
    return Chart(drawn, str(len(rows) * ROW))
