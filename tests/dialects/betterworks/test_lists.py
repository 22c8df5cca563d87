"""Reading: recognitions and their filters, departments, pages, and what a list costs."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import directory, records, users
from accounts.models import Department
from peerly.dialects import DIALECTS
from tests.api import Api
from tests.cast import CoreValueFactory, RecognitionFactory, UserFactory
from tests.dialects.betterworks.bot import ROOT, Bot

pytestmark = pytest.mark.django_db


@pytest.fixture
def bot(cast: SimpleNamespace) -> Bot:
    """A key of an ordinary user at Acme."""
    return Bot(cast.ann)


@pytest.fixture
def told(cast: SimpleNamespace) -> SimpleNamespace:
    """Three recognitions a year apart beside the cast's."""
    kind = CoreValueFactory(organisation=cast.acme, text="Be kind")
    moments = [datetime(year, 6, 1, 12, tzinfo=UTC) for year in (2021, 2022, 2023)]
    cast.first, cast.second, cast.third = (
        RecognitionFactory(given_by=by, given_for=to, core_value=value, given_at=moment)
        for by, to, value, moment in zip(
            (cast.ann, cast.ben, cast.cal),
            (cast.ben, cast.cal, cast.ann),
            (kind, kind, cast.outcome),
            moments,
            strict=True,
        )
    )
    cast.kind = kind
    return cast


def ids(bot: Bot, query: str) -> list[int]:
    """Return the ids of the recognitions that fit."""
    return [row["id"] for row in bot.results(f"recognitions/?{query}")]


def test_recognitions_come_newest_first(told: SimpleNamespace, bot: Bot) -> None:
    assert ids(bot, "") == [each.pk for each in (told.thanks, told.third, told.second, told.first)]


def test_recognitions_are_filtered_by_author_and_receiver(told: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=told.ada, person=told.ben, employee_id="E-7")
    assert [row["author"]["id"] for row in Bot(told.ada).results("recognitions/?author=E-7")] == [
        told.ben.pk
    ]
    for ben in (told.ben.pk, "ben@acme.test"):
        assert ids(bot, f"author={ben}") == [told.second.pk]
        assert ids(bot, f"for_user={ben}") == [told.thanks.pk, told.first.pk]
    assert ids(bot, f"author={told.ann.pk}&for_user={told.ben.pk}&hashtag=be+kind") == [
        told.first.pk
    ]
    for nobody in ("E-8", "nobody@acme.test", told.zoe.pk, 2**40, "zoe@globex.test", "%00", ""):
        assert ids(bot, f"author={nobody}") == []


def test_what_somebody_gave_who_left_is_still_found(told: SimpleNamespace, bot: Bot) -> None:
    users.remove(by=told.ada, person=told.ben)

    assert ids(bot, f"author={told.ben.pk}") == [told.second.pk]


def test_recognitions_are_filtered_by_hashtag(told: SimpleNamespace, bot: Bot) -> None:
    for kind in (told.kind.pk, "Be+kind", "be%20KIND", "%23be+kind"):
        assert ids(bot, f"hashtag={kind}") == [told.second.pk, told.first.pk]
    for nothing in ("kind", told.candour.pk, "Candour", "%00", 2**40):
        assert ids(bot, f"hashtag={nothing}") == []


def test_recognitions_are_filtered_by_time(told: SimpleNamespace, bot: Bot) -> None:
    first, second, third = told.first.pk, told.second.pk, told.third.pk
    assert ids(bot, "created_before=2022-06-01T12:00:00Z") == [first]
    assert ids(bot, "created_before=2022-06-01T12:00:00.000001Z") == [second, first]
    assert ids(bot, "created_after=2022-06-01T12:00:00Z&created_before=2024-01-01") == [
        third,
        second,
    ]
    assert ids(bot, "created_after=2022-06-01&created_before=2022-06-02") == [second]
    assert ids(bot, "created_after=2022-06-01T14:00:00%2B02:00&created_before=2022-06-02") == [
        second
    ]
    assert ids(bot, "created_after=2022-06-01T12:00:01&created_before=2022-06-02") == []


@pytest.mark.parametrize("moment", ["soon", "", "2022-13-01", "2022-06-31", "1654084800", "%00"])
def test_a_moment_that_is_none_is_refused(bot: Bot, moment: str) -> None:
    for name in ("created_after", "created_before"):
        answer = bot.get(f"recognitions/?{name}={moment}")
        assert (answer.status_code, list(answer.json())) == (400, [name])


