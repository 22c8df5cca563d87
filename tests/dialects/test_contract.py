"""Every dialect × every operation: shape, paths, verbs, headers, ids, the order of checks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from peerly.dialects import DIALECTS
from tests import google as fake
from tests.dialects.asking import Play, findings
from tests.dialects.endpoints import Endpoint, endpoints, routes
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import changed, everything, undone

pytestmark = pytest.mark.django_db

VERBS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
ODD_VERBS = ("OPTIONS", "TRACE", "PROPFIND", "BREW")


def test_every_dialect_has_hooks_and_every_endpoint_a_sample():
    assert set(SPEAK) == {dialect.name for dialect in DIALECTS}
    for hooks in SPEAK.values():
        assert {str(each) for each in endpoints(hooks.dialect)} == set(hooks.samples)


def test_every_sample_succeeds_in_the_dialects_shape(play: Play, google: fake.Google):
    read_thing, read_rows = play.hooks.read_thing, play.hooks.read_rows
    with findings() as wrong:
        for endpoint in play.endpoints:
            with undone():
                answer = play.sender(endpoint).play(endpoint, play.here)
            operation = endpoint.operation
            if answer.status_code != operation.status:
                wrong.append(f"{endpoint}: {answer.status_code} {answer.content[:200]!r}")
                continue
            told = read_rows(answer) if operation.many else read_thing(answer)
            told = told if operation.many or operation.whole else [told]
            keys = list(_serializer(endpoint).fields) if operation.answer else []
            absent = set(play.hooks.sometimes)
            wrong += [
                f"{endpoint}: {list(row)}"
                for row in told
                if list(row) != [key for key in keys if key in row or key not in absent]
            ]
            if not told:
                wrong.append(f"{endpoint}: an empty list shows nothing")


def _serializer(endpoint) -> BaseSerializer:
    return endpoint.word(endpoint.operation.answer)()


def test_a_trailing_slash_is_the_same_path_and_no_redirect(play: Play, google: fake.Google):
    paths = routes(play.hooks.dialect)
    with findings() as wrong:
        for endpoint in play.endpoints:
            caller = play.sender(endpoint)
            path = f"{caller.path(endpoint, play.here)}/"
            with undone():
                answer = caller.ask(endpoint.method, path, caller.body(endpoint, play.here))
            if answer.status_code != endpoint.operation.status:
                wrong.append(f"{endpoint}: {answer.status_code}")
            if paths[f"{endpoint.route}/"] is not paths[endpoint.route]:
                wrong.append(f"{endpoint}: another view behind the slash")


def test_a_path_that_does_not_exist_is_a_404_in_shape_for_everybody(play: Play):
    hooks = play.hooks
    unknown = [f"/{segment}/no/such/thing" for segment in sorted(hooks.dialect.beginnings)]
    with findings() as wrong:
        for caller in (play.nobody, play.signed_in(play.here.giver)):
            for path in (*unknown, f"{unknown[0]}/"):
                for verb in (*sorted(VERBS), "OPTIONS", "BREW"):
                    answer = caller.ask(verb, path, b"{" if verb != "GET" else b"")
                    if said := hooks.failed(answer, "not_found"):
                        wrong.append(f"{verb} {path}: {said}")


def test_a_verb_that_a_path_does_not_have_is_a_405_that_names_those_it_has(play: Play):
    hooks = play.hooks
    senders = {each.route: play.sender(each) for each in play.endpoints}
    before = everything()
    with findings() as wrong:
        for route, sender in senders.items():
            here = [each for each in play.endpoints if each.route == route]
            path = sender.path(here[0], play.here)
            offered = {each.method for each in here}
            allowed = offered | ({"HEAD"} if "GET" in offered else set())
            for verb in (*sorted(VERBS - offered), *ODD_VERBS):
                answer = sender.ask(verb, path, b"{" if verb in VERBS else b"")
                if said := hooks.failed(answer, "method_not_allowed"):
                    wrong.append(f"{verb} /{route}: {said}")
                elif set(answer["Allow"].split(", ")) != allowed:
                    wrong.append(f"{verb} /{route}: Allow is {answer['Allow']}")
    assert everything() == before


def test_head_is_get_without_the_body(play: Play):
    # Undone, and at one moment: an answer may tell how many requests are left.
    with time_machine.travel(timezone.now(), tick=False), findings() as wrong:
        for endpoint in play.endpoints:
            if endpoint.method != "GET":
                continue
            caller = play.sender(endpoint)
            path = caller.path(endpoint, play.here)
            with undone():
                full = caller.ask("GET", path, X_Request_Id="same")
            with undone():
                head = caller.ask("HEAD", path, X_Request_Id="same")
            if (head.status_code, head.content, head.items()) != (200, b"", full.items()):
                wrong.append(f"{endpoint}: {head.status_code} {head.headers} {head.content!r}")
            if full["Content-Length"] != str(len(full.content)):
                wrong.append(f"{endpoint}: {full['Content-Length']} bytes, not {len(full.content)}")


def test_every_answer_has_the_request_id_it_came_with_or_a_new_one(play: Play, google: fake.Google):
    longest = play.hooks.dialect.longest_request_id
    good = ("a", "trace 7/b", "~" * longest)
    bad = (
        "",
        "x" * (longest + 1),
        "x" * 900,
        "a\r\nSet-Cookie: b=1",
        "a\nb",
        "caf\xe9",
        "\x00",
        "\x7f",
    )
    with findings() as wrong:
        for number, endpoint in enumerate(play.endpoints):
            given_here = good + bad if number == 0 else (*good[1:2], bad[number % len(bad)])
            answers = [
                (given, play.nobody.play(endpoint, play.here, X_Request_Id=given))
                for given in given_here
            ]
            for given in (good[1], bad[2]):
                with undone():
                    caller = play.sender(endpoint)
                    answers.append((given, caller.play(endpoint, play.here, X_Request_Id=given)))
            for given, answer in answers:
                if not _is_echoed(given, answer.headers.get("X-Request-Id", ""), given in good):
                    wrong.append(f"{endpoint}: {given!r} became {answer['X-Request-Id']!r}")


def _is_echoed(given: str, told: str, good: bool) -> bool:
    return told == given if good else str(uuid.UUID(told)) == told


def test_every_request_without_an_id_gets_one_of_its_own(play: Play):
    asked = [
        play.nobody.ask("GET", path) for path in ("/nothing", "/nowhere", "/users", "/users/x/y/z")
    ]

    made = {str(uuid.UUID(answer["X-Request-Id"])) for answer in asked}

    assert [answer.status_code for answer in asked] == [404, 404, 401, 404]
    assert len(made) == 4


def test_what_one_person_is_told_is_kept_out_of_caches(play: Play, google: fake.Google):
    with findings() as wrong:
        for endpoint in play.endpoints:
            for caller in (play.nobody, play.sender(endpoint), play.signed_in(play.here.giver)):
                with undone():
                    answer = caller.play(endpoint, play.here)
                if answer.headers.get("Cache-Control") != "no-store":
                    wrong.append(f"{endpoint}: {answer.headers}")
                if answer.cookies or "Location" in answer.headers:
                    wrong.append(f"{endpoint}: an API sets no cookie and sends nobody away")


def test_an_id_that_stands_for_nothing_is_unknown(play: Play):
    hooks = play.hooks
    before = everything()
    with findings() as wrong:
        for endpoint in play.endpoints:
            nobodys = () if str(endpoint) in hooks.makes else (hooks.nobodys_id(endpoint.route),)
            for pk in (*hooks.no_ids, *nobodys) if endpoint.parameters else ():
                caller = play.sender(endpoint)
                body = caller.body(endpoint, play.here)
                answer = caller.ask(endpoint.method, endpoint.path(pk), body)
                said = (
                    hooks.failed(answer, "unknown_id_to_write", *endpoint.parameters)
                    if endpoint.method in {"POST", "PUT"}
                    else hooks.failed(answer, "unknown_id")
                )
                if said:
                    wrong.append(f"{endpoint} with {pk[:30]!r}: {said}")
    assert everything() == before


def test_first_who_asks_then_the_right_then_the_id_then_the_body_then_the_rules(play: Play):
    """Each request is wrong in every later way too; the earliest check is the one that answers."""
    before = everything()
    with findings() as wrong:
        for endpoint in play.guarded():
            for name, answer, code, *fields in _wrong_in_many_ways(play, endpoint):
                if said := play.hooks.failed(answer, code, *fields):
                    wrong.append(f"{endpoint} by {name}: {said}")
    assert changed(before, everything()) == []


def _wrong_in_many_ways(play: Play, endpoint: Endpoint) -> Iterator[tuple[Any, ...]]:
    """Yield (who asks, answer, expected code, expected fields)."""
    path, broken = endpoint.path(play.hooks.nobodys_id(endpoint.route)), b'{"cut": '
    yield "nobody", play.nobody.ask(endpoint.method, path, broken), "invalid_token"
    for person in play.everybody:
        if not endpoint.operation.may(person):  # type: ignore[misc]
            answer = play.signed_in(person).ask(endpoint.method, path, broken)
            yield person, answer, "access_denied"
    caller = play.sender(endpoint)
    may_be_made = str(endpoint) in play.hooks.makes
    if endpoint.operation.body and endpoint.parameters and not may_be_made:
        answer = caller.ask(endpoint.method, path, broken)
        yield "the sender", answer, "unknown_id_to_write", *endpoint.parameters
    if endpoint.operation.body:
        answer = caller.ask(endpoint.method, caller.path(endpoint, play.here), broken)
        yield "the sender", answer, "malformed_body"
