"""What the rows of the table stand on: databases, people, running applications."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from functools import cached_property
from typing import Any

import psycopg

from bench import databases, dataset, postgres, served
from bench.databases import copied, environment
from bench.dataset import Say, Shape
from bench.load import Client, Load, Turns
from bench.places import OWN, ROOT
from bench.postgres import named
from bench.rounds import Duel, Pace, Side
from bench.served import App

READERS = [f"person{number}@org1.example" for number in range(11, 51)]
ADMINISTRATOR = "person1@org1.example"
RICH = 1_000_000
"""Hi5s that nobody can spend in a run."""

# People without any hi5 yet, each with a ledger that adds up to what they have.
NEWCOMERS = """
WITH fresh AS (
    INSERT INTO accounts_user (password, organisation_id, role, email, first_name, last_name,
           display_name, is_on_leaderboard, joined_at, restorations,
           first_name_folded, last_name_folded, display_name_folded)
    SELECT '!', 1, 3, %(name)s || n || '@org1.example', 'Nia', 'Newman', '', true, now(), 0,
           'nia', 'newman', ''
    FROM generate_series(1, %(count)s) n RETURNING id, email
), grants AS (
    INSERT INTO recognition_ledgerentry
           (organisation_id, user_id, kind, amount, period_start, opens_period, reason, at)
    SELECT 1, id, 'grant', %(balance)s, date_trunc('month', now(), 'UTC'), true, 'quota', now()
    FROM fresh
), purses AS (
    INSERT INTO recognition_allowance (organisation_id, user_id, period_start, balance)
    SELECT 1, id, date_trunc('month', now(), 'UTC'), %(balance)s FROM fresh
)
SELECT email FROM fresh ORDER BY id
"""


class Stage:
    """Makes what a row asks for when it first asks, and clears everything away at the end."""

    def __init__(self, server: str, pace: Pace, is_quick: bool, say: Say) -> None:
        self.server, self.pace, self.is_quick, self.say = server, pace, is_quick, say
        self.things = ExitStack()
        self.database = postgres.main_process()
        self.apps: dict[tuple[str, str, int], App] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is compared; a quick run has no time for the naive one where it is no measure."""
        return ("bare", "peerly") if self.is_quick else ("bare", "peerly", "naive")

    def app(self, kind: str, url: str | None = None, workers: int = 2) -> App:
        """Return a running application, started if need be; over ``work`` unless told."""
        key = (kind, url or self.work, workers)
        if key not in self.apps:
            self.apps[key] = self.things.enter_context(served.running(*key))
        return self.apps[key]

    @cached_property
    def work(self) -> str:
        """The standard rows, in a database that may be written to."""
        name = databases.ensure(self.server, dataset.STANDARD, self.say)
        self.say("copying the rows, so that they may be written to")
        return self.things.enter_context(copied(self.server, name, f"work_{os.getpid()}"))

    def grown(self, shape: Shape) -> str:
        """Return the URL of a database of another size, which is only read."""
        return named(self.server, databases.ensure(self.server, shape, self.say))

    def inside(self, what: str, url: str | None = None, **told: Any) -> Any:
        """Call a function of ``bench.inside`` in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.inside", what, json.dumps(told)],
            cwd=ROOT,
            env=environment(url or self.work),
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"measuring {what} failed:\n{done.stderr}")
        return json.loads(done.stdout)

    def bearers(self, emails: list[str], url: str | None = None) -> list[dict[str, str]]:
        """Return the headers with which each of these people asks the native API."""
        tokens = self.inside("tokens", url, emails=emails)
        return [{"Authorization": f"Bearer {token}"} for token in tokens]

    @cached_property
    def readers(self) -> list[dict[str, str]]:
        """The headers of forty people of the first organisation."""
        return self.bearers(READERS)

    @cached_property
    def givers(self) -> list[dict[str, str]]:
        """The headers of forty people with hi5s to give."""
        return self.bearers(self.newcomers("giver", 40, RICH))

    def newcomers(self, name: str, count: int, balance: int, url: str | None = None) -> list[str]:
        """Make people who can spend ``balance``; returns their addresses."""
        told = {"name": name, "count": count, "balance": balance}
        with psycopg.connect(url or self.work) as connection:
            return [email for (email,) in connection.execute(NEWCOMERS, told)]

    @cached_property
    def recognitions(self) -> Turns:
        """The first organisation's recognitions, each to be hi5ed once by each newcomer.

        Those given in the run are not among them: a copy of the rows may not have these.
        """
        return Turns(self._numbers("recognition_recognition WHERE organisation_id = 1"), "thanks")

    @cached_property
    def colleagues(self) -> Turns:
        """People to thank."""
        people = "accounts_user WHERE organisation_id = 1 AND id BETWEEN 100 AND 3000"
        return Turns(self._numbers(people), "people")

    def _numbers(self, rows: str) -> list[int]:
        with psycopg.connect(self.grown(dataset.STANDARD)) as connection:
            found = connection.execute(f"SELECT id FROM {rows} ORDER BY id".encode())
            return [number for (number,) in found]

    def duel(self, sides: list[Side]) -> Duel:
        """Compare."""
        return Duel(sides).fight(self.pace, self.database, self.say)

    def close(self) -> None:
        """Stop all that was started, the last one first."""
        self.things.close()
        shutil.rmtree(OWN, ignore_errors=True)


def reading(path: str, people: list[dict[str, str]]) -> Load:
    """Return the load of ``people`` who all ask for ``path``."""
    clients: list[Client] = [(path, {"Accept": "application/json", **each}) for each in people]
    return Load(clients)


def writing(
    path: str, people: list[dict[str, str]], body: str, turns: Turns, connections: int = 16
) -> Load:
    """Return the load of ``people`` who all send ``body``, each time about another id."""
    typed = {"Content-Type": "application/json"}
    clients: list[Client] = [(path, {**typed, **each}) for each in people]
    return Load(clients, "POST", body, turns, connections)
