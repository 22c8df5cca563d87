"""Lists, and the page in a browser."""

from __future__ import annotations

from typing import Any

from bench.load import Load
from bench.rounds import Duel, Side
from bench.stage import READERS, Stage, reading
from bench.table import Line, Target

ROWS = 25
FEED = f"/recognitions?limit={ROWS}"
USERS = f"/users?limit={ROWS}"
SEARCH = f"{USERS}&starts_with=ma"

ALSO = {"bare": ["bare", "joined"]}
"""What is shown beside: the same, the caller being looked up by the statement that reads."""


def feed(stage: Stage) -> list[Line]:
    """GET /recognitions, beside bare and naive."""
    return _compared(stage, FEED, Target(0.70))


def users(stage: Stage) -> list[Line]:
    """GET /users."""
    return _compared(stage, USERS, Target(0.60))


def starts_with(stage: Stage) -> list[Line]:
    """GET /users by the beginning of a name."""
    return _compared(stage, SEARCH, Target(0.60))


def page(stage: Stage) -> list[Line]:
    """The feed in a browser, beside the feed of the API."""
    app = stage.app("peerly")
    cookies = [{"Cookie": each} for each in stage.inside("sessions", emails=READERS)]
    html = Side("page", app, Load([("/", each) for each in cookies]))
    api = Side("API", app, reading(FEED, stage.readers))
    answer = html.load.one(app)
    assert answer.status == 200, answer
    assert answer.body.count(b"<article") >= 10, "the page shows no feed"
    duel = stage.duel([html, api])
    return versus(duel, "page", "API", "HTML feed page, × the API's feed", Target(0.5))


def _compared(stage: Stage, path: str, target: Target) -> list[Line]:
    load = reading(path, stage.readers)
    kinds = [kind for each in stage.kinds for kind in ALSO.get(each, [each])]
    sides = [Side(kind, stage.app(kind), load) for kind in kinds]
    require_same(sides)
    return versus(stage.duel(sides), "peerly", "bare", f"GET {path}", target)


def require_same(sides: list[Side]) -> None:
    """End the bench unless all answer, all but naive with the same JSON."""
    answers = [side.load.one(side.app) for side in sides]
    for side, answer in zip(sides, answers, strict=True):
        assert answer.status == 200, (side.name, answer)
    alike = {
        side.name: answer
        for side, answer in zip(sides, answers, strict=True)
        if side.name != "naive"  # which says no more than a newcomer would
    }
    one, *others = (_without_place(answer.json()) for answer in alike.values())
    assert all(one == other for other in others), f"{[*alike]} do not answer the same"
    assert len(one["data"]) == ROWS, len(one["data"])
    sizes = [len(answer.body) for answer in alike.values()]
    assert max(sizes) - min(sizes) < 64, f"answers of {sizes} bytes"


def _without_place(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told but for the cursor, which is signed with the time."""
    told["meta"]["next_cursor"] = bool(told["meta"]["next_cursor"])
    return told


def versus(duel: Duel, mine: str, reference: str, what: str, target: Target | None) -> list[Line]:
    """Return a line of ``mine`` with its ratios to ``reference``, and lines of the others."""
    by_rate, by_cpu = duel.ratio(mine, reference, "rate"), duel.ratio(reference, mine, "cpu")
    restless = duel.restless()
    note = f"{restless} of {len(duel.samples[mine])} rounds not calm" if restless else ""
    judged = (by_rate, by_cpu)
    lines = [line(duel, mine, what, (by_rate, by_cpu), target, judged, note)]
    for side in duel.sides:
        if side.name == reference:
            lines.append(line(duel, side.name, f"  {side.name}"))
        elif side.name != mine:
            against = duel.ratio(side.name, reference, "rate")
            cost = duel.ratio(reference, side.name, "cpu")
            lines.append(line(duel, side.name, f"  {side.name}", (against, cost)))
    return lines


def line(
    duel: Duel,
    name: str,
    what: str,
    ratios: tuple[float | None, float | None] = (None, None),
    target: Target | None = None,
    judged: tuple[float, ...] = (),
    note: str = "",
) -> Line:
    """Return a line with the figures of one side."""
    rate, p50, p99, cpu = (duel.typical(name, each) for each in ("rate", "p50", "p99", "cpu"))
    return Line(what, rate, p50, p99, cpu, *ratios, target, judged, note)
