"""seed_demo: what it makes obeys every rule, and is the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.utils import timezone

from accounts.models import Change, Organisation, User
from accounts.periods import period_at
from accounts.roles import Role
from recognition.demo import building
from recognition.models import (
    Badge,
    BadgeAward,
    Case,
    CoreValue,
    Hi5,
    LedgerEntry,
    Recognition,
    Report,
    Review,
)
from tests.commands.asking import refused, run

WHERE = "https://peerly.example"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command prints; its rows are there for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run("seed_demo", public_url=WHERE)
        transaction.set_rollback(True)


def _person(address: str) -> User:
    return User.objects.select_related("organisation").get(email=address)


def test_everybody_of_a_company_has_signed_in_once(demo: str) -> None:
    """Or a key that acts as one of them would have to wait until they do."""
    people = User.all_objects.exclude(organisation=None)

    assert people.filter(Q(last_login=None) | Q(last_login__lt=F("joined_at"))).count() == 0
    made = run("issue_credential", dialect="betterworks", owner="ada@acme.test")
    answer = Client().get(
        "/api/v1/departments/",
        headers={"Authorization": f"APIToken {made.strip().partition('=')[2]}"},
    )
    assert answer.status_code == 200


def test_it_says_what_it_made(demo: str) -> None:
    lines = demo.splitlines()

    assert [line.partition(":")[0] for line in lines] == ["Acme", "Globex"]
    for name, line in zip(["Acme", "Globex"], lines, strict=True):
        of = Q(organisation__name=name)
        assert line == (
            f"{name}: {User.all_objects.filter(of).count()} people,"
            f" {Recognition.objects.filter(of).count()} recognitions,"
            f" {Hi5.objects.filter(of).count()} hi5s"
        )


def test_the_organisations_are_as_promised(demo: str) -> None:
    terms = ["timezone", "hi5_quota_renewal_frequency", "hi5_limit", "is_demo"]

    assert list(Organisation.objects.values_list("domain_name", *terms)) == [
        ("acme.test", "Asia/Kolkata", "WEEKLY", 5, True),
        ("globex.test", "America/New_York", "MONTHLY", 10, True),
    ]


@pytest.mark.parametrize(
    ("address", "role", "company"),
    [
        ("ann@acme.test", Role.EMPLOYEE, "Acme"),
        ("ben@acme.test", Role.EMPLOYEE, "Acme"),
        ("mo@acme.test", Role.MODERATOR, "Acme"),
        ("ada@acme.test", Role.ORGANISATION_ADMIN, "Acme"),
        ("zoe@globex.test", Role.EMPLOYEE, "Globex"),
        ("mia@globex.test", Role.MODERATOR, "Globex"),
        ("gus@globex.test", Role.ORGANISATION_ADMIN, "Globex"),
        ("root@peerly.test", Role.SUPER_ADMIN, None),
    ],
)
def test_the_cast_is_there(demo: str, address: str, role: Role, company: str | None) -> None:
    person = _person(address)

    assert person.role == role
    assert (person.organisation.name if person.organisation else None) == company
    assert not person.has_usable_password()


def test_acme_has_some_forty_more_people_who_joined_when_they_joined(demo: str) -> None:
    acme = User.all_objects.filter(organisation__name="Acme")

    assert acme.count() == 46
    assert acme.filter(soft_delete_at__isnull=False).count() == 2
    assert acme.filter(joined_at__lt=timezone.now() - timedelta(days=5)).count() == 46
    joined = Change.objects.filter(what="users.join", organisation__name="Acme")
    assert joined.count() == 46


def test_everybody_has_a_face_of_our_own(demo: str) -> None:
    pictures = User.all_objects.filter(organisation__isnull=False).values_list(
        "profile_image_url", flat=True
    )

    assert all(picture.startswith(f"{WHERE}/faces/") for picture in pictures)
    for picture in pictures[:5]:
        assert Client().get(picture.removeprefix(WHERE)).status_code == 200


def test_core_values_have_two_levels(demo: str) -> None:
    values = CoreValue.objects.filter(organisation__name="Acme")

    assert values.filter(parent=None).count() == 3
    assert values.filter(parent__isnull=False).count() == 10
    assert not values.filter(description="").exists()
    assert not values.filter(parent__parent__isnull=False).exists()


def test_the_year_is_worth_reading(demo: str) -> None:
    texts = list(
        Recognition.objects.filter(organisation__name="Acme").values_list("text", flat=True)
    )

    assert len(texts) >= 250
    assert len(set(texts)) >= 200
    assert max(Counter(texts).values()) <= 3
    assert not [text for text in texts if "{" in text or "}" in text or text != text.strip()]


def test_a_year_has_passed_and_nothing_is_in_the_future(demo: str) -> None:
    now = timezone.now()
    given = Recognition.objects.order_by("given_at")

    oldest, newest = given.first(), given.last()
    assert oldest is not None
    assert newest is not None
    assert now - timedelta(days=372) < oldest.given_at < now - timedelta(days=340)
    assert now - timedelta(days=7) < newest.given_at < now
    assert not Hi5.objects.filter(given_at__gt=now).exists()
    assert not Report.objects.filter(reported_at__gt=now).exists()
    assert not Review.objects.filter(moderated_at__gt=now).exists()


def test_nobody_gives_or_receives_who_is_not_there(demo: str) -> None:
    for given, who in [
        (Recognition.objects, "given_by"),
        (Recognition.objects, "given_for"),
        (Hi5.objects, "given_by"),
    ]:
        there = Q(given_at__gte=F(f"{who}__joined_at"))
        there &= Q(**{f"{who}__soft_delete_at": None}) | Q(given_at__lt=F(f"{who}__soft_delete_at"))
        assert not given.exclude(there).exists()


def test_nobody_who_only_judges_gives(demo: str) -> None:
    may = [Role.EMPLOYEE, Role.ORGANISATION_ADMIN]

    assert not Recognition.objects.exclude(given_by__role__in=may).exists()
    assert not Hi5.objects.exclude(given_by__role__in=may).exists()


def test_hi5s_obey_the_rules(demo: str) -> None:
    twice = Hi5.objects.order_by().values("recognition", "given_by").annotate(n=Count("pk"))

    assert not twice.filter(n__gt=1).exists()
    assert not Hi5.objects.filter(given_by=F("recognition__given_for")).exists()
    assert not Hi5.objects.filter(given_at__lt=F("recognition__given_at")).exists()
    assert Hi5.objects.exclude(comment=None).count() > 100


def test_nobody_has_spent_more_than_the_quota(demo: str) -> None:
    spent = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.SPEND).order_by()
    periods = spent.values("organisation__hi5_limit", "user", "period_start").annotate(
        n=Count("pk")
    )

    assert not periods.filter(n__gt=F("organisation__hi5_limit")).exists()
    assert not LedgerEntry.objects.filter(kind="grant", opens_period=False).exists()


def test_every_entry_is_in_its_period(demo: str) -> None:
    for entry in LedgerEntry.objects.select_related("organisation"):
        company = entry.organisation
        period = period_at(
            entry.at, frequency=company.hi5_quota_renewal_frequency, timezone=company.timezone
        )
        assert entry.period_start == period.starts_at


def test_ann_and_ben_have_something_left(demo: str, api: Any) -> None:
    for name in ("ann", "ben"):
        me = api(_person(f"{name}@acme.test")).get("/users/me").json()["data"]
        assert me["hi5_quota_balance"] >= 3


def test_the_ledger_is_exact(demo: str) -> None:
    assert run("verify_ledger").endswith(f" {LedgerEntry.objects.count()} entries: exact\n")


def test_there_are_cases_of_every_kind(demo: str) -> None:
    cases = Case.objects.filter(organisation__name="Acme")

    assert Counter(cases.values_list("status", flat=True)) == {
        "open": 4,
        "upheld": 3,
        "dismissed": 3,
    }
    assert set(Report.objects.values_list("mark_as", flat=True)) == set(Report.Mark.values)
    hidden = Recognition.objects.filter(hidden_at__isnull=False)
    assert set(hidden) == {case.recognition for case in Case.objects.filter(status="upheld")}
    assert not Hi5.objects.filter(recognition__in=hidden, is_charged=True).exists()
    for review in Review.objects.select_related("moderated_by", "case__recognition"):
        judged = review.case.recognition
        assert review.moderated_by.is_staff
        assert review.moderated_by_id not in (judged.given_by_id, judged.given_for_id)


def test_badges_are_awarded_for_what_was_received(demo: str) -> None:
    assert Badge.objects.count() == 5
    assert BadgeAward.objects.count() > 20
    for award in BadgeAward.objects.standing().select_related("badge"):
        received = Hi5.objects.received().filter(
            recognition__given_for=award.user_id,
            given_at__gte=award.period_start,
            given_at__lt=award.period_end,
        )
        assert received.count() >= award.badge.hi5_count_required


def test_a_second_time_there_is_nothing_to_do(demo: str) -> None:
    before = Recognition.objects.count()

    assert run("seed_demo") == "The demo is there already.\n"
    assert Recognition.objects.count() == before


def test_it_makes_no_big_demo_beside_the_small_one(demo: str) -> None:
    before = Recognition.objects.count()

    sentence = refused("seed_demo", "--users", "500")

    assert sentence == "The demo is there already; make the big one in a new database."
    assert Recognition.objects.count() == before


def _told(now: datetime) -> list[tuple[Any, ...]]:
    """Return a year as it is told on the day of ``now``."""
    with transaction.atomic():
        building.build(now=now, public_url=WHERE)
        told = Recognition.objects.order_by("id").values_list(
            "given_by__email", "given_for__email", "core_value__text", "text", "given_at"
        )
        rows = list(told)
        assert rows[-1][-1] < now
        assert run("verify_ledger").endswith("exact\n")
        transaction.set_rollback(True)
    return rows


def test_on_the_same_day_it_is_the_same_demo(db: None) -> None:
    now = datetime(2026, 7, 8, 16, 30, tzinfo=UTC)

    assert _told(now) == _told(now)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 1, 18, 30, tzinfo=UTC),  # Monday 00:00 in Kolkata
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
        datetime(2026, 1, 1, 5, 0, tzinfo=UTC),  # New Year, 00:00 in New York
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),  # a Sunday on which New York changes its clocks
    ],
)
def test_it_can_be_made_on_any_day(db: None, now: datetime) -> None:
    assert len(_told(now)) == 384
