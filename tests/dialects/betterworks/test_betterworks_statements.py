"""Every other statement of the page that these clients follow, each in a test named for it."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import JobTitle
from tests.cast import RecognitionFactory, UserFactory
from tests.dialects.betterworks.bot import ROOT, Bot
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


# What it does ---------------------------------------------------------------


def test_betterworks_get_reads_and_post_writes(cast: SimpleNamespace, jane: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    before = jane.get(path).json()

    changed = jane.post(path, {"title": "Forwarder"})

    assert changed.status_code == 200
    assert changed.json()["title"] == jane.get(path).json()["title"] == "Forwarder"
    assert before["title"] is None


def test_betterworks_knows_get_and_post_only(cast: SimpleNamespace, jane: Bot) -> None:
    for path in ("users/", f"users/{cast.ben.pk}/", "departments/", "recognitions/"):
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = jane.ask(method, path, {"title": "x"})
            assert answer.status_code == 405, (method, path)
            assert answer.json() == {"detail": f'Method "{method}" not allowed.'}
    assert not JobTitle.objects.exists()


def test_betterworks_user_data_has_employee_id_title_department_and_manager(
    cast: SimpleNamespace, jane: Bot
) -> None:
    sent = {
        "employee_id": "E-7",
        "title": "Forwarder",
        "department": "Export",
        "manager": "ada@acme.test",
    }
    jane.post(f"users/{cast.ben.pk}/", sent)

    told = jane.get(f"users/{cast.ben.pk}/").json()
    assert (told["employee_id"], told["title"]) == ("E-7", "Forwarder")
    assert told["department"]["name"] == "Export"
    assert told["manager"] == {"id": cast.ada.pk, "name": "Ada Tester", "email": "ada@acme.test"}


@pytest.mark.parametrize(
    "path",
    [
        "goals/",
        "goals/filter/?owner=1",
        "goals/1/checkin/",
        "conversations/",
        "conversations/templates/",
        "conversations/?deployment_id=1",
        "feedback/",
        "feedback/templates/",
        "calibration/cycles/",
        "talent_records/",
        "report_runs/",
        "sftp/",
    ],
)
def test_betterworks_goals_conversations_feedback_and_calibration_are_not_kept_here(
    jane: Bot, path: str
) -> None:
    for method in ("GET", "POST"):
        answer = jane.ask(method, path, {"value": 1} if method == "POST" else None)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_betterworks_recognition_tells_who_gave_who_received_and_the_hashtags(
    cast: SimpleNamespace, john: Bot
) -> None:
    (told,) = john.results("recognitions/")

    assert (told["author"]["id"], told["author"]["name"]) == (cast.ann.pk, "Ann Tester")
    assert (told["for_user"]["id"], told["for_user"]["name"]) == (cast.ben.pk, "Ben Tester")
    assert told["mentioned_users"] == [told["for_user"]]
    assert told["hashtags"] == [{"id": cast.outcome.pk, "name": "Own the outcome"}]
    assert (told["text"], told["is_public"]) == (cast.thanks.text, True)
    assert john.get(f"recognitions/{cast.thanks.pk}/").json() == told


def test_betterworks_recognition_is_read_only(cast: SimpleNamespace, jane: Bot) -> None:
    before = everything()
    for path in ("recognitions/", f"recognitions/{cast.thanks.pk}/"):
        answer = jane.post(path, {"text": "x", "for_user": cast.cal.pk})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert everything() == before


# Documentation and examples -------------------------------------------------


def test_betterworks_the_api_is_documented() -> None:
    assert Client().get("/docs/betterworks").status_code == 200
    document = Client().get("/openapi/betterworks.json").json()

    assert {(path, *sorted(told)) for path, told in document["paths"].items()} == {
        (f"{ROOT}/users", "get", "post"),
        (f"{ROOT}/users/{{identifier}}", "get", "post"),
        (f"{ROOT}/departments", "get"),
        (f"{ROOT}/departments/{{id}}", "get"),
        (f"{ROOT}/recognitions", "get"),
        (f"{ROOT}/recognitions/{{id}}", "get"),
    }
    listing = document["paths"][f"{ROOT}/recognitions"]["get"]
    asked = {each["name"] for each in listing["parameters"]}
    assert {"author", "for_user", "hashtag", "created_after", "created_before"} < asked
    assert {"page", "size"} < asked


def test_betterworks_a_users_data_is_retrieved_with_get(cast: SimpleNamespace, john: Bot) -> None:
    told = john.get(f"users/{cast.ben.pk}/")

    assert told.status_code == 200
    assert (told.json()["id"], told.json()["name"]) == (cast.ben.pk, "Ben Tester")


def test_betterworks_many_are_uploaded_with_one_post(jane: Bot) -> None:
    rows = [{"email": f"n{n}@acme.test", "first_name": f"N{n}"} for n in range(3)]

    answer = jane.post("users/", rows)
    assert answer.status_code == 200
    assert [(row["index"], row["status"]) for row in answer.json()["results"]] == [
        (0, 201),
        (1, 201),
        (2, 201),
    ]


# X-Request-Id ---------------------------------------------------------------


@pytest.mark.parametrize("given", ["7", "0b0a3c1e-2f41-4a4e-9a33-5b6ed1f0a1c2", "~" * 200])
def test_betterworks_a_given_request_id_comes_back(john: Bot, given: str) -> None:
    for path in ("users/", "departments/", "goals/", "users/nobody/"):
        assert john.get(path, **{"X-Request-Id": given})["X-Request-Id"] == given
    assert Bot().get("users/", **{"X-Request-Id": given})["X-Request-Id"] == given


def test_betterworks_a_request_without_an_id_is_assigned_one(john: Bot) -> None:
    told = {john.get(path)["X-Request-Id"] for path in ("users/", "users/", "goals/")}

    assert len({uuid.UUID(each) for each in told}) == 3


def test_betterworks_a_request_id_longer_than_200_is_replaced(john: Bot) -> None:
    told = john.get("users/", **{"X-Request-Id": "x" * 201})["X-Request-Id"]

    assert str(uuid.UUID(told)) == told


def test_betterworks_the_request_id_can_be_searched_for(
    john: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    from peerly.middleware import RequestIdFilter

    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.WARNING, "django.request"):
        john.get("departments/", **{"X-Request-Id": "support-case-7"})

    assert [record.request_id for record in caplog.records] == ["support-case-7"]  # type: ignore[attr-defined]


# Pages ----------------------------------------------------------------------


def test_betterworks_answers_are_spread_over_pages(cast: SimpleNamespace, john: Bot) -> None:
    UserFactory.create_batch(30, organisation=cast.acme)
    first = john.get("users/").json()
    assert (len(first["results"]), first["more"], first["count"]) == (30, True, 35)
    second = john.get(f"users/{first['nextURL'].partition('/users/')[2]}").json()

    assert (len(second["results"]), second["more"], second["nextURL"]) == (5, False, None)
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(set(ids))


def test_betterworks_a_parameter_of_the_url_asks_for_the_next_page(
    cast: SimpleNamespace, john: Bot
) -> None:
    pages = [john.results(f"users/?size=2&page={page}") for page in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [row["id"] for page in pages for row in page] == [
        row["id"] for row in john.results("users/")
    ]


def test_betterworks_size_is_at_most_100(cast: SimpleNamespace, john: Bot) -> None:
    moment = timezone.now() - timedelta(days=1)
    for number in range(101):
        RecognitionFactory(
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=cast.outcome,
            given_at=moment + timedelta(seconds=number),
        )

    for asked in (100, 101, 5000):
        told = john.get(f"recognitions/?size={asked}").json()
        assert (len(told["results"]), told["more"]) == (100, True)
        assert "size=100" in told["nextURL"]
