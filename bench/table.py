"""The table: what was measured, what was asked for, and whether the one meets the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A bound, and on which side of it a figure belongs."""

    bound: float
    is_least: bool = True
    unit: str = "×"

    def is_met_by(self, figures: Sequence[float]) -> bool:
        """Tell whether every one of ``figures`` is on the right side, the bound included."""
        if self.is_least:
            return all(figure >= self.bound for figure in figures)
        return all(figure <= self.bound for figure in figures)

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.bound:g} {self.unit}".strip()


@dataclass(frozen=True)
class Line:
    """One line: rates and times of a side, its ratios, and the figures that are judged."""

    what: str
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    cpu: float | None = None
    by_rate: float | None = None
    by_cpu: float | None = None
    target: Target | None = None
    judged: tuple[float, ...] = field(default=())
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return whether the target is met; nothing where there is none."""
        if self.target is None:
            return ""
        if not self.judged:
            return "NOT MEASURED"
        return "met" if self.target.is_met_by(self.judged) else "MISSED"


COLUMNS = ("", "req/s", "p50 ms", "p99 ms", "CPU µs", "× rate", "× CPU", "target", "", "")


def rendered(lines: Iterable[Line]) -> str:
    """Return the table as text."""
    rows = [COLUMNS, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if 1 <= column <= 6 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.what,
        _number(line.rate, ",.0f"),
        _number(line.p50, ".1f"),
        _number(line.p99, ".1f"),
        _number(line.cpu, ",.0f"),
        _number(line.by_rate, ".3g"),
        _number(line.by_cpu, ".3g"),
        str(line.target or ""),
        line.verdict,
        line.note,
    )


def _number(figure: float | None, spelling: str) -> str:
    return "" if figure is None else format(figure, spelling)


def write_json(lines: Iterable[Line], facts: dict[str, object], path: Path) -> None:
    """Write the same for programs."""
    told = [{**asdict(line), "verdict": line.verdict} for line in lines]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**facts, "lines": told}, indent=1, ensure_ascii=False) + "\n")