def test_moments_at_the_ends_of_the_calendar_are_no_bugs(bot: Bot) -> None:
    for moment in ("0001-01-01", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
        for name in ("created_after", "created_before"):
            assert bot.get(f"recognitions/?{name}={moment}").status_code in {200, 400}


def test_hidden_recognitions_never_show(told: SimpleNamespace) -> None:
    told.second.hidden_at = timezone.now()
    told.second.save()
    for who in (told.ann, told.ben, told.mo, told.ada):
        assert told.second.pk not in ids(Bot(who), "")
        answer = Bot(who).get(f"recognitions/{told.second.pk}/")
        assert answer.content == Bot(who).get(f"recognitions/{2**40}/").content


def test_departments_are_listed_by_name_with_their_parents(cast: SimpleNamespace) -> None:
    top = directory.create(by=cast.ada, kind=Department, name="operations")
    directory.create(by=cast.ada, kind=Department, name="Export", parent=top)
    directory.create(by=cast.gus, kind=Department, name="Zanzibar")
    bot = Bot(cast.ada)

    rows = bot.results("departments/")

    assert [(row["name"], row["parent"]) for row in rows] == [
        ("Export", {"id": top.pk, "name": "operations"}),
        ("operations", None),
    ]
    assert bot.get(f"departments/{top.pk}/").json() == rows[1]
    assert bot.get(f"department/{top.pk}").json() == rows[1]


def test_the_singular_means_the_same(cast: SimpleNamespace) -> None:
    bot = Bot(cast.ada)
    for plural in ("users", "departments", "recognitions"):
        answers = [bot.get(path).json() for path in (plural, f"{plural}/", plural[:-1])]
        answers.append(bot.get(f"{plural[:-1]}/").json())
        assert answers[1:] == answers[:1] * 3
    made = bot.post("user/", {"email": "new@acme.test", "first_name": "New"})
    assert made.status_code == 201


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "1e2", "\u0661", "%00", "9" * 30])
def test_a_page_or_size_that_is_none_is_refused(bot: Bot, number: str) -> None:
    for name in ("page", "size"):
        answer = bot.get(f"users/?{name}={number}")
        assert (answer.status_code, list(answer.json())) == (400, [name])


def test_the_next_page_has_the_filters_of_this_one(
    told: SimpleNamespace, bot: Bot, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://peerly.example"
    RecognitionFactory(given_by=told.ann, given_for=told.cal, core_value=told.kind)
    first = bot.get("recognitions/?author=ann%40acme.test&size=2").json()

    assert first["nextURL"] == (
        f"https://peerly.example{ROOT}/recognitions/?author=ann%40acme.test&size=2&page=2"
    )
    assert (first["count"], first["more"]) == (3, True)
    rest = bot.get(f"recognitions/?{first['nextURL'].partition('?')[2]}").json()
    assert [row["id"] for row in rest["results"]] == [told.first.pk]
    assert (rest["count"], rest["more"], rest["nextURL"]) == (3, False, None)


def test_a_list_costs_the_same_for_one_row_and_for_a_hundred(cast: SimpleNamespace) -> None:
    bot = Bot(cast.ada)
    for number, person in enumerate(UserFactory.create_batch(99, organisation=cast.acme)):
        records.keep(
            by=cast.ada,
            person=person,
            employee_id=f"E-{number}",
            manager=cast.ada,
            departments=[directory.Named(Department, f"D{number % 9}")],
        )
        RecognitionFactory(given_by=person, given_for=cast.ben, core_value=cast.outcome)
    for path in ("users", "departments", "recognitions"):
        costs = []
        for size in (1, 100):
            with CaptureQueriesContext(connection) as queries:
                assert bot.get(f"{path}/?size={size}").status_code == 200
            costs.append(len(queries))
        assert costs[0] == costs[1], path
        assert costs[1] <= 6, path


# At the door ----------------------------------------------------------------


def test_plain_http_fails_in_shape_and_is_not_redirected(cast: SimpleNamespace, bot: Bot) -> None:
    answer = bot.get("users/", **{"X-Forwarded-Proto": "http", "X-Request-Id": "7"})

    assert (answer.status_code, list(answer.json())) == (403, ["detail"])
    assert "https" in answer.json()["detail"]
    assert "Location" not in answer
    assert answer["X-Request-Id"] == "7"


def test_a_key_in_the_address_or_beside_another_credential_is_a_400(bot: Bot) -> None:
    in_address = bot.get(f"users/?api_token={bot.secret}")
    others = {name for each in DIALECTS for name in each.credential_headers} - {"Authorization"}

    assert (in_address.status_code, list(in_address.json())) == (400, ["key"])
    assert str(bot.secret) not in in_address.content.decode()
    for header in others:
        beside = bot.get("users/", **{header: "plc_x"})
        assert (beside.status_code, list(beside.json())) == (400, ["Authorization"])


def test_a_browser_is_answered_in_json(bot: Bot) -> None:
    for path in ("users/", "goals/", "users/nobody/"):
        answer = bot.get(path, Accept="text/html")
        assert answer["Content-Type"] == "application/json"


def test_other_versions_are_not_theirs(bot: Bot) -> None:
    for path in ("/api/v2/users", "/api/v11/users", "/api/v1x/users"):
        answer = Api().ask("GET", path, Authorization=f"APIToken {bot.secret}")
        assert answer.status_code == 404
        assert "detail" not in answer.json()
