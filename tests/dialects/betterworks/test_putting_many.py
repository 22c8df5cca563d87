"""Making and changing many people with one request."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.actions import users
from accounts.models import User
from tests.dialects.betterworks.bot import NIA, Bot
from tests.dialects.rows import changed, everything

pytestmark = pytest.mark.django_db


def test_each_row_stands_by_itself(cast: SimpleNamespace, jane: Bot) -> None:
    rows = [
        NIA,
        {"email": "bad", "first_name": ""},
        {"email": "ann@acme.test", "title": "Forwarder"},
        7,
        {"email": "x@evil.test", "first_name": "X"},
        NIA | {"last_name": "Berg"},
        {"email": "ada@acme.test", "is_active": False},
    ]

    answer = jane.post("users/", rows)

    assert answer.status_code == 200
    told = answer.json()["results"]
    assert list(answer.json()) == ["results"]
    assert [(row["index"], row["status"]) for row in told] == [
        (0, 201),
        (1, 400),
        (2, 200),
        (3, 400),
        (4, 400),
        (5, 200),
        (6, 400),
    ]
    assert list(told[0]) == ["index", "status", "id"]
    assert list(told[1]) == ["index", "status", "errors"]
    assert set(told[1]["errors"]) == {"email", "first_name"}
    assert told[2]["id"] == cast.ann.pk
    assert told[5]["id"] == told[0]["id"]
    assert told[6]["errors"] == {"non_field_errors": [users.OwnAccount.message]}
    assert jane.get("users/E-9/").json()["last_name"] == "Berg"


def test_a_hundred_rows_are_taken_and_one_more_is_not(jane: Bot) -> None:
    rows = [{"email": f"n{number}@acme.test", "first_name": "N"} for number in range(101)]
    before = everything()
    answer = jane.post("users/", rows)
    assert (answer.status_code, answer.json()) == (
        400,
        {"non_field_errors": ["Send at most 100 at once."]},
    )
    assert changed(before, everything()) == []
    told = jane.post("users/", rows[:100]).json()["results"]
    assert {row["status"] for row in told} == {201}
    assert jane.post("users/", []).json() == {"results": []}


def test_rows_come_only_where_people_are_put(cast: SimpleNamespace, jane: Bot) -> None:
    answer = jane.post(f"users/{cast.ben.pk}/", [{"title": "x"}])

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "The body must be a JSON object."},
    )


def test_an_ordinary_users_key_puts_no_rows(cast: SimpleNamespace) -> None:
    answer = Bot(cast.ann).post("users/", [NIA])

    assert answer.status_code == 403
    assert not User.objects.filter(email="nia@acme.test").exists()
