"""One process: its CPU, its memory, and what it does on SQLite."""

from __future__ import annotations

from bench import dataset, machine, served
from bench.load import drive
from bench.rounds import Side
from bench.rows.reads import FEED, versus
from bench.rows.writes import HI5, JOINING
from bench.sqlite_copy import sqlite_copy
from bench.stage import RICH, Stage, reading, writing
from bench.table import Line, Target

REQUESTS, QUICKLY = 100_000, 5_000
MOST_SECONDS, QUICK_SECONDS = 300, 30
GROWTH = 0.02
"""Share by which memory may differ between the middle and the end: noise, not growth."""


def cpu(stage: Stage) -> list[Line]:
    """The CPU of the feed, without web server and PostgreSQL, beside bare's."""
    tokens = [each["Authorization"].removeprefix("Bearer ") for each in stage.readers]
    told = stage.inside("cpu", path=FEED, tokens=tokens)
    bare, joined, ours = (told["us"][each] for each in ("bare", "joined", "peerly"))
    note = f"{ours:,.0f} µs against {bare:,.0f} µs (joined {joined:,.0f} µs), best of 9 × 150"
    target = Target(1.6, is_least=False)
    return [
        Line(
            "feed's CPU in process, × bare",
            judged=(ours / bare,),
            by_cpu=ours / bare,
            target=target,
            note=note,
        )
    ]


def memory(stage: Stage) -> list[Line]:
    """What one worker holds after many requests, and whether it goes on growing."""
    wanted, at_most = (QUICKLY, QUICK_SECONDS) if stage.is_quick else (REQUESTS, MOST_SECONDS)
    load = reading(FEED, stage.readers)
    with served.running("peerly", stage.work, workers=1) as app:
        drive(app, load, 1, stage.database)
        start, done, spent, sizes = machine.memory(app.process), 0, 0, []
        while done < wanted and spent < at_most:
            done += drive(app, load, 2 if stage.is_quick else 5, stage.database).requests
            spent += 2 if stage.is_quick else 5
            sizes.append(machine.memory(app.process))
            stage.say(f"  {done:,} requests: {sizes[-1]:.0f} MB")
    middle, end = sizes[len(sizes) // 2], sizes[-1]
    still = "still" if end <= middle * (1 + GROWTH) else "GROWING"
    note = f"{start:.0f} MB at first, {end:.0f} MB after {done:,} requests, {still}"
    if done < REQUESTS:
        note += f" (not {REQUESTS:,})"
    return [
        Line(
            "memory of one worker",
            target=Target(110, False, "MB"),
            note=note,
            judged=(end if still == "still" else float("inf"),),
        )
    ]


def sqlite(stage: Stage) -> list[Line]:
    """The feed and hi5s on SQLite, one worker, beside one on PostgreSQL."""
    loads = {
        "feed": reading(FEED, stage.readers),
        "hi5": writing(HI5, stage.givers, JOINING, stage.recognitions),
    }
    lines: list[Line] = []
    original = stage.grown(dataset.STANDARD)
    with (
        sqlite_copy(original, stage.work, RICH, stage.say) as url,
        served.running("peerly", url, workers=1) as one,
    ):
        other = stage.app("peerly", workers=1)
        for what, load in loads.items():
            duel = stage.duel([Side("SQLite", one, load), Side("PostgreSQL", other, load)])
            name = f"{what} on SQLite, × PostgreSQL"
            lines += versus(duel, "SQLite", "PostgreSQL", name, Target(0.5))
    return lines
