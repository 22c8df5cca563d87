"""Columns as they are drawn: shares by month in, places and lengths of an SVG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOP, PLOT, FOOT = 20, 160, 28
"""Pixels above the highest column, of the highest column, and of the words below."""

SCALES = (10, 20, 40, 60, 80, 100)
"""Per cents that the highest column may stand for."""

GUTTER = 8
"""Per cent of the width left of the columns, for what the lines stand for."""

FILLED = 0.8
"""How much of its place the columns of a month take."""


@dataclass(frozen=True)
class Column:
    """One column: texts, as templates would write numbers the way people read them."""

    x: str
    width: str
    y: str
    height: str
    share: int


@dataclass(frozen=True)
class Group:
    """The columns of one month, and where its name stands."""

    name: str
    short_name: str
    middle: str
    columns: list[Column]


@dataclass(frozen=True)
class Line:
    """A line across, and the share that it stands for."""

    share: int
    y: str
    words_at: str


@dataclass(frozen=True)
class Columns:
    """Groups beside each other; ``height`` and ``words_at`` are pixels from the top."""

    groups: list[Group]
    lines: list[Line]
    height: str
    words_at: str


def share(part: int, whole: int) -> int:
    """Return how many per cent ``part`` is; of nothing, none."""
    return round(100 * part / whole) if whole else 0


def columns(names: Sequence[tuple[str, str]], shares: Sequence[Sequence[int]]) -> Columns:
    """Return the drawing of ``shares``, some for each of ``names`` (whole and short)."""
    most = max((each for some in shares for each in some), default=0)
    top = next((scale for scale in SCALES if scale >= most), SCALES[-1])
    wide = (100 - GUTTER) / max(len(names), 1)
    groups = [
        Group(whole, short, f"{GUTTER + (at + 0.5) * wide:.2f}%", _columns(some, at, wide, top))
        for at, ((whole, short), some) in enumerate(zip(names, shares, strict=True))
    ]
    lines = [_line(each, top) for each in (top, top // 2, 0)]
    return Columns(groups, lines, str(TOP + PLOT + FOOT), str(TOP + PLOT + FOOT - 8))


def _columns(shares: Sequence[int], at: int, wide: float, top: int) -> list[Column]:
    width = wide * FILLED / len(shares)
    left = GUTTER + wide * (at + (1 - FILLED) / 2)
    return [
        Column(
            x=f"{left + number * width:.2f}%",
            width=f"{width * 0.92:.2f}%",
            y=f"{TOP + PLOT - _pixels(each, top):.1f}",
            height=f"{_pixels(each, top):.1f}",
            share=each,
        )
        for number, each in enumerate(shares)
    ]


def _line(each: int, top: int) -> Line:
    y = TOP + PLOT - _pixels(each, top)
    return Line(each, f"{y:.1f}", f"{y - 5:.1f}")


def _pixels(each: int, top: int) -> float:
    return PLOT * each / top
