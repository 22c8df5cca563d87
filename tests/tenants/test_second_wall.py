"""PostgreSQL's second wall: what the database itself refuses, whatever the code does.

SQLite has no such wall (recognition/migrations/0002 says why); there the first one stands alone,
and these tests say so.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from accounts.models import (
    Change,
    Credential,
    Department,
    Engagement,
    Event,
    Membership,
    Record,
    Supervision,
    User,
)
from accounts.models.evidence import AppendOnly, AppendOnlyError
from recognition.models import (
    Allowance,
    BadgeAward,
    Case,
    CoreValue,
    Hi5,
    LastThanks,
    LedgerEntry,
    MonthlyTally,
    ParticipationTally,
    Recognition,
    Report,
    Review,
    SpanTally,
    ValueTally,
)
from tests.cast import UserFactory
from tests.dialects.asking import findings
from tests.dialects.rows import MODELS, OWNED, references
from tests.dialects.stage import Side, Stage

pytestmark = pytest.mark.django_db

MIGRATION = import_module("recognition.migrations.0002_hold_rows_inside_their_organisation")
TALLIES = import_module("recognition.migrations.0005_keep_tallies")
SPANS = import_module("recognition.migrations.0008_keep_quarters_and_years")
LAST = import_module("recognition.migrations.0012_keep_last_thanks")
DIRECTORY = import_module("accounts.migrations.0003_hold_the_directory_inside_its_organisation")
IS_POSTGRESQL = connection.vendor == "postgresql"

LONG_AGO = date(2001, 1, 1)
"""A month of which there is nothing."""

ACTORS = {
    "Credential.made_by": "a SuperAdmin may make one for an organisation that is not theirs",
    "LedgerEntry.by": "a SuperAdmin may grant hi5s in an organisation that is not theirs",
    "Review.moderated_by": "a SuperAdmin may review in an organisation that is not theirs",
    "Badge.soft_delete_by": "a SuperAdmin may remove a badge of an organisation that is not theirs",
    "User.soft_delete_by": "a SuperAdmin may remove somebody of an organisation not theirs",
}
"""References that may lead out of the organisation, each with its reason."""


def _walled() -> list[tuple[type[models.Model], Any]]:
    return [
        (model, key) for model, key in references() if f"{model.__name__}.{key.name}" not in ACTORS
    ]


def test_every_reference_between_owned_rows_has_a_composite_key():
    """A new foreign key needs a pair in a migration, or a reason here."""
    needed = {
        (model._meta.db_table, key.column, key.related_model._meta.db_table)
        for model, key in _walled()
    }

    assert needed == {*MIGRATION.PAIRS, *TALLIES.PAIRS, *SPANS.PAIRS, *LAST.PAIRS, *DIRECTORY.PAIRS}
    assert set(ACTORS) <= {f"{model.__name__}.{key.name}" for model, key in references()}


def test_the_database_refuses_a_row_that_refers_across(stage: Stage):
    here, there = stage.here, stage.there
    with findings() as wrong:
        for model in {model for model, _ in _walled()}:
            if said := _refusal(model(**_fresh(model, here))):
                wrong.append(f"{model.__name__}, though it refers to its own: {said}")
        for model, key in _walled():
            row = model(**_fresh(model, here) | {key.name: _fresh(model, there)[key.name]})
            name = f"{model._meta.db_table}_{key.column.removesuffix('_id')}_same_organisation"
            if (said := _refusal(row)) != (name if IS_POSTGRESQL else ""):
                wrong.append(f"{model.__name__}.{key.name}: {said!r}")


def test_the_database_refuses_to_move_a_row_across(stage: Stage):
    """The other way round: whatever is referred to cannot leave."""
    here, there = stage.here.organisation, stage.there.organisation
    referred_to = sorted({key.related_model for _, key in _walled()}, key=lambda m: m.__name__)
    stayed = []
    for model in referred_to:
        for pk in model._base_manager.filter(organisation=here).values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=pk).update(organisation=there)
                    connection.check_constraints()
                    transaction.set_rollback(True)
            except DatabaseError:
                stayed.append(model)
                break

    assert stayed == (referred_to if IS_POSTGRESQL else [])


def test_the_database_refuses_to_change_or_delete_evidence(stage: Stage):
    evidence = {model for model in MODELS if issubclass(model, AppendOnly)}
    refused = set()
    for model in evidence:
        rows = model._base_manager.all()
        assert rows.exists()
        text = next(field for field in model._meta.concrete_fields if field.editable)
        table, column = model._meta.db_table, text.column
        for statement in (
            f"UPDATE {table} SET {column} = {column}",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
        ):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    transaction.set_rollback(True)
            except DatabaseError:
                refused.add((table, statement.split()[0]))

    tables = {model._meta.db_table for model in evidence}
    expected = {(table, verb) for table in tables for verb in ("UPDATE", "DELETE")}
    assert refused == (expected if IS_POSTGRESQL else set())


def test_the_models_refuse_to_change_or_delete_evidence_on_every_database(stage: Stage):
    for model in (each for each in MODELS if issubclass(each, AppendOnly)):
        row = model._base_manager.first()
        assert row is not None
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()


def test_the_history_tells_the_organisation_of_what_it_is_about(stage: Stage):
    """``Change`` refers to things by kind and number, which no foreign key can hold."""
    kinds = {model._meta.label_lower: model for model in (*OWNED, User)}
    told = list(Change.objects.all())
    assert told
    for change in told:
        thing = kinds[change.thing_kind]._base_manager.get(pk=change.thing_id)
        assert change.organisation_id == thing.organisation_id


def _fresh(model: type[models.Model], side: Side) -> dict[str, Any]:
    """Return what makes a new row of ``side``, every reference filled."""
    now = timezone.now()
    case, hi5 = side.doubted.case, side.joined.hi5s.first()
    values: dict[type[models.Model], dict[str, Any]] = {
        CoreValue: {"text": "Ask", "description": "First.", "parent": side.value},
        Recognition: {
            "given_by": side.giver,
            "given_for": side.colleague,
            "core_value": side.value,
            "text": "Thank you",
            "given_at": now,
        },
        Hi5: {"recognition": side.thanks, "given_by": side.admin, "given_at": now},
        Allowance: {"user": side.moderator, "period_start": now, "balance": 1},
        LedgerEntry: {
            "user": side.giver,
            "kind": "spend",
            "amount": -1,
            "period_start": now,
            "hi5": hi5,
            "reason": "hi5",
            "at": now,
        },
        Case: {"recognition": side.thanks, "opened_at": now},
        Report: {
            "case": case,
            "mark_as": "fraud",
            "reason": "No",
            "reported_by": side.giver,
            "reported_at": now,
            "answered_by": case.reviews.first(),
        },
        Review: {
            "case": case,
            "is_inappropriate": True,
            "moderated_by": side.moderator,
            "moderated_at": now,
        },
        BadgeAward: {
            "badge": side.badge,
            "hi5_count_required": 1,
            "hi5_frequency": "WEEKLY",
            "user": side.giver,
            "period_start": now,
            "period_end": now,
            "awarded_at": now,
        },
        MonthlyTally: {"user": side.giver, "month": LONG_AGO},
        LastThanks: {"user": _unnoticed(side), "at": now},
        ParticipationTally: {"slot": 0, "month": LONG_AGO},
        SpanTally: {"user": side.giver, "months": 3, "month": LONG_AGO},
        ValueTally: {"core_value": side.value, "slot": 0, "month": LONG_AGO},
    }
    return {"organisation": side.organisation} | (values.get(model) or _filed(model, side))


def _unnoticed(side: Side) -> User:
    """Return somebody of whom nothing is noted yet."""
    person = UserFactory.build(organisation=side.organisation)
    User.all_objects.bulk_create([person])
    return person


def _filed(model: type[models.Model], side: Side) -> dict[str, Any]:
    """Return what makes a new row of the directory."""
    now = timezone.now()
    values: dict[type[models.Model], dict[str, Any]] = {
        Credential: {"owner": side.giver, "speaks": "x", "fingerprint": "x", "made_at": now},
        Department: {"name": "New", "parent": side.department},
        Record: {
            "user": side.moderator,
            "manager": side.giver,
            "job_title": side.job_title,
            "location": side.location,
        },
        Membership: {"user": side.moderator, "department": side.department},
        Engagement: {"user": side.moderator, "business": side.business},
        Supervision: {"user": side.giver, "manager": side.admin, "kind": "hr"},
        Event: {"user": side.giver, "name": "x", "at": now, "received_at": now},
    }
    return values[model]


def _refusal(row: models.Model) -> str:
    """Return the constraint that keeps ``row`` out, or ""."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            connection.check_constraints()
            transaction.set_rollback(True)
    except DatabaseError as problem:
        diagnosis = getattr(problem.__cause__, "diag", None)
        return diagnosis.constraint_name if diagnosis else str(problem)
    return ""
