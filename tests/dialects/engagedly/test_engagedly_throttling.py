"""429: how often a pair of keys may be used, exactly, and for how long it is paused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
import time_machine
from django.db import connections
from django.test import Client
from pytest_django import Settings

from tests.cast import assemble
from tests.concurrency.rush import Ask, rush, together
from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.bad_pairs import good_pair
from tests.dialects.engagedly.hooks import HOOKS
from tests.server import running

PATH = "/beta/permissions?size=1"
START = 1_794_999_600  # the start of a window of sixty seconds
LIMIT, THREADS, EACH = 20, 4, 9


def told(answer):
    """Return (status, remaining, seconds until the reset)."""
    left = int(answer.headers["X-RateLimit-Remaining"])
    return answer.status_code, left, int(answer.headers["X-RateLimit-Reset"])


@pytest.mark.django_db
def test_every_answer_tells_the_limit_and_what_is_left(play: Play, settings: Settings):
    settings.INTEGRATION_RATE = (3, 60)
    ada = play.signed_in(play.here.admin)
    with time_machine.travel(START + 7, tick=False):
        asked = (("GET", PATH), ("GET", "/beta/users/x"), ("PUT", "/beta/users"))
        answers = [ada.ask(*each) for each in asked]
        refused = ada.ask("GET", PATH)

    assert [told(each) for each in answers] == [
        (200, 2, START + 60),
        (404, 1, START + 60),
        (405, 0, START + 60),
    ]
    assert {each.headers["X-RateLimit-Limit"] for each in [*answers, refused]} == {"3"}
    assert told(refused) == (429, 0, START + 67)
    assert refused["Retry-After"] == "60"
    assert list(refused.json()) == ["error_type", "message"]
    assert refused.json()["error_type"] == "rate_limit_exceeded"


@pytest.mark.django_db
def test_pauses_grow_from_one_minute_to_fifteen_and_are_forgiven(play: Play, settings: Settings):
    settings.INTEGRATION_RATE = (1, 60)
    ada = play.signed_in(play.here.admin)
    now, waits = START, []
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(6):
            assert ada.ask("GET", PATH).status_code == 200
            refused = ada.ask("GET", PATH)
            waits.append(int(refused["Retry-After"]))
            clock.move_to(now + waits[-1] - 1)
            last = ada.ask("GET", PATH)
            assert (last.status_code, last["Retry-After"]) == (429, "1")
            now += waits[-1] + 60 - (waits[-1] % 60)
            clock.move_to(now)
        assert ada.ask("GET", PATH).status_code == 200
        clock.move_to(now + 900)  # fifteen quiet minutes after the last pause, and more
        assert ada.ask("GET", PATH).status_code == 200
        waits.append(int(ada.ask("GET", PATH)["Retry-After"]))

    assert waits == [60, 180, 300, 600, 900, 900, 60]


@pytest.mark.django_db
def test_each_pair_has_a_limit_of_its_own_and_no_signature_has_none(play: Play, settings: Settings):
    settings.INTEGRATION_RATE = (1, 60)
    with time_machine.travel(START, tick=False):
        one, two = (Caller(HOOKS, play.here.admin) for _ in range(2))
        assert [one.ask("GET", PATH).status_code for _ in range(2)] == [200, 429]
        assert [one.ask("GET", "/api/beta/users").status_code for _ in range(2)] == [429, 429]
        assert two.ask("GET", PATH).status_code == 200
        for _ in range(3):
            answer = play.nobody.ask("GET", PATH)
            assert answer.status_code == 401
            assert "X-RateLimit-Limit" not in answer.headers


@pytest.mark.django_db
def test_where_the_window_is_longer_the_pause_lasts_until_its_end(play: Play, settings: Settings):
    settings.INTEGRATION_RATE = (2, 3600)
    begin = START - START % 3600
    ada = play.signed_in(play.here.admin)
    with time_machine.travel(begin + 600, tick=False) as clock:
        assert [ada.ask("GET", PATH).status_code for _ in range(2)] == [200, 200]
        refused = ada.ask("GET", PATH)
        assert (told(refused), refused["Retry-After"]) == ((429, 0, begin + 3600), "3000")
        clock.move_to(begin + 3599)
        last = ada.ask("GET", PATH)
        assert (last.status_code, last["Retry-After"]) == (429, "1")
        # Begun ten seconds before the end of a window, a pause outlasts it.
        clock.move_to(begin + 7190)
        statuses = [ada.ask("GET", PATH).status_code for _ in range(3)]
        clock.move_to(begin + 7200)
        paused = ada.ask("GET", PATH)
        assert (statuses, paused.status_code, paused["Retry-After"]) == ([200, 200, 429], 429, "50")


@pytest.mark.django_db(transaction=True)
def test_four_threads_with_connections_of_their_own_get_the_limit_exactly(settings: Settings):
    settings.INTEGRATION_RATE = (LIMIT, 10**9)
    headers = good_pair(assemble().ada)
    answers: list[int] = []

    def send(start: Callable[[], object]) -> None:
        client = Client(raise_request_exception=False)
        start()
        for _ in range(EACH):
            answers.append(client.get(PATH, headers=headers).status_code)
        connections.close_all()

    together([partial(send) for _ in range(THREADS)])

    assert Counter(answers) == {200: LIMIT, 429: THREADS * EACH - LIMIT}


@pytest.mark.django_db(transaction=True)
def test_four_workers_of_a_server_get_the_limit_exactly():
    headers = good_pair(assemble().ada)
    with running(WORKERS="4", INTEGRATION_RATE=f"{LIMIT}/86400") as server:
        answers = rush(server, [Ask(None, "GET", PATH, headers=headers)] * 48, clients=12)

    assert Counter(each.status_code for each in answers) == {200: LIMIT, 429: 28}
    let_in = [each for each in answers if each.status_code == 200]
    left = sorted(int(each.headers["X-RateLimit-Remaining"]) for each in let_in)
    assert left == list(range(LIMIT))  # no two are told the same number
