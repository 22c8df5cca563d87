"""Every dialect × every list: walking it page by page while it grows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.dialects.arrivals import ARRIVALS
from tests.dialects.asking import Play, findings
from tests.dialects.endpoints import Endpoint

pytestmark = pytest.mark.django_db

PAGE = 5


def _lists(play: Play) -> list[Endpoint]:
    """Return the lists that rows come into."""
    lists = [each for each in play.endpoints if each.operation.many]
    return [each for each in lists if each.viewset not in play.hooks.never_grow]


def _fill(play: Play, endpoint: Endpoint, rows: int) -> None:
    arrive = {**ARRIVALS, **play.hooks.arrivals}[endpoint.viewset]
    for _ in range(rows):
        arrive(play.here)


def _all_at_once(play: Play, endpoint: Endpoint) -> list[str]:
    """Return the rows as one page of a hundred shows them, each as text."""
    caller = play.sender(endpoint)
    path = caller.path(endpoint, play.here)
    answer = caller.ask("GET", path + play.hooks.first_page(100))
    return [json.dumps(row) for row in play.hooks.read_rows(answer)]


def _walk(play: Play, endpoint: Endpoint, arriving: int) -> list[str]:
    """Return all rows that pages of ``PAGE`` show, while ``arriving`` rows come per page."""
    caller = play.sender(endpoint)
    path = caller.path(endpoint, play.here)
    query: str | None = play.hooks.first_page(PAGE)
    seen: list[str] = []
    while query is not None:
        answer = caller.ask("GET", path + query)
        rows = play.hooks.read_rows(answer)
        assert len(rows) <= PAGE
        seen += [json.dumps(row) for row in rows]
        query = play.hooks.next_page(answer, PAGE)
        assert len(seen) < 100, "this walk does not end"
        if len(seen) < 40:
            _fill(play, endpoint, arriving)
    return seen


def test_every_list_is_known_to_this_test(play: Play):
    assert {each.viewset for each in _lists(play)} <= {*ARRIVALS, *play.hooks.arrivals}


def test_pages_show_every_row_once_and_in_order(play: Play):
    with findings() as wrong:
        for endpoint in _lists(play):
            _fill(play, endpoint, 12)
            whole = _all_at_once(play, endpoint)
            assert len(whole) > 2 * PAGE, f"{endpoint} has only {len(whole)} rows"
            if (walked := _walk(play, endpoint, arriving=0)) != whole:
                wrong.append(f"{endpoint}: {len(walked)} rows in pages, {len(whole)} at once")


def test_rows_that_arrive_meanwhile_make_no_page_skip_or_repeat_one(play: Play):
    with findings() as wrong:
        for endpoint in _lists(play):
            _fill(play, endpoint, 12)
            whole = _all_at_once(play, endpoint)
            walked = _walk(play, endpoint, arriving=3)
            if len(walked) != len(set(walked)) and not play.hooks.numbers_pages:
                wrong.append(f"{endpoint} shows a row twice")
            if [row for row in dict.fromkeys(walked) if row in whole] != whole:
                missing = len(set(whole) - set(walked))
                wrong.append(f"{endpoint} leaves out {missing} of {len(whole)} rows")


def test_a_page_that_is_full_to_the_last_row_is_the_last_one(play: Play):
    with findings() as wrong:
        for endpoint in _lists(play):
            _fill(play, endpoint, 2 * PAGE)
            whole = _all_at_once(play, endpoint)
            caller = play.sender(endpoint)
            path = caller.path(endpoint, play.here)
            answer = caller.ask("GET", path + play.hooks.first_page(len(whole)))
            if play.hooks.next_page(answer, 1) is not None:
                wrong.append(f"{endpoint} promises a page behind the last row")


def test_no_list_counts_its_rows_unasked(play: Play):
    with findings() as wrong:
        for endpoint in _lists(play):
            _fill(play, endpoint, 2 * PAGE)
            caller = play.sender(endpoint)
            path = caller.path(endpoint, play.here)
            with CaptureQueriesContext(connection) as queries:
                caller.ask("GET", path + play.hooks.first_page(PAGE))
            counting = [each["sql"] for each in queries if _is_count(each["sql"])]
            if len(counting) > play.hooks.counts:
                wrong.append(f"{endpoint}: {counting}")


def _is_count(sql: str) -> bool:
    return sql.upper().startswith("SELECT COUNT(")


def test_the_last_page_asks_the_database_no_more_than_the_first(play: Play):
    with findings() as wrong:
        for endpoint in _lists(play):
            _fill(play, endpoint, 12)
            caller = play.sender(endpoint)
            path = caller.path(endpoint, play.here)
            query: str | None = play.hooks.first_page(PAGE)
            caller.ask("GET", path + query)  # whom nobody knows yet is looked up by themselves
            asked: list[int] = []
            while query is not None:
                with CaptureQueriesContext(connection) as queries:
                    answer = caller.ask("GET", path + query)
                asked.append(len(queries))
                query = play.hooks.next_page(answer, PAGE)
                skips = any("OFFSET" in each["sql"] for each in queries)
                if skips and not play.hooks.numbers_pages:
                    wrong.append(f"{endpoint} skips rows it has read")
            if len(set(asked)) != 1:
                wrong.append(f"{endpoint} asks {asked} times")


def test_a_place_in_one_list_is_no_place_in_another_nor_for_anybody_else(play: Play):
    if play.hooks.numbers_pages or not play.hooks.signs_places:
        return  # "page 3" is a place in every list, and gives nothing away
    people = [play.here.receiver, play.here.moderator, play.chief]
    for endpoint in _lists(play):
        _fill(play, endpoint, 2)
    places = {(person.pk, name): it for person in people for name, it in _places(play, person)}
    assert {name for _, name in places} == set(map(str, _lists(play)))
    with findings() as wrong:
        for person, endpoint in product(people, _lists(play)):
            if not endpoint.operation.may(person):  # type: ignore[misc]
                continue
            caller = play.signed_in(person)
            path = caller.path(endpoint, play.here)
            for whose, query in places.items():
                answer = caller.ask("GET", path + query)
                if whose == (person.pk, str(endpoint)):
                    assert answer.status_code == 200
                elif said := play.hooks.failed(answer, "invalid_data"):
                    wrong.append(f"{endpoint} by {person} with the place of {whose}: {said}")


def _places(play: Play, person: User) -> Iterator[tuple[str, str]]:
    """Yield the query of the second page of every list that has one for ``person``."""
    caller = play.signed_in(person)
    for endpoint in _lists(play):
        answer = caller.ask("GET", caller.path(endpoint, play.here) + play.hooks.first_page(1))
        if answer.status_code == 200 and (query := play.hooks.next_page(answer, 1)):
            yield str(endpoint), query
