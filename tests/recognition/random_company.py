"""Companies as chance would have them, with all that a list can meet in one row or another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Organisation, User
from accounts.periods import Frequency
from accounts.roles import Role
from recognition.actions import tallies
from recognition.models import Allowance, CoreValue, Hi5, Recognition
from tests.cast import CoreValueFactory, OrganisationFactory, RecognitionFactory, UserFactory

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)

NAMES = ["Ann", "ann", "Zoë", "Zoe\u0308", "İbrahim", "ırmak", "ﬁona", "Straße", "O'Neil", "0"]
NAMES += [
    "  ",
    "null",
    "李",
    "\U0001f600",
    "\U0010ffff",
    "\ud7ffx",
    "\ue000",
    '"\\',
    "%_",
    "é" * 30,
]
BLANKS = ["", " "]
PICTURES = [None, "", "https://peerly.example/é.png", "https://peerly.example/?q=%s&a='"]
WORDS = [
    "Thank you!",
    "Grüße, 李 😀",
    'She said "yes"',
    "line\nbreak\t",
    "\u2028",
    "<b>",
    "\\u0000",
]
MICROSECONDS = [0, 1, 499_999, 999_499, 999_500, 999_999]
ROLES = [Role.EMPLOYEE, Role.EMPLOYEE, Role.MODERATOR, Role.ORGANISATION_ADMIN]


def found_companies(seed: int, *, people: int = 14, recognitions: int = 40) -> list[Organisation]:
    """Write three organisations and all that is in them; they differ with ``seed`` only."""
    chance = Random(seed)
    homes = [_home(chance, number) for number in range(3)]
    Organisation.objects.bulk_create(homes)
    for home in homes:
        crowd = _people(chance, home, people)
        _allowances(chance, home, crowd)
        _thanks(chance, home, crowd, recognitions)
        tallies.recount(organisation=home)
    return homes


def member(home: Organisation, role: Role) -> User:
    """Return somebody of ``home`` with ``role``, whom nobody removed."""
    found = User.objects.select_related("organisation").filter(organisation=home, role=role)
    return found.order_by("id")[0]


def moment(chance: Random) -> datetime:
    """Return one of a few seconds of the last weeks, so that some moments are the same."""
    past = NOW - timedelta(days=chance.randrange(3), minutes=chance.randrange(3))
    return past.replace(microsecond=chance.choice(MICROSECONDS))


def _home(chance: Random, number: int) -> Organisation:
    home = OrganisationFactory.build(
        name=chance.choice(NAMES),
        domain_name=f"home{number}.test",
        contact_email=f"people@home{number}.test",
        hi5_limit=chance.randrange(9),
        hi5_quota_renewal_frequency=chance.choice(Frequency.values),
        timezone=chance.choice(["Asia/Kolkata", "America/New_York", "Pacific/Apia", "UTC"]),
    )
    if number:  # new terms: from now on for one, soon for the other
        home.hi5_limit_before = 40 + number
        home.period_start_before = NOW - timedelta(days=9)
        home.terms_since = NOW + timedelta(days=3 if number == 1 else -1, microseconds=-1)
    return home


def _people(chance: Random, home: Organisation, count: int) -> list[User]:
    roles = [*ROLES, Role.SUPER_ADMIN, *(chance.choice(ROLES) for _ in range(count))]
    crowd = [
        UserFactory.build(
            organisation=home,
            role=role,
            email=None if chance.random() < 0.2 else f"p{number}@{home.domain_name}",
            first_name=chance.choice(NAMES),
            last_name=chance.choice(NAMES + BLANKS),
            display_name=chance.choice(NAMES + BLANKS),
            profile_image_url=chance.choice(PICTURES),
        )
        for number, role in enumerate(roles)
    ]
    User.all_objects.bulk_create(crowd)
    removed = [each for each in crowd[len(ROLES) + 1 :] if chance.random() < 0.3]
    for each in removed:
        each.soft_delete_at, each.soft_delete_by = moment(chance), crowd[chance.randrange(3)]
    User.all_objects.bulk_update(removed, ["soft_delete_at", "soft_delete_by"])
    return crowd


def _allowances(chance: Random, home: Organisation, crowd: list[User]) -> None:
    begun = home.allowance_terms(NOW).period.starts_at
    shifts = [timedelta(), timedelta(), timedelta(days=-40), timedelta(microseconds=-1)]
    Allowance.objects.bulk_create(
        Allowance(
            organisation=home,
            user=each,
            period_start=begun + chance.choice([*shifts, timedelta(hours=1)]),
            balance=chance.randrange(7),
        )
        for each in crowd
        if chance.random() < 0.7
    )


def _thanks(chance: Random, home: Organisation, crowd: list[User], count: int) -> None:
    values = [
        CoreValueFactory.build(
            organisation=home,
            text=f"{chance.choice(NAMES)} {number}",
            description=chance.choice(WORDS),
            thumbnail_url=chance.choice(PICTURES),
        )
        for number in range(3)
    ]
    CoreValue.objects.bulk_create(values)
    rows = []
    for _ in range(count):
        one, other = chance.sample(crowd, 2)
        hidden_at = moment(chance) if chance.random() < 0.2 else None
        rows.append(
            RecognitionFactory.build(
                given_by=one,
                given_for=other,
                core_value=chance.choice(values),
                text=chance.choice(WORDS),
                given_at=moment(chance),
                hidden_at=hidden_at,
            )
        )
    Recognition.objects.bulk_create(rows)
    Hi5.objects.bulk_create(_hi5s(chance, crowd, rows))


def _hi5s(chance: Random, crowd: list[User], rows: list[Recognition]) -> list[Any]:
    given = []
    for row in rows:
        for each in chance.sample(crowd, chance.randrange(7)):
            taken_back = moment(chance) if chance.random() < 0.3 else None
            given.append(
                Hi5(
                    organisation=row.organisation,
                    recognition=row,
                    given_by=each,
                    given_at=moment(chance),
                    withdrawn_at=taken_back,
                    is_charged=taken_back is None and chance.random() < 0.7,
                )
            )
    return given
