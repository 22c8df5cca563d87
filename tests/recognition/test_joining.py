"""A hi5 by the lane leaves what the ordinary way leaves, row by row, and answers the same."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import KeptAnswer
from recognition.actions import allowances
from recognition.api.lanes import JoiningLane
from recognition.models import BadgeAward, Hi5
from tests.api import Api
from tests.cast import BadgeFactory
from tests.recognition.asking import thank
from tests.recognition.lanes import closed
from tests.recognition.random_company import NOW
from tests.recognition.worlds import in_both_worlds, join

pytestmark = pytest.mark.django_db

COMMENTS = {
    "none": {},
    "null": {"comment": None},
    "empty": {"comment": ""},
    "blank": {"comment": "  "},
    "padded": {"comment": " So true! "},
    "@": {"comment": "@"},
    "zero": {"comment": "0"},
    "quotes": {"comment": '\'; "x" \\ --'},
    "marks": {"comment": "%s %(x)s :now {target} ?1 $1"},
    "four bytes": {"comment": "😀" * 1000},
    "lines": {"comment": "a\nb\tc\u2028"},
    "the longest": {"comment": "é" * 1000},
    "something unknown": {"comment": "x", "id": 5, "given_by": 1, "nonsense": [1]},
}


@pytest.fixture
def plenty(warm):
    """As many recognitions and hi5s for them as anybody could want."""
    allowances.grant(by=warm.ada, person=warm.cal, amount=50, reason="tests")
    return [thank(warm) for _ in range(max(len(COMMENTS), len(SPELLINGS)))]


@pytest.mark.parametrize("has_key", [False, True], ids=["", "key"])
def test_either_way_leaves_the_same(warm, plenty, has_key):
    times = 2 if has_key else 1
    sent = [
        (thanks, body, {"Idempotency_Key": name} if has_key else {})
        for thanks, (name, body) in zip(plenty, COMMENTS.items(), strict=False)
    ]

    answers, taken, _ = in_both_worlds(
        lambda: [
            join(warm.cal, thanks, body, **headers)
            for thanks, body, headers in sent
            for _ in range(times)
        ]
    )

    assert {answer.status_code for answer in answers} == {201}
    assert taken == ([True, False] if has_key else [True]) * len(COMMENTS)


SPELLINGS = {
    "no body": (b"", {}, True),
    "an empty object": (b"{}", {}, True),
    "spaces": (b' {"comment" : "x"}\n', {}, True),
    "escapes": (b'{"comment": "\\ud83d\\ude00"}', {}, True),
    "a key twice": (b'{"comment": "x", "comment": "y"}', {}, False),
    "an unknown key twice": (b'{"x": 1, "x": 2}', {}, False),
    "a list": (b"[]", {}, False),
    "null": (b"null", {}, False),
    "cut short": (b'{"comment": ', {}, False),
    "not UTF-8": (b'{"comment": "\xff"}', {}, False),
    "half a pair": (b'{"comment": "\\ud83d"}', {}, False),
    "NUL": (b'{"comment": "\\u0000"}', {}, False),
    "too long": (json.dumps({"comment": "x" * 1001}).encode(), {}, False),
    "a number": (b'{"comment": 1}', {}, False),
    "a charset": (b"{}", {"Content_Type": "application/json; charset=utf-8"}, False),
    "a form": (b"comment=x", {"Content_Type": "application/x-www-form-urlencoded"}, False),
    "another version": (b"{}", {"Accept": "application/vnd.peerly.v2+json"}, False),
    "an empty key": (b"{}", {"Idempotency_Key": ""}, False),
    "a long key": (b"{}", {"Idempotency_Key": "k" * 256}, False),
    "the longest key": (b"{}", {"Idempotency_Key": "k" * 255}, True),
}


def test_however_it_is_spelled_either_way_says_the_same(warm, plenty):
    sent = list(zip(plenty, SPELLINGS.values(), strict=False))

    answers, taken, _ = in_both_worlds(
        lambda: [join(warm.cal, thanks, body, **headers) for thanks, (body, headers, _) in sent]
    )

    assert dict(zip(SPELLINGS, taken, strict=True)) == {
        name: is_usual for name, (_, _, is_usual) in SPELLINGS.items()
    }
    assert {answer.status_code for answer in answers} == {201, 400, 406, 415}


def test_a_replay_gets_the_kept_answer_whoever_kept_it(warm):
    def ask(*, by_lane: bool):
        with nullcontext() if by_lane else closed(JoiningLane):
            return join(warm.cal, warm.thanks, {"comment": "0"}, Idempotency_Key="once")

    for first, second in ((True, True), (True, False), (False, True)):
        with transaction.atomic():
            answer, again = ask(by_lane=first), ask(by_lane=second)
            assert answer.content == again.content
            assert "Idempotency-Replayed" not in answer.headers
            assert again["Idempotency-Replayed"] == "true"
            assert Hi5.objects.filter(recognition=warm.thanks).count() == 1
            transaction.set_rollback(True)


def test_a_key_that_comes_with_another_request_is_refused(warm):
    def scenario():
        more = thank(warm)
        return [
            join(warm.cal, warm.thanks, {"comment": "x"}, Idempotency_Key="once"),
            join(warm.cal, warm.thanks, {"comment": "y"}, Idempotency_Key="once"),
            join(warm.cal, more, {"comment": "x"}, Idempotency_Key="once"),
            join(warm.ada, more, {"comment": "x"}, Idempotency_Key="once"),
        ]

    # Not compared by rows: what is thanked for anew is numbered anew.
    with transaction.atomic():
        by_lane = [answer.status_code for answer in scenario()]
        kept = KeptAnswer.objects.count()
        transaction.set_rollback(True)
    with closed(JoiningLane):
        assert [answer.status_code for answer in scenario()] == by_lane == [201, 422, 422, 201]
    assert KeptAnswer.objects.count() == kept == 2


def test_a_key_is_free_again_after_a_day(warm, clock):
    def scenario():
        clock.move_to(NOW)
        first = join(warm.cal, warm.thanks, {}, Idempotency_Key="once")
        clock.shift(timedelta(hours=24, seconds=1))
        return [first, join(warm.cal, thanks, {}, Idempotency_Key="once")]

    thanks = thank(warm)
    answers, taken, _ = in_both_worlds(scenario)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert taken == [True, False]


def test_a_badge_that_is_due_is_awarded_either_way(warm, django_capture_on_commit_callbacks):
    BadgeFactory(organisation=warm.acme, name="Two", hi5_count_required=2)
    fans = [warm.cal, warm.ada]

    def scenario():
        answers = []
        for fan in fans:
            with django_capture_on_commit_callbacks(execute=True) as later:
                answers.append(join(fan, warm.thanks))
            assert len(later) == 1
        assert BadgeAward.objects.filter(user=warm.ben).count() == 1
        return answers

    _, taken, _ = in_both_worlds(scenario)

    assert taken == [True, True]


def test_where_there_are_no_badges_nobody_looks_for_some(warm, django_capture_on_commit_callbacks):
    BadgeFactory(organisation=warm.globex)

    with django_capture_on_commit_callbacks() as later:
        assert join(warm.cal, warm.thanks).status_code == 201

    assert later == []


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_the_moment_is_kept_to_the_microsecond(warm, clock, microsecond):
    clock.move_to(NOW.replace(microsecond=microsecond))

    answers, taken, _ = in_both_worlds(lambda: [join(warm.cal, warm.thanks)])

    assert taken == [True]
    assert answers[0].json()["data"]["given_at"] == int(NOW.timestamp())


def test_what_was_taken_back_is_given_again(warm):
    path = f"/recognitions/{warm.thanks.pk}/hi5"

    def scenario():
        first = join(warm.cal, warm.thanks)
        assert Api(warm.cal).delete(path).status_code == 200
        return [join(warm.cal, warm.thanks)] if first.status_code == 201 else []

    answers, taken, _ = in_both_worlds(scenario)

    assert taken == [True, True]
    assert answers[0].status_code == 201
