"""Every dialect × every operation that reads a body: what a body may be, and what is not believed.

Whatever is refused has changed nothing: all tables are compared.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import hashers
from django.utils import timezone

from tests import google as fake
from tests.dialects.asking import Play, findings
from tests.dialects.rows import Rows, changed, everything, undone

pytestmark = pytest.mark.django_db

LIMIT = 64 * 1024
CANARY = "canary-e7a1"
NUMBER = 987_654_321

NOT_AN_OBJECT = {
    "cut off": b'{"text": ',
    "no JSON": b"text=1",
    "two objects": b"{}{}",
    "single quotes": b"{'text': 'a'}",
    "a list": b"[]",
    "a list of objects": b'[{"text": "a"}]',
    "text": b'"text"',
    "a number": b"7",
    "null": b"null",
    "true": b"true",
    "only space": b" ",
    "a byte alone": b'{"text": "\xff"}',
    "Latin-1": '{"text": "caf\xe9"}'.encode("latin-1"),
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "a BOM": b'\xef\xbb\xbf{"text": "a"}',
    "a line break in text": b'{"text": "a\nb"}',
    "101 levels": b'{"x": ' + b"[" * 100 + b"]" * 100 + b"}",
    "2,000 levels": b'{"x": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    "30,000 levels": b'{"x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "2,000 objects": b'{"x": ' + b'{"x":' * 2_000 + b"1" + b"}" * 2_000 + b"}",
}
# These stand in for a value of an otherwise good body.
NO_VALUES = {
    "NaN": "NaN",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "5,000 digits": "1" * 5000,
    "a comma too many": "1,",
}
# No field takes these, whatever it is about, but for the first where it takes objects.
NEVER_RIGHT = [{}, [1.5], "a\0b", "\ud800", 1.5, -1, 10**30]


def _good(play: Play, endpoint: Any) -> dict[str, Any]:
    body = play.sender(endpoint).body(endpoint, play.here)
    assert body is not None
    return body


def _fields(endpoint: Any) -> dict[str, Any]:
    return dict(endpoint.word(endpoint.operation.body)().fields)


def test_what_is_not_a_json_object_is_refused(play: Play):
    before = everything()
    with findings() as wrong:
        for number, endpoint in enumerate(play.with_body()):
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            bad = NOT_AN_OBJECT | {
                name: (json.dumps(good)[:-1] + f', "x": {value}}}').encode()
                for name, value in NO_VALUES.items()
            }
            # All of them on one operation, and each on some of the others: one parser reads all.
            for name in bad if number == 0 else list(bad)[number % 4 :: 4]:
                raw = bad[name]
                if name.startswith("a list") and endpoint.operation.most_at_once > 1:
                    continue
                answer = caller.ask(endpoint.method, path, raw)
                if said := play.hooks.failed(answer, "malformed_body"):
                    wrong.append(f"{endpoint}, {name}: {said}")
            if everything() != before:
                wrong.append(f"{endpoint} changed something")


def test_more_than_64_kib_is_refused_and_that_much_is_not(play: Play, google: fake.Google):
    before = everything()
    with findings() as wrong:
        for endpoint in play.with_body():
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            for size in (LIMIT + 1, 200_000, 3_000_000):
                answer = caller.ask(endpoint.method, path, _padded(good, size))
                if said := play.hooks.failed(answer, "payload_too_large"):
                    wrong.append(f"{endpoint} with {size} bytes: {said}")
            if everything() != before:
                wrong.append(f"{endpoint} changed something")
            with undone():
                answer = caller.ask(endpoint.method, path, _padded(good, LIMIT))
            if answer.status_code != endpoint.operation.status:
                wrong.append(f"{endpoint} with {LIMIT} bytes: {answer.status_code}")


def _padded(good: dict[str, Any], size: int) -> bytes:
    raw = json.dumps(good).encode()
    return raw[:-1] + b" " * (size - len(raw)) + b"}"


def test_another_media_type_is_refused_and_json_in_any_spelling_is_not(
    play: Play, google: fake.Google
):
    before = everything()
    others = (
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/xml",
        "*/*",
        "json",
    )
    json_spelt = ("application/json; charset=utf-8", "Application/JSON;charset=UTF-8")
    with findings() as wrong:
        for endpoint in play.with_body():
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            for kind in others:
                answer = caller.ask(endpoint.method, path, good, kind)
                if said := play.hooks.failed(answer, "unsupported_media_type"):
                    wrong.append(f"{endpoint} as {kind!r}: {said}")
            if everything() != before:
                wrong.append(f"{endpoint} changed something")
            for kind in json_spelt:
                with undone():
                    answer = caller.ask(endpoint.method, path, good, kind)
                if answer.status_code != endpoint.operation.status:
                    wrong.append(f"{endpoint} as {kind!r}: {answer.status_code}")


def test_a_key_that_is_there_twice_is_refused_where_it_matters(play: Play, google: fake.Google):
    before = everything()
    with findings() as wrong:
        for endpoint in play.with_body():
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            for key in _fields(endpoint):
                value = json.dumps(good.get(key))
                twice = json.dumps(good)[:-1] + f', "{key}": {value}, "{key}": {value}}}'
                answer = caller.ask(endpoint.method, path, twice.encode())
                if said := play.hooks.failed(answer, "invalid_data", key):
                    wrong.append(f"{endpoint}, {key} twice: {said}")
            if everything() != before:
                wrong.append(f"{endpoint} changed something")
            harmless = json.dumps(good)[:-1] + ', "x": 1, "x": {"y": 1, "y": 2}}'
            with undone():
                answer = caller.ask(endpoint.method, path, harmless.encode())
            if not play.hooks.ignores_unknown_fields:
                if said := play.hooks.failed(answer, "invalid_data", "x"):
                    wrong.append(f"{endpoint}, an unknown key twice: {said}")
            elif answer.status_code != endpoint.operation.status:
                wrong.append(f"{endpoint}, an unknown key twice: {answer.status_code}")


def test_a_value_that_a_field_cannot_have_is_named(play: Play):
    """NUL and lone surrogates in every field; and objects, lists, fractions, huge numbers."""
    before, tried = everything(), set()
    with findings() as wrong:
        for number, endpoint in enumerate(play.with_body()):
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            # A stranger's token may be long, and is refused by Google.
            values = [*NEVER_RIGHT, "x" * 6000] if endpoint.operation.may else NEVER_RIGHT
            for key in _believed(play, endpoint):
                takes_numbers = key in play.hooks.numbers
                some = values[key in play.hooks.objects :]
                # Fields that are declared alike take all values once, then one of them each.
                declared = key, repr(_fields(endpoint)[key])
                if declared in tried:
                    some = some[number % len(some) :][:1]
                tried.add(declared)
                for value in some:
                    if takes_numbers and value in (1.5, -1):
                        continue
                    answer = caller.ask(endpoint.method, path, good | {key: value})
                    if said := play.hooks.failed(answer, "invalid_data", key):
                        wrong.append(f"{endpoint}, {key} = {str(value)[:20]!a}: {said}")
            if everything() != before:
                wrong.append(f"{endpoint} changed something")


def test_a_required_field_that_is_missing_or_null_is_named(play: Play):
    before = everything()
    with findings() as wrong:
        for endpoint in play.with_body():
            caller = play.sender(endpoint)
            path, good = caller.path(endpoint, play.here), _good(play, endpoint)
            required = [
                key
                for key in _believed(play, endpoint)
                if _fields(endpoint)[key].required and key in good
            ]
            for key in required:
                without = {name: value for name, value in good.items() if name != key}
                left_out = () if endpoint.operation.partial else (without,)
                for body in (*left_out, good | {key: None}):
                    answer = caller.ask(endpoint.method, path, body)
                    if said := play.hooks.failed(answer, "invalid_data", key):
                        wrong.append(f"{endpoint} without {key}: {said}")
        if everything() != before:
            wrong.append("something changed")


def _believed(play: Play, endpoint: Any) -> list[str]:
    """Return the fields that are the sender's to fill; an admin's ``org_id`` is not looked at."""
    is_root = play.hooks.samples[str(endpoint)].by == "root"
    return [
        key for key, field in _fields(endpoint).items() if is_root or field.source != "organisation"
    ]


def test_an_operation_without_a_body_does_not_read_one(play: Play):
    with findings() as wrong:
        for endpoint in play.endpoints:
            if endpoint.operation.body:
                continue
            wanted = endpoint.operation.status
            if str(endpoint) in play.hooks.reads_forms:
                wanted = play.hooks.failures["unsupported_media_type"][0]
            for raw in (b"{", b'{"id": 1, "org_id": 2}', b"x" * 100_000):
                with undone():
                    caller = play.sender(endpoint)
                    answer = caller.ask(endpoint.method, caller.path(endpoint, play.here), raw)
                if answer.status_code != wanted:
                    wrong.append(f"{endpoint}: {answer.status_code}")


def test_what_nobody_may_say_of_themselves_is_never_believed(
    play: Play, google: fake.Google, monkeypatch: pytest.MonkeyPatch
):
    """Every column of every model and every key of every word, as extra keys of every body: what
    is stored afterwards is, to the last column, what is stored without them; or nothing is."""
    # What stands in place of a password nobody has is made at random.
    monkeypatch.setattr(hashers, "get_random_string", lambda length: "x" * length)
    with time_machine.travel(timezone.now(), tick=False), findings() as wrong:
        for endpoint in play.endpoints:
            if endpoint.method == "GET" or str(endpoint) in play.hooks.reads_forms:
                continue  # nothing is said in these
            good = play.sender(endpoint).body(endpoint, play.here) or {}
            status, plain, expected = _played(play, endpoint, good)
            wanted = endpoint.operation.status
            assert status == wanted, f"{endpoint}: {plain!r}"
            extra = _every_name(play) - good.keys()
            if endpoint.operation.body:
                extra -= _fields(endpoint).keys()
                if not play.hooks.ignores_unknown_fields:
                    wanted = play.hooks.failures["invalid_data"][0]
                    expected = everything()
            for value in (CANARY, NUMBER, play.here.admin.pk, True, None):
                claims = dict.fromkeys(sorted(extra), value)
                status, content, stored = _played(play, endpoint, {**claims, **good})
                is_told_more = status < 400 and len(content) != len(plain)
                if status != wanted or is_told_more:
                    wrong.append(f"{endpoint}: {status} {content[:200]!r}")
                if stored != expected:
                    what = changed(expected, stored)
                    wrong.append(f"{endpoint} believed {value!r} in {what}")


def _played(play: Play, endpoint: Any, body: dict[str, Any]) -> tuple[int, bytes, Rows]:
    with undone():
        answer = play.sender(endpoint).play(endpoint, play.here, body)
        return answer.status_code, answer.content, everything()


def _every_name(play: Play) -> set[str]:
    names = {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    names |= {key for word in play.hooks.dialect.words.values() for key in word().fields}
    return names | {"is_staff", "is_superuser", "is_active", "_state", "pk", "by", "now"}
