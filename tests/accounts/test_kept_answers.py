"""Which answers are kept for an ``Idempotency-Key``, for whom, and how long (peerly-v1 §1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.models import KeptAnswer
from accounts.roles import Role
from recognition.actions import hi5s
from recognition.models import CoreValue, Hi5, LedgerEntry
from tests.api import error_of
from tests.cast import UserFactory

pytestmark = pytest.mark.django_db

KEY = {"Idempotency_Key": "once"}


def thanks(cast, text: str = "Thank you!"):
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": text}


def test_keys_of_two_people_are_two_keys(api, cast):
    ann = api(cast.ann).post("/recognitions", thanks(cast), **KEY)
    cal = api(cast.cal).post("/recognitions", thanks(cast), **KEY)

    assert "Idempotency-Replayed" not in cal
    assert ann.json()["data"]["id"] != cal.json()["data"]["id"]
    assert KeptAnswer.objects.count() == 2


def test_a_key_is_good_for_24_hours(api, cast):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        client = api(cast.ann)
        first = client.post("/recognitions", thanks(cast), **KEY)

        clock.move_to("2026-11-23T21:59:00Z")  # the token is good for 12 hours
        assert client.post("/recognitions", thanks(cast), **KEY).content == first.content

        clock.move_to("2026-11-24T10:00:00Z")
        client = api(cast.ann)
        assert client.post("/recognitions", thanks(cast), **KEY).content == first.content

        clock.shift(timedelta(seconds=1))
        later = client.post("/recognitions", thanks(cast, "Another one"), **KEY)

    assert later.status_code == 201
    assert "Idempotency-Replayed" not in later
    assert later.json()["data"]["id"] != first.json()["data"]["id"]
    assert KeptAnswer.objects.count() == 1


def test_a_refusal_of_the_domain_is_repeated_even_when_it_would_be_granted_now(api, cast):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    refused = client.post(path, **KEY)
    client.delete(path)

    again = client.post(path, **KEY)

    assert error_of(refused) == error_of(again) == (422, "unprocessable_entity")
    assert refused.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert Hi5.objects.standing().count() == 0


def test_an_empty_balance_is_repeated_too(api, cast):
    cast.acme.hi5_limit = 0
    cast.acme.save()
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    refused = client.post(path, **KEY)
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 1, "reason": "Here"})

    again = client.post(path, **KEY)

    assert error_of(refused) == error_of(again) == (400, "insufficient_hi5_balance")
    assert again["Idempotency-Replayed"] == "true"
    assert Hi5.objects.count() == 0


def test_what_was_never_carried_out_may_be_corrected_under_the_same_key(api, cast):
    client = api(cast.ann)
    wrong = {**thanks(cast), "given_for": 987654321}

    refusals = [
        client.post("/recognitions", wrong, **KEY),
        client.post("/recognitions", {**thanks(cast), "text": " "}, **KEY),
        client.post("/recognitions", b"{", **KEY),
        client.post("/recognitions/987654321/hi5", {}, **KEY),
        client.post("/recognitions", b"x" * 70_000, **KEY),
        client.post("/badges", {}, **KEY),
    ]

    statuses = [error_of(answer)[0] for answer in refusals]
    assert statuses == [400, 400, 400, 400, 413, 403]
    assert KeptAnswer.objects.count() == 0
    assert client.post("/recognitions", thanks(cast), **KEY).status_code == 201


def test_a_taken_name_may_be_corrected_too(api, cast):
    client = api(cast.ada)
    words = {"text": "own the OUTCOME", "description": "Again."}

    taken = client.post("/core_values", words, **KEY)
    corrected = client.post("/core_values", {**words, "text": "Share it"}, **KEY)

    assert error_of(taken) == (400, "invalid_data")
    assert corrected.status_code == 201


def test_a_failure_of_ours_leaves_neither_key_nor_effect(monkeypatch, api, cast):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    with monkeypatch.context() as broken:
        broken.setattr(LedgerEntry, "save", lambda *args, **kwargs: 1 / 0)
        failed = client.post(path, **KEY)

    assert failed.status_code == 500
    assert KeptAnswer.objects.count() == Hi5.objects.count() == LedgerEntry.objects.count() == 0
    again = client.post(path, **KEY)
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again


def test_a_kept_answer_is_given_to_who_may_still_ask_only(api, cast):
    client = api(cast.ada)
    words = {"text": "Be kind", "description": "Always."}
    client.post("/core_values", words, **KEY)
    cast.ada.role = Role.EMPLOYEE
    cast.ada.save()
    UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)

    assert error_of(client.post("/core_values", words, **KEY)) == (403, "access_denied")

    cast.ada.delete()
    assert error_of(client.post("/core_values", words, **KEY)) == (401, "invalid_token")


def test_other_operations_take_no_notice_of_a_key(api, cast):
    client = api(cast.ada)
    path = f"/core_values/{cast.outcome.pk}"
    words = {"text": "Be kind", "description": "Always."}

    assert client.put(path, words, **KEY).status_code == 200
    assert client.put(path, {**words, "text": "Be bold"}, **KEY).status_code == 200

    assert CoreValue.objects.get(pk=cast.outcome.pk).text == "Be bold"
    assert KeptAnswer.objects.count() == 0
