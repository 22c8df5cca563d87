"""One Idempotency-Key from many clients at once: one effect."""

from __future__ import annotations

import pytest

from accounts.models import KeptAnswer
from recognition.models import Recognition
from tests.admin.pages import Inputs
from tests.api import Api
from tests.concurrency.interleave import meet, without_constraint
from tests.concurrency.rush import Ask, rush, tally
from tests.pages.visiting import visit

pytestmark = pytest.mark.django_db(transaction=True)

KEY = {"Idempotency-Key": "once"}


def thanks(cast, text: str = "Thank you!"):
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": text}


def assert_one_effect(answers, cast) -> None:
    assert Recognition.objects.filter(given_by=cast.cal).count() == 1
    given = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.json()["data"]["id"] for answer in given}) == 1
    assert len([each for each in given if "Idempotency-Replayed" not in each.headers]) == 1
    assert set(tally(answers)) <= {(201, None), (409, "conflict")}


def test_sixteen_clients_with_one_key_have_one_effect(server, cast):
    answers = rush(server, [Ask(cast.cal, "POST", "/recognitions", thanks(cast), KEY)] * 16)

    assert_one_effect(answers, cast)
    assert KeptAnswer.objects.count() == 1


def test_of_two_bodies_with_one_key_one_is_refused(server, cast):
    asks = [
        Ask(cast.cal, "POST", "/recognitions", thanks(cast, text), KEY)
        for text in ["Thank you!", "Thanks!"] * 8
    ]

    answers = rush(server, asks)

    assert tally(answers) == {(201, None): 8, (422, "unprocessable_entity"): 8}
    assert Recognition.objects.filter(given_by=cast.cal).count() == 1


def test_sixteen_hi5s_with_keys_of_their_own_spend_one(server, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    asks = [
        Ask(cast.cal, "POST", path, {}, {"Idempotency-Key": f"key {turn}"}) for turn in range(16)
    ]

    answers = rush(server, asks)

    assert tally(answers) == {(201, None): 1, (422, "unprocessable_entity"): 15}
    assert cast.cal.allowance.balance == 19


def give_twice(monkeypatch, cast):
    def give():
        return Api(cast.cal).post("/recognitions", thanks(cast), **KEY)

    # The key is written, the effect is not.
    rival = meet(monkeypatch, Recognition.objects, "create", give)
    answer = give()
    return [answer, rival.result()]


def test_the_same_key_waits_for_the_first_answer_and_repeats_it(monkeypatch, cast):
    first, second = give_twice(monkeypatch, cast)

    assert_one_effect([first, second], cast)
    assert second["Idempotency-Replayed"] == "true"
    assert second.content == first.content


def test_control_without_the_constraint_one_key_has_two_effects(monkeypatch, cast):
    with without_constraint(KeptAnswer, "kept_answer_once_per_key"):
        answers = give_twice(monkeypatch, cast)

    assert tally(answers) == {(201, None): 2}
    with pytest.raises(AssertionError):
        assert_one_effect(answers, cast)


def test_a_second_click_on_send_waits_for_the_first_and_gives_nothing_more(monkeypatch, cast):
    look = visit(cast.cal).post("/give", {**page_of(cast), "step": "preview"})
    sent = {**Inputs(look).values, "step": "send"}

    def click():
        return visit(cast.cal).post("/give", sent)

    rival = meet(monkeypatch, Recognition.objects, "create", click)
    answers = [click(), rival.result()]

    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/")] * 2
    assert Recognition.objects.filter(given_by=cast.cal).count() == 1
    assert KeptAnswer.objects.count() == 1


def page_of(cast) -> dict[str, object]:
    return {"to": cast.ben.pk, "core_value": cast.outcome.pk, "text": "Thank you!"}
