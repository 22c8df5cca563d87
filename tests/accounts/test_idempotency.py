"""``Idempotency-Key``: a repeated request has one effect and one answer (peerly-v1 §1)."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from accounts.models import KeptAnswer, Organisation
from accounts.models.kept_answer import kept_under
from peerly.dialects.peerly.dialect import PEERLY
from recognition.models import Badge, CoreValue, Hi5, LedgerEntry, Recognition, Report, Review
from tests.api import error_of
from tests.cast import FAR, RecognitionFactory
from tests.dialects.endpoints import endpoints

pytestmark = pytest.mark.django_db

KEY = {"Idempotency_Key": "once"}

ORGANISATION = {
    "name": "Initech",
    "domain_name": "initech.test",
    "subscription_status": "active",
    "subscription_valid_upto": int(FAR.timestamp()),
    "hi5_limit": 5,
    "hi5_quota_renewal_frequency": "WEEKLY",
    "timezone": "UTC",
    "recognition_costs_hi5": False,
}

# Who may, where, with what, and what there is more of afterwards.
CREATING = {
    "core_values": (
        "ada",
        "/core_values",
        lambda cast: {"text": "Be kind", "description": "Always."},
        CoreValue.objects,
    ),
    "recognitions": (
        "ann",
        "/recognitions",
        lambda cast: thanks(cast, "Well done!"),
        Recognition.objects,
    ),
    "recognitions/<recognition_id>/hi5": (
        "cal",
        "/recognitions/{thanks}/hi5",
        lambda cast: {"comment": "So true!"},
        Hi5.objects,
    ),
    "recognitions/<recognition_id>/report": (
        "cal",
        "/recognitions/{thanks}/report",
        lambda cast: {"mark_as": "fraud", "reason": "It was not so."},
        Report.objects,
    ),
    "recognitions/<recognition_id>/review": (
        "mo",
        "/recognitions/{thanks}/review",
        lambda cast: {"is_inappropriate": False},
        Review.objects,
    ),
    "users/<id>/hi5_grants": (
        "ada",
        "/users/{cal}/hi5_grants",
        lambda cast: {"amount": 2, "reason": "The summer party"},
        LedgerEntry.objects.filter(reason="The summer party"),
    ),
    "organisations": (
        "root",
        "/organisations",
        lambda cast: ORGANISATION,
        Organisation.objects,
    ),
    "badges": (
        "ada",
        "/badges",
        lambda cast: {"name": "Star", "hi5_count_required": 3, "hi5_frequency": "MONTHLY"},
        Badge.objects,
    ),
}

every_creation = pytest.mark.parametrize(
    ("name", "path", "body", "rows"), CREATING.values(), ids=CREATING
)


def thanks(cast, text: str = "Thank you!"):
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": text}


def at(path: str, cast) -> str:
    return path.format(thanks=cast.thanks.pk, cal=cast.cal.pk)


def test_every_operation_that_answers_201_takes_a_key():
    made = {each.route for each in endpoints(PEERLY) if each.operation.status == 201}
    keyed = {
        each.route
        for each in endpoints(PEERLY)
        if getattr(getattr(each.viewset, each.action), "once_per_key", False)
    }

    assert made == keyed == set(CREATING)


@every_creation
def test_the_same_request_again_gets_the_same_answer_and_has_no_effect(
    api, cast, name, path, body, rows
):
    client, path = api(getattr(cast, name)), at(path, cast)
    before = rows.count()

    first = client.post(path, body(cast), **KEY)
    second = client.post(path, body(cast), **KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert rows.count() == before + 1
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert second["Content-Type"] == first["Content-Type"]
    assert KeptAnswer.objects.count() == 1


@every_creation
def test_without_a_key_nothing_is_kept(api, cast, name, path, body, rows):
    answer = api(getattr(cast, name)).post(at(path, cast), body(cast))

    assert answer.status_code == 201
    assert KeptAnswer.objects.count() == 0


@every_creation
def test_the_key_of_another_request_is_refused_and_changes_nothing(
    api, cast, name, path, body, rows
):
    person = getattr(cast, name)
    client = api(person)
    before = rows.count()
    KeptAnswer.objects.create(
        user=person,
        key=kept_under("once"),
        fingerprint="another's",
        status=201,
        created_at=timezone.now(),
    )

    answer = client.post(at(path, cast), body(cast), **KEY)

    assert error_of(answer) == (422, "unprocessable_entity")
    assert rows.count() == before
    assert KeptAnswer.objects.get().fingerprint == "another's"


def test_another_body_or_another_path_is_another_request(api, cast):
    client = api(cast.ann)
    other = RecognitionFactory(given_by=cast.ben, given_for=cast.cal, core_value=cast.outcome)
    third = RecognitionFactory(given_by=cast.ben, given_for=cast.cal, core_value=cast.outcome)
    client.post(f"/recognitions/{other.pk}/hi5", {"comment": "Yes!"}, **KEY)

    another_body = client.post(f"/recognitions/{other.pk}/hi5", {"comment": "No!"}, **KEY)
    another_path = client.post(f"/recognitions/{third.pk}/hi5", {"comment": "Yes!"}, **KEY)
    another_thing = client.post("/recognitions", thanks(cast), **KEY)

    for answer in [another_body, another_path, another_thing]:
        assert error_of(answer) == (422, "unprocessable_entity")
    assert Hi5.objects.count() == 1
    assert Recognition.objects.filter(given_by=cast.ann).count() == 1


@pytest.mark.parametrize(
    "again",
    [
        lambda body: json.dumps(body, indent=4).encode(),
        lambda body: json.dumps(dict(reversed(body.items()))).encode(),
        lambda body: json.dumps(body, ensure_ascii=True).encode(),
        lambda body: json.dumps(body, ensure_ascii=False).encode(),
    ],
    ids=["spacing", "order of keys", "escapes", "no escapes"],
)
def test_how_a_body_is_written_does_not_matter(api, cast, again):
    client = api(cast.ann)
    body = thanks(cast, "Merci, l'équipe! 😀")

    first = client.post("/recognitions", body, **KEY)
    second = client.post("/recognitions", again(body), **KEY)

    assert second["Idempotency-Replayed"] == "true"
    assert second.content == first.content
    assert Recognition.objects.filter(given_by=cast.ann).count() == 2


def test_the_trailing_slash_does_not_matter_either(api, cast):
    client = api(cast.ann)

    first = client.post("/recognitions", thanks(cast), **KEY)
    second = client.post("/recognitions/", thanks(cast), **KEY)

    assert second["Idempotency-Replayed"] == "true"
    assert second.content == first.content


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "a\x7fb", "\x01"])
def test_a_key_has_1_to_255_printable_characters(api, cast, key):
    answer = api(cast.ann).post("/recognitions", thanks(cast), Idempotency_Key=key)

    assert error_of(answer) == (400, "invalid_data")
    assert set(answer.json()["error"]["fields"]) == {"Idempotency-Key"}
    assert Recognition.objects.filter(given_by=cast.ann).count() == 1
    assert KeptAnswer.objects.count() == 0


@pytest.mark.parametrize("key", ["k", "k" * 255, "6a1f-é", "two words", "{}<>'\"%"])
def test_any_other_key_will_do(api, cast, key):
    client = api(cast.ann)

    answers = [client.post("/recognitions", thanks(cast), Idempotency_Key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"
