"""seed_demo, made big to measure with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, User
from recognition.demo import building
from recognition.models import Hi5, LedgerEntry, Recognition
from tests.commands.asking import refused, run


def _structure() -> set[tuple[str, str]]:
    """Return the constraints and indexes that PostgreSQL has; SQLite's are never touched."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " UNION SELECT indexname, indexdef FROM pg_indexes"
        )
        return set(cursor.fetchall())


def test_a_big_one_is_as_big_as_asked_for_and_exact(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = tuple(replace(company, hi5_limit=2) for company in building.COMPANIES)
    monkeypatch.setattr(building, "COMPANIES", poor)
    before = _structure()

    run("seed_demo", "--users", "120", "--recognitions", "300", "--hi5s", "3600")

    assert User.all_objects.filter(organisation__isnull=False).count() == 120
    assert Recognition.objects.count() == 300
    assert Hi5.objects.count() == 3600
    # More than the quotas allow, so somebody was granted more.
    assert LedgerEntry.objects.filter(kind="grant", opens_period=False).exists()
    assert run("verify_ledger") == f"120 people, {LedgerEntry.objects.count()} entries: exact\n"
    assert _structure() == before
    newest = Recognition.objects.latest("id")
    another = Recognition.objects.create(
        organisation=newest.organisation,
        given_by=newest.given_by,
        given_for=newest.given_for,
        core_value=newest.core_value,
        text="One more",
        given_at=timezone.now(),
    )
    assert another.pk > newest.pk


def test_more_hi5s_than_people_can_give_are_refused(db: None) -> None:
    sentence = refused("seed_demo", "--users", "100", "--recognitions", "100", "--hi5s", "9000")

    assert sentence == "So few people at Acme give at most 2775 hi5s; ask for more users."
    assert not Organisation.objects.exists()
    assert not User.all_objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "least", "most"),
    [
        ("users", "99", 100, 1_000_000),
        ("recognitions", "many", 100, 10_000_000),
        ("hi5s", "-1", 0, 30_000_000),
        ("users", "9" * 5000, 100, 1_000_000),
    ],
    ids=lambda given: str(given)[:9],
)
def test_odd_sizes_are_refused(db: None, option: str, value: str, least: int, most: int) -> None:
    sentence = refused("seed_demo", f"--{option}={value}")

    assert sentence == f"--{option} is {value}; it must be a number from {least} to {most}."
    assert not Organisation.objects.exists()
