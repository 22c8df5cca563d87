"""What a directory knows of the people of random companies: something of most, of some nothing."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import Change, Department, JobTitle, Membership, Organisation, Record, User
from recognition.models import Hi5
from tests.recognition.random_company import NAMES, NOW, moment

ZONES = ["", "", "Asia/Kolkata", "Australia/Sydney"]
NUMBERS = ["", "+91 98765 43210"]
VALUES: list[Any] = ["pro", 34, 1.5, True, ["de", "en"], [], "é\u2028", ""]
SAID = [None, "", "Well done", "é"]


def keep_directory(chance: Random, home: Organisation) -> None:
    """Write records, departments, job titles and a history of the people of ``home``."""
    crowd = list(User.all_objects.filter(organisation=home).order_by("id"))
    departments, titles = (
        [kind(organisation=home, name=f"{name} {number}") for number, name in enumerate(NAMES[:4])]
        for kind in (Department, JobTitle)
    )
    for rows in (departments, titles):
        type(rows[0]).objects.bulk_create(rows)
    recorded = [each for each in crowd if chance.random() < 0.8]
    Record.objects.bulk_create(_record(chance, each, titles) for each in recorded)
    Membership.objects.bulk_create(
        Membership(organisation=home, user=each, department=department)
        for each in crowd
        for department in chance.sample(departments, chance.randrange(4))
    )
    Change.objects.bulk_create(
        Change(
            organisation=home,
            at=moment(chance),
            what="users.change_profile",
            thing_kind=chance.choice(["accounts.user", "accounts.user", "accounts.record"]),
            thing_id=chance.choice(crowd).pk,
        )
        for _ in crowd
    )
    hi5s = list(Hi5.objects.filter(organisation=home).order_by("id"))
    for hi5 in hi5s:
        hi5.comment = chance.choice(SAID)
    Hi5.objects.bulk_update(hi5s, ["comment"])


def _record(chance: Random, person: User, titles: list[JobTitle]) -> Record:
    return Record(
        organisation=person.organisation,
        user=person,
        external_id=chance.choice([None, f"u{person.pk}"]),
        phone_number=chance.choice(NUMBERS),
        timezone=chance.choice(ZONES),
        joining_date=chance.choice([None, date(2020, 1, 2), date(9, 1, 2)]),
        known_since=chance.choice([None, moment(chance), NOW - timedelta(days=3000)]),
        job_title=chance.choice([None, *titles]),
        attributes=_noted(chance),
        hearsay=_noted(chance),
    )


def _noted(chance: Random) -> dict[str, Any]:
    return {key: chance.choice(VALUES) for key in chance.sample(["b", "a", "ü", "c"], 2)}
