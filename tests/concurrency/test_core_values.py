"""Core values made and moved at once: a text once, and never more than two levels."""

from __future__ import annotations

import pytest

from recognition.actions import core_values
from recognition.models import CoreValue
from tests.api import Api
from tests.cast import CoreValueFactory
from tests.concurrency.interleave import meet, without_constraint, without_locks
from tests.concurrency.rush import Ask, rush, tally

pytestmark = pytest.mark.django_db(transaction=True)


def words(text: str, **others):
    return {"text": text, "description": "What we want to be known for.", **others}


def add_eight_times(server, cast):
    texts = ["Be kind", "BE KIND", "be kind", "Be Kind"] * 2
    return rush(server, [Ask(cast.ada, "POST", "/core_values", words(text)) for text in texts])


def assert_added_once(answers) -> None:
    assert CoreValue.objects.filter(text__iexact="be kind").count() == 1
    assert tally(answers) == {(201, None): 1, (400, "invalid_data"): 7}
    assert all(
        set(answer.json()["error"]["fields"]) == {"text"}
        for answer in answers
        if answer.status_code == 400
    )


def test_of_eight_core_values_with_one_text_one_is_added(server, cast):
    assert_added_once(add_eight_times(server, cast))


def test_control_without_the_constraint_all_eight_are_added(server, cast):
    with without_constraint(CoreValue, "core_value_text_once"):
        answers = add_eight_times(server, cast)

        assert tally(answers) == {(201, None): 8}
        with pytest.raises(AssertionError):
            assert_added_once(answers)


def move(value: CoreValue, below: CoreValue):
    return f"/core_values/{value.pk}", words(value.text, parent_core_value_id=below.pk)


def assert_two_levels() -> None:
    deeper = CoreValue.objects.filter(parent__parent__isnull=False)
    assert not deeper.exists(), f"{deeper.count()} values are on a third level"


def test_two_values_do_not_become_each_others_parents(server, cast):
    for _ in range(6):
        pair = [CoreValueFactory(organisation=cast.acme) for _ in range(2)]
        asks = [Ask(cast.ada, "PUT", *move(one, other)) for one, other in (pair, pair[::-1])]

        answers = rush(server, asks)

        assert tally(answers) == {(200, None): 1, (400, "invalid_data"): 1}
        assert_two_levels()


def become_each_others_parents(monkeypatch, cast, *, guarded: bool):
    one, other = (CoreValueFactory(organisation=cast.acme) for _ in range(2))
    # One was found to have no children, and the other no parent.
    rival = meet(
        monkeypatch,
        core_values,
        "_check_can_have_parent",
        lambda: Api(cast.ada).put(*move(other, one)),
        after=True,
        guarded=guarded,
    )
    answer = Api(cast.ada).put(*move(one, other))
    return [answer, rival.result()]


def test_of_two_moves_the_slower_one_sees_the_faster(monkeypatch, cast):
    answers = become_each_others_parents(monkeypatch, cast, guarded=True)

    assert tally(answers) == {(200, None): 1, (400, "invalid_data"): 1}
    assert_two_levels()


def test_control_without_the_lock_two_values_are_each_others_parents(monkeypatch, cast):
    without_locks(monkeypatch)

    answers = become_each_others_parents(monkeypatch, cast, guarded=False)

    assert tally(answers) == {(200, None): 2}
    with pytest.raises(AssertionError, match="2 values are on a third level"):
        assert_two_levels()


def test_a_value_does_not_get_a_child_while_it_becomes_one(monkeypatch, cast):
    """The child's row is not there yet when its parent is looked at."""
    top, middle = (CoreValueFactory(organisation=cast.acme) for _ in range(2))
    child = words("A third level", parent_core_value_id=middle.pk)
    rival = meet(
        monkeypatch,
        core_values,
        "_check_can_have_parent",
        lambda: Api(cast.ada).post("/core_values", child),
        after=True,
    )

    answer = Api(cast.ada).put(*move(middle, top))

    assert tally([answer, rival.result()]) == {(200, None): 1, (400, "invalid_data"): 1}
    assert_two_levels()
