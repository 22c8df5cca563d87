"""The tenant matrix, what it rests on, and that it would notice."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.querysets import OrganisationQuerySet, OwnedQuerySet, UserQuerySet
from recognition.querysets import BadgeQuerySet, RecognitionQuerySet
from tests import google as fake
from tests.cast import UserFactory
from tests.dialects.asking import Play, findings
from tests.dialects.rows import MODELS, OWNED, crossing, share_of, undone
from tests.dialects.stage import Stage
from tests.tenants.matrix import CROSSING, PRINCIPALS, cases, leaks, principal

pytestmark = pytest.mark.django_db


@pytest.fixture
def still() -> Any:
    """A moment that stands still: two answers may differ by nothing but what was asked."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.mark.parametrize("who", PRINCIPALS)
def test_nothing_of_one_organisation_reaches_another_one(
    still: None, play: Play, google: fake.Google, who: str
):
    if who in CROSSING and not play.hooks.crosses:
        return  # nobody of that kind can sign in this way
    somebody = principal(play, who)
    sent = list(cases(play, somebody))
    assert len(sent) > len(play.endpoints)
    assert crossing() == []
    with findings() as wrong:
        wrong.extend(leaks(play, somebody, sent))


def _without_walls(rows: models.QuerySet[Any], viewer: User) -> models.QuerySet[Any]:
    return rows


HOLES: list[tuple[type[Any], str]] = [
    (OwnedQuerySet, "in_sight_of"),
    (OwnedQuerySet, "visible_to"),
    (OrganisationQuerySet, "visible_to"),
    (UserQuerySet, "visible_to"),
    (RecognitionQuerySet, "visible_to"),
    (BadgeQuerySet, "visible_to"),
]


@pytest.mark.parametrize(("rows", "door"), HOLES, ids=lambda part: getattr(part, "__name__", part))
def test_the_matrix_notices_one_missing_filter(
    still: None,
    play: Play,
    google: fake.Google,
    monkeypatch: pytest.MonkeyPatch,
    rows: type[Any],
    door: str,
):
    if rows.__name__ in play.hooks.says_nothing_of:
        return
    monkeypatch.setattr(rows, door, _without_walls)

    admin = principal(play, "admin")
    assert next(leaks(play, admin, cases(play, admin)), None) is not None


def test_what_is_made_and_undone_has_the_same_id_each_time(stage: Stage):
    """Or two answers would differ by it: PostgreSQL counts on where a test is rolled back."""
    with transaction.atomic():
        UserFactory(organisation=stage.here.organisation)
        transaction.set_rollback(True)

    made = []
    for _ in range(2):
        with undone():
            made.append(UserFactory(organisation=stage.here.organisation).pk)

    assert made[0] == made[1]


def test_every_text_of_an_organisation_has_its_word_in_it(stage: Stage):
    """Or the matrix would not see a leak: a new column must be written to on the stage."""
    with findings() as wrong:
        for side in (stage.here, stage.there):
            for label, rows in share_of(side.organisation).items():
                if not rows:
                    wrong.append(f"{side.word} has no {label}")
            for model in (*OWNED, type(side.organisation), User):
                wrong.extend(_silent_columns(model, side.organisation, side.word))


def _silent_columns(model: type[models.Model], organisation: Any, word: str) -> list[str]:
    path = "pk" if model is type(organisation) else "organisation"
    rows = list(model._base_manager.filter(**{path: organisation.pk}))
    return [
        f"{model.__name__}.{field.name} of {word}"
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and f"{model.__name__}.{field.name}" not in NOT_TOLD
        and not any(word in str(getattr(row, field.attname)).lower() for row in rows)
    ]


NOT_TOLD = {
    "Organisation.timezone": "one of a few hundred names that everybody knows",
    "Organisation.frequency_before": "WEEKLY or MONTHLY, empty at first",
    "Organisation.timezone_before": "like timezone, empty at first",
    "User.password": "in no answer of any kind",
    "Credential.speaks": "a name that everybody knows",
    "Credential.identifier": "made at random",
    "Credential.fingerprint": "made at random",
    "Credential.beginning": "made at random",
    "Credential.ending": "made at random",
    "Record.timezone": "one of a few hundred names that everybody knows",
    "Record.removal_reason": "one of a few words that everybody knows",
}


def test_every_table_is_somebodys_or_known_to_be_nobodys():
    nobodys = {"Nonce", "Association", "Code", "Partial"}  # social-auth's own, unused
    owned = {
        model.__name__
        for model in MODELS
        if {"organisation", "user"} & {field.name for field in model._meta.get_fields()}
    }

    assert {model.__name__ for model in MODELS} - owned == {"Organisation", *nobodys}


def test_somebody_elses_idempotency_key_is_not_replayed(play: Play, google: fake.Google):
    here, there = play.here, play.stage.there
    with findings() as wrong:
        for endpoint in play.endpoints:
            if not getattr(getattr(endpoint.viewset, endpoint.action), "once_per_key", False):
                continue
            with undone():
                caller = play.sender(endpoint)
                answer = caller.play(endpoint, here, Idempotency_Key=f"key-of-{there.word}")
            if answer.status_code != endpoint.operation.status:
                wrong.append(f"{endpoint}: {answer.status_code} {answer.content[:200]!r}")
            if there.word in answer.content.decode() or "Idempotency-Replayed" in answer.headers:
                wrong.append(f"{endpoint} replays what was told to somebody else")
