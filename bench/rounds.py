"""Sides against each other: in turn, in another order each round, while the machine is calm."""

from __future__ import annotations

import os
from dataclasses import dataclass
from statistics import median

from bench import machine
from bench.dataset import Say
from bench.load import Load, Sample, drive
from bench.served import App

FEWEST = 3
"""Calm rounds that a figure stands on; where there are fewer, the calmest so many do."""


@dataclass(frozen=True)
class Side:
    """One of those compared."""

    name: str
    app: App
    load: Load


@dataclass(frozen=True)
class Pace:
    """How long everything takes."""

    rounds: int
    seconds: float
    patience: float
    """Seconds to wait for a calm machine before each round."""


class Duel:
    """The samples of all sides, round by round."""

    def __init__(self, sides: list[Side]) -> None:
        self.sides = sides
        self.samples: dict[str, list[Sample]] = {side.name: [] for side in sides}

    def fight(self, pace: Pace, database: int, say: Say) -> Duel:
        """Let each side have its turn in every round."""
        for side in self.sides:
            drive(side.app, side.load, 1, database)  # connections, caches, prepared statements
        for number in range(pace.rounds):
            shift = number % len(self.sides)
            for side in self.sides[shift:] + self.sides[:shift]:
                machine.await_calm(os.getpid(), database, at_most=pace.patience)
                sample = drive(side.app, side.load, pace.seconds, database)
                self.samples[side.name].append(sample)
                restless = (
                    "" if sample.foreign <= machine.CALM else f", {sample.foreign:.0%} foreign"
                )
                say(f"  round {number + 1}: {side.name} {sample.rate:,.0f}/s{restless}")
        return self

    def calm(self) -> list[int]:
        """Return the rounds to judge by."""
        worst = [
            max(each.foreign for each in row) for row in zip(*self.samples.values(), strict=True)
        ]
        calm = [number for number, foreign in enumerate(worst) if foreign <= machine.CALM]
        if len(calm) >= min(FEWEST, len(worst)):
            return calm
        return sorted(range(len(worst)), key=lambda number: worst[number])[:FEWEST]

    def typical(self, name: str, what: str) -> float:
        """Return the median of a figure over the calm rounds."""
        return median(self._figure(name, number, what) for number in self.calm())

    def ratio(self, name: str, reference: str, what: str) -> float:
        """Return the median of the ratios, each taken within one round."""
        return median(
            self._figure(name, number, what) / self._figure(reference, number, what)
            for number in self.calm()
        )

    def _figure(self, name: str, number: int, what: str) -> float:
        return float(getattr(self.samples[name][number], what))

    def restless(self) -> int:
        """Return in how many rounds somebody else was busy."""
        return sum(
            any(each.foreign > machine.CALM for each in row)
            for row in zip(*self.samples.values(), strict=True)
        )
