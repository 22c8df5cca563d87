"""Giving recognitions and hi5s, alone and all at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg

from bench import databases
from bench.rounds import Side
from bench.rows.reads import line, versus
from bench.served import App
from bench.stage import RICH, Stage, writing
from bench.table import Line, Target

THANKS = '{"given_for": @, "core_value_id": 3, "text": "Stayed with our customer until it ran."}'
JOINING = '{"comment": "So true!"}'
HI5 = "/recognitions/@/hi5"
RACERS, BALANCE = 20, 10


def give(stage: Stage) -> list[Line]:
    """POST /recognitions, with an Idempotency-Key."""
    load = writing("/recognitions", stage.givers, THANKS, stage.colleagues)
    sides = [Side(kind, stage.app(kind), load) for kind in stage.kinds]
    _require_same(sides)
    return versus(stage.duel(sides), "peerly", "bare", "POST /recognitions", Target(0.60))


def hi5(stage: Stage) -> list[Line]:
    """POST a hi5: forty givers, ledger and Idempotency-Key included."""
    load = writing(HI5, stage.givers, JOINING, stage.recognitions)
    sides = [Side(kind, stage.app(kind), load) for kind in stage.kinds]
    _require_same(sides)
    return versus(stage.duel(sides), "peerly", "bare", "POST hi5, 40 givers", Target(0.60))


def one_giver(stage: Stage) -> list[Line]:
    """One giver over twenty connections, beside the naive SELECT FOR UPDATE."""
    lone = stage.bearers(stage.newcomers("lone", 1, RICH))
    load = writing(HI5, lone, JOINING, stage.recognitions, connections=20)
    sides = [Side(kind, stage.app(kind), load) for kind in ("naive", "peerly", "bare")]
    duel = stage.duel(sides)
    by_rate, by_cpu = duel.ratio("peerly", "naive", "rate"), duel.ratio("naive", "peerly", "cpu")
    what = "POST hi5, 1 giver × 20, × naive"
    return [
        line(duel, "peerly", what, (by_rate, by_cpu), Target(12), (by_rate,)),
        line(duel, "naive", "  naive"),
        line(duel, "bare", "  bare"),
    ]


def race(stage: Stage) -> list[Line]:
    """Twenty connections at once for a balance of ten: exactly ten hi5s, each trial."""
    trials = 3 if stage.is_quick else 20
    wrong = 0
    app = stage.app("peerly")
    emails = stage.newcomers("racer", trials, BALANCE)
    for email, bearer in zip(emails, stage.bearers(emails), strict=True):
        statuses = _rushed(app, bearer, [stage.recognitions.next() for _ in range(RACERS)])
        given, left = _outcome(stage.work, email)
        exact = statuses == {201: BALANCE, 400: RACERS - BALANCE}
        wrong += not (exact and given == BALANCE and left == 0)
    note = f"{trials} trials of {RACERS} connections, {wrong} not exact"
    if not stage.is_quick:  # every hi5 of the run, whichever application it came through
        note += f"; ledger of {databases.manage(stage.work, 'verify_ledger').strip()}"
    return [Line("hi5 race for 10", target=Target(0, False, "wrong"), judged=(wrong,), note=note)]


def _rushed(app: App, bearer: dict[str, str], numbers: list[int]) -> Counter[int]:
    gate = Barrier(len(numbers))

    def ask(number: int) -> int:
        gate.wait()
        headers = {"Content-Type": "application/json", **bearer}
        return app.ask("POST", HI5.replace("@", str(number)), headers, JOINING).status

    with ThreadPoolExecutor(len(numbers)) as crowd:
        return Counter(crowd.map(ask, numbers))


def _outcome(url: str, email: str) -> tuple[int, int]:
    """Return how many hi5s somebody gave, and how many are left to them."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM recognition_hi5 WHERE given_by_id = u.id), a.balance"
            " FROM accounts_user u JOIN recognition_allowance a ON a.user_id = u.id"
            " WHERE u.email = %s",
            [email],
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _require_same(sides: list[Side]) -> None:
    """End the bench unless all make what was asked for, the first two in the same words."""
    answers = [side.load.one(side.app) for side in sides]
    for side, answer in zip(sides, answers, strict=True):
        assert answer.status == 201, (side.name, answer)
    one, other = (answer.json()["data"] for answer in answers[:2])
    assert one.keys() == other.keys(), (one, other)
