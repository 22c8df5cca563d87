"""The rows that are measured: made by the database itself, and exact to the last hi5."""

from __future__ import annotations

import hashlib
import inspect
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from accounts.spelling import folded
from bench import words
from bench.bulk import without_indexes

LIMIT = 1000
"""Hi5s a month for everybody: more than anybody here spends."""

TABLES = [
    "accounts_user",
    "recognition_recognition",
    "recognition_hi5",
    "recognition_ledgerentry",
    "recognition_allowance",
]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Shape:
    """How many recognitions and people each of the three organisations has.

    Only the first ``active`` people of each thank one another: a company of 500,000 does not.
    """

    recognitions: tuple[int, int, int]
    people: tuple[int, int, int]
    active: int = 50_000

    @property
    def name(self) -> str:
        """Return what the database is called."""
        return f"peerly_{sum(self.recognitions)}"


STANDARD = Shape((180_000, 90_000, 30_000), (3_000, 1_500, 500))
SMALL = Shape((30_000, 1_500, 500), (5_000, 250, 80))
LARGE = Shape((3_000_000, 150_000, 50_000), (500_000, 25_000, 8_000))

HI5S = (0, 1, 2, 2, 3, 3, 4, 5, 6, 4)
"""How many hi5s recognitions get, in turn: three on average."""


def fingerprint(shape: Shape) -> str:
    """Return what changes when the rows would: data of another fingerprint are made anew."""
    folder = Path(__file__).parent
    texts = [(folder / name).read_text() for name in ("dataset.sql", "words.py")]
    made = [inspect.getsource(each) for each in (_found_organisations, _people)]
    told = [*texts, *made, repr(shape), repr((LIMIT, HI5S))]
    return hashlib.sha256("".join(told).encode()).hexdigest()


def load(connection: psycopg.Connection[Any], shape: Shape, say: Say) -> None:
    """Fill a migrated, empty database with the rows of ``shape``."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        say("organisations and core values")
        _found_organisations(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with without_indexes(cursor, TABLES, say):
            say(f"{sum(shape.people):,} people")
            _write_people(cursor, shape)
            cursor.execute(
                "CREATE TEMP TABLE org (id, first, people, recognitions) ON COMMIT DROP"
                " AS SELECT * FROM unnest(%s::int8[], %s::int8[], %s::int8[], %s::int8[])",
                _organisations(shape),
            )
            for step in _steps():
                say(step.split("\n", 1)[0].removeprefix("-- "))
                cursor.execute(step.encode())


def _organisations(shape: Shape) -> list[list[int]]:
    firsts = [1, 1 + shape.people[0], 1 + shape.people[0] + shape.people[1]]
    active = [min(people, shape.active) for people in shape.people]
    return [[1, 2, 3], firsts, active, list(shape.recognitions)]


def _steps() -> list[str]:
    text = (Path(__file__).parent / "dataset.sql").read_text()
    text = text.replace(":limit", str(LIMIT)).replace(":hi5s", f"'{{{','.join(map(str, HI5S))}}}'")
    for name in ("BEGINNINGS", "ENDINGS"):
        phrases = [phrase.replace("'", "''") for phrase in getattr(words, name)]
        array = "ARRAY[" + ", ".join(f"'{phrase}'" for phrase in phrases) + "]"
        text = text.replace(f":{name.lower()}", array)
    return [step.strip() for step in text.split("\n\n") if step.strip().startswith("-- ")][1:]


def _found_organisations(cursor: psycopg.Cursor[Any]) -> None:
    for number, name in enumerate(("Acme", "Borealis", "Cobalt"), start=1):
        cursor.execute(
            "INSERT INTO accounts_organisation (name, domain_name, subscription_status,"
            " subscription_valid_upto, hi5_limit, hi5_quota_renewal_frequency, timezone,"
            " recognition_costs_hi5, has_leaderboard, is_demo)"
            " VALUES (%s, %s, 'active', '2099-01-01Z', %s, 'MONTHLY', 'UTC', false, true, false)",
            [name, f"{name.lower()}.example", LIMIT],
        )
        cursor.executemany(
            "INSERT INTO recognition_corevalue (organisation_id, text, text_folded, description)"
            " VALUES (%s, %s, %s, %s)",
            [
                [number, value, folded(value), f"What we mean by it: {value.lower()}, every day."]
                for value in words.VALUES
            ],
        )


def _write_people(cursor: psycopg.Cursor[Any], shape: Shape) -> None:
    columns = (
        "id password organisation_id role email first_name last_name display_name"
        " profile_image_url is_on_leaderboard joined_at restorations"
        " first_name_folded last_name_folded display_name_folded"
    ).split()
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY accounts_user ({}) FROM STDIN").format(listed)) as copy:
        for row in _people(shape):
            copy.write_row(row)
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), max(id)) FROM accounts_user"
    )


def _people(shape: Shape) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of people: of each organisation first an administrator, then a moderator."""
    chance = random.Random(5)
    number = 0
    for organisation, count in enumerate(shape.people, start=1):
        for position in range(count):
            number += 1
            first, last = chance.choice(words.FIRST), chance.choice(words.LAST)
            display = first if position % 3 else f"{first} {last[0]}."
            role = {0: 2, 1: 4}.get(position, 3)
            face = f"https://faces.example/{number}.svg" if position % 4 else None
            yield (
                *(number, "!", organisation, role, f"person{number}@org{organisation}.example"),
                *(first, last, display, face, True, "2024-01-01Z", 0),
                *(folded(first), folded(last), folded(display)),
            )
