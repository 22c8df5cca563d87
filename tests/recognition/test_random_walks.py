"""Whatever people do in whatever order, balances are what a much simpler model says they are."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import User
from recognition.models import Recognition
from tests.cast import UserFactory
from tests.recognition.asking import assert_ledger_is_exact, thank

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 15, 18, 30, tzinfo=UTC)  # 16 November, 00:00 in Kolkata
WEEK = timedelta(weeks=1)
STEPS = 50


@dataclass
class Model:
    """Hi5s and balances, in a few lines and without a database."""

    now: datetime
    limit: int = 5
    coming_limit: int = 5
    week: int = 0
    balances: dict[int, int] = field(default_factory=dict)
    hi5s: dict[tuple[int, int], tuple[datetime, int | None]] = field(default_factory=dict)
    """When each was given, and in which week it was paid; None if it is not."""
    hidden: set[int] = field(default_factory=set)

    def pass_time(self, pause: timedelta) -> None:
        """Move on; in a new week everybody has the limit again."""
        self.now += pause
        week = (self.now - MONDAY) // WEEK
        if week > self.week:
            self.week, self.limit = week, self.coming_limit
            self.balances.clear()

    def balance(self, who: int) -> int:
        """Return what ``who`` has left."""
        return self.balances.get(who, self.limit)

    def move(self, who: int, amount: int) -> None:
        """Add to a balance."""
        self.balances[who] = self.balance(who) + amount

    def give(self, who: int, row: Recognition) -> int:
        """Return the status of giving a hi5."""
        if row.pk in self.hidden:
            return 400
        if row.given_for_id == who or (who, row.pk) in self.hi5s:
            return 422
        if not self.balance(who):
            return 400
        self.move(who, -1)
        self.hi5s[who, row.pk] = (self.now, self.week)
        return 201

    def take_back(self, who: int, row: Recognition) -> int:
        """Return the status of taking one back."""
        if row.pk in self.hidden or (who, row.pk) not in self.hi5s:
            return 404
        given_at, paid_in = self.hi5s[who, row.pk]
        if self.now - given_at > timedelta(seconds=60):
            return 422
        del self.hi5s[who, row.pk]
        self.move(who, int(paid_in == self.week))
        return 200

    def review(self, row: Recognition, verdict: bool) -> int:
        """Return the status of a review."""
        if verdict != (row.pk in self.hidden):
            (self.hidden.add if verdict else self.hidden.discard)(row.pk)
            for (who, about), (given_at, paid_in) in self.hi5s.items():
                if about == row.pk and verdict and paid_in is not None:
                    self.move(who, 1)
                    self.hi5s[who, about] = (given_at, None)
                if about == row.pk and not verdict and self.balance(who):
                    self.move(who, -1)
                    self.hi5s[who, about] = (given_at, self.week)
        return 201

    def received(self, person: User, rows: list[Recognition]) -> int:
        """Return how many hi5s ``person`` has received."""
        theirs = {row.pk for row in rows if row.given_for_id == person.pk} - self.hidden
        return sum(about in theirs for _, about in self.hi5s)


def step(chance: random.Random, api: Any, cast: Any, model: Model, rows: list[Any]) -> None:
    """Do one thing in Peerly and in the model; both must answer alike."""
    who = chance.choice([cast.ann, cast.ben, cast.cal, cast.ada])
    row = chance.choice(rows)
    hi5 = f"/recognitions/{row.pk}/hi5"
    kind = chance.choice(["give"] * 6 + ["take back"] * 2 + ["review"] * 2 + ["grant", "limit"])
    if kind == "give":
        assert api(who).post(hi5).status_code == model.give(who.pk, row)
    elif kind == "take back":
        assert api(who).delete(hi5).status_code == model.take_back(who.pk, row)
    elif kind == "review":
        verdict = chance.random() < 0.6
        answer = api(cast.mo).post(f"/recognitions/{row.pk}/review", {"is_inappropriate": verdict})
        assert answer.status_code == model.review(row, verdict)
    elif kind == "grant":
        amount = chance.randint(1, 3)
        body = {"amount": amount, "reason": "Thank you"}
        assert api(cast.ada).post(f"/users/{who.pk}/hi5_grants", body).status_code == 201
        model.move(who.pk, amount)
    else:
        model.coming_limit = chance.randint(0, 6)
        body = {"hi5_limit": model.coming_limit}
        assert api(cast.ada).put(f"/organisations/{cast.acme.pk}", body).status_code == 200


@pytest.mark.parametrize("seed", range(3))
def test_balances_are_what_a_simpler_model_says(api, cast, seed):
    chance = random.Random(seed)
    model = Model(now=MONDAY + timedelta(days=2))
    dan = UserFactory(organisation=cast.acme)
    rows = [thank(cast, given_by=dan, given_for=who) for who in (cast.ann, cast.cal, cast.ada)]
    rows.append(cast.thanks)
    pauses = [timedelta(seconds=20), timedelta(minutes=2), timedelta(days=1), timedelta(days=6)]
    with time_machine.travel(model.now, tick=False) as clock:
        for _ in range(STEPS):
            model.pass_time(chance.choices(pauses, [75, 8, 12, 5])[0])
            clock.move_to(model.now)
            step(chance, api, cast, model, rows)

            told = {row["id"]: row for row in api(cast.mo).get("/users").json()["data"]}
            people = [cast.ann, cast.ben, cast.cal, cast.ada]
            assert {p.pk: told[p.pk]["hi5_quota_balance"] for p in people} == {
                p.pk: model.balance(p.pk) for p in people
            }
            assert {p.pk: told[p.pk]["hi5_count"] for p in people} == {
                p.pk: model.received(p, rows) for p in people
            }
    assert_ledger_is_exact()
    call_command("verify_ledger")
