"""What stays the same however many rows there are."""

from __future__ import annotations

from typing import Any

from bench import dataset
from bench.load import Load
from bench.rounds import Side
from bench.rows.reads import FEED, ROWS, USERS, line, versus
from bench.stage import ADMINISTRATOR, READERS, Stage, reading
from bench.table import Line, Target

RECOGNITIONS, PEOPLE = "recognition_recognition", "accounts_user"
NOBODY = f"{USERS}&starts_with=zzq"
DEEPEST = 10_000


def feed(stage: Stage) -> list[Line]:
    """The feed at 3,000,000 recognitions, beside 30,000."""
    sides = []
    for shape in (dataset.LARGE, dataset.SMALL):
        url = stage.grown(shape)
        load = reading(FEED, stage.bearers(READERS, url))
        sides.append(Side(shape.name, stage.app("peerly", url), load))
    duel = stage.duel(sides)
    large, small = (side.name for side in sides)
    ratios = duel.ratio(large, small, "rate"), duel.ratio(small, large, "cpu")
    what = "feed at 3,000,000, × at 30,000"
    return [
        line(duel, large, what, ratios, Target(0.85), ratios[:1]),
        line(duel, small, "  at 30,000"),
    ]


def pages(stage: Stage) -> list[Line]:
    """Pages of recognitions that the feed's statement touches, as it is really sent.

    The target was set by such a page alone; names and hi5s were counted apart.
    """
    lines = []
    shapes = [dataset.STANDARD] if stage.is_quick else [dataset.SMALL, dataset.LARGE]
    for shape in shapes:
        url = stage.grown(shape)
        found = _walk(stage, url, [FEED], RECOGNITIONS)[0]
        what = f"feed: pages touched, {sum(shape.recognitions):,} rows"
        note = f"{found['own']}; {found['pages']} with names and hi5s,"
        note += f" in {found['statements']} statement(s)"
        lines.append(
            Line(what, target=Target(32, False, "pages"), judged=(found["own"],), note=note)
        )
    return lines


def offset(stage: Stage) -> list[Line]:
    """Rows skipped by number: on the index alone, and no further than 10,000."""
    url = stage.grown(dataset.STANDARD)
    paths = [f"{FEED}&offset={number}" for number in (DEEPEST, DEEPEST + 1)]
    deep, beyond = _walk(stage, url, paths, RECOGNITIONS)
    walked = f"{deep['pages']} pages{', index only' if deep['index_only'] else ''}"
    told = "cursor" in beyond["body"].lower()
    right = (
        int(deep["index_only"] and not deep["sequential"]),
        int(beyond["status"] == 400 and told),
    )
    return [
        Line(
            f"offset={DEEPEST}",
            target=Target(1, unit="index-only walk"),
            judged=right[:1],
            note=walked,
        ),
        Line(
            f"offset={DEEPEST + 1}",
            target=Target(1, unit="400 with a hint"),
            judged=right[1:],
            note=f"{beyond['status']}{', names the cursor' if told else ', names no cursor'}",
        ),
    ]


def cursor(stage: Stage) -> list[Line]:
    """A page behind 90 % of 3,000,000 recognitions, beside the first page."""
    url = stage.grown(dataset.LARGE)
    app = stage.app("peerly", url)
    people = stage.bearers(READERS, url)
    deep = Load([(_deep_path(stage, url, person), person) for person in people])
    sides = [Side("deep", app, deep), Side("first", app, reading(FEED, people))]
    for side in sides:
        answer = side.load.one(app)
        assert answer.status == 200, answer
        assert len(answer.json()["data"]) == ROWS, answer
    duel = stage.duel(sides)
    slower = duel.ratio("first", "deep", "rate")
    what = "cursor at 90 % of 3,000,000: time × first page"
    ratios = duel.ratio("deep", "first", "rate"), duel.ratio("first", "deep", "cpu")
    note = f"{slower:.2f} × the time"
    return [
        line(duel, "deep", what, ratios, Target(1.15, is_least=False), (slower,), note),
        line(duel, "first", "  first page"),
    ]


def _deep_path(stage: Stage, url: str, person: dict[str, str]) -> str:
    """Return the path of the page behind 90 %: rows are spread evenly over a year."""
    app = stage.app("peerly", url)
    newest = app.ask("GET", "/recognitions?limit=1", person).json()["data"][0]["given_at"]
    until = newest - int(0.9 * 365 * 86_400)
    meta = app.ask("GET", f"/recognitions?limit=1&until={until}", person).json()["meta"]
    return f"{FEED}&cursor={meta['next_cursor']}"


def search(stage: Stage) -> list[Line]:
    """A name that nobody has, among 500,000 people and among 5,000.

    The pages are those of the search, as the target was set by one alone.
    """
    found, sides = [], []
    for shape in (dataset.LARGE, dataset.SMALL):
        url = stage.grown(shape)
        load = reading(NOBODY, stage.bearers(READERS, url))
        sides.append(Side(shape.name, stage.app("peerly", url), load))
        found.append(_walk(stage, url, [NOBODY], PEOPLE)[0])
    duel = stage.duel(sides)
    large, small = (side.name for side in sides)
    slower = duel.ratio(small, large, "rate")
    lines = versus(duel, large, small, "starts_with, nobody of 500,000: time × 5,000", None)
    first = line(
        duel,
        large,
        lines[0].what,
        (lines[0].by_rate, lines[0].by_cpu),
        Target(1.2, is_least=False),
        (slower,),
        f"{slower:.2f} × the time",
    )
    pages = [each["pages"] - each["asker"] for each in found]
    note = f"{pages[0]} of 500,000 people, {pages[1]} of 5,000;"
    note += f" {found[0]['pages']} with who asks, in {found[0]['statements']} statement(s)"
    return [
        first,
        *lines[1:],
        Line(
            "  pages touched",
            target=Target(10, False, "pages"),
            judged=(pages[0],),
            note=note,
        ),
    ]


def rollups(stage: Stage) -> list[Line]:
    """What the leaderboard and the insights of 3,000,000 recognitions take in the database."""
    told = stage.inside(
        "database_time",
        stage.grown(dataset.LARGE),
        paths=["/leaderboard?span=year", "/insights"],
        email=ADMINISTRATOR,
    )
    lines = []
    for each in told:
        assert each["status"] == 200, each
        note = f"{each['ms']:.1f} ms in {each['statements']} statements"
        what = f"{each['path']} of 3,000,000: in the database"
        lines.append(Line(what, target=Target(50, False, "ms"), judged=(each["ms"],), note=note))
    return lines


def _walk(stage: Stage, url: str, paths: list[str], table: str) -> list[dict[str, Any]]:
    token = stage.inside("tokens", url, emails=READERS[:1])[0]
    walked: list[dict[str, Any]] = stage.inside("pages", url, paths=paths, token=token, table=table)
    return walked
