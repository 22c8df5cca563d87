"""What a side's directory holds: one of everything, each with the side's word in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from accounts.actions import credentials, directory, events, records
from accounts.models import Attribute, Business, Department, JobTitle, Location, User


def furnish(admin: User, word: str) -> SimpleNamespace:
    """Make a department, a business, a location, a job title and an attribute."""
    top = directory.create(by=admin, kind=Department, name=f"All of {word}")
    return SimpleNamespace(
        top_department=top,
        department=directory.create(by=admin, kind=Department, name=f"Export {word}", parent=top),
        business=directory.create(by=admin, kind=Business, name=f"Trade {word}"),
        location=directory.create(
            by=admin,
            kind=Location,
            name=f"Harbour {word}",
            address_line1=f"1 Quay of {word}",
            address_line2=f"Gate {word}",
            city=f"{word} city",
            state=f"{word} state",
            country=f"{word} land",
            postal_code=f"P-{word}",
        ),
        job_title=directory.create(
            by=admin,
            kind=JobTitle,
            name=f"Forwarder {word}",
            description=f"Sends what {word} sells.",
            responsibilities=f"Whatever {word} ships.",
        ),
        attribute=directory.create(
            by=admin,
            kind=Attribute,
            name=f"Shirt {word}",
            key=f"shirt_{word}",
            values=Attribute.Kind.SINGLE_SELECT,
            options=["S", "M", f"L {word}"],
        ),
    )


def file(side: Any) -> None:
    """File the receiver under all of it; the giver has a sparse record, the others none."""
    word, there = side.word, side.directory
    records.keep(
        by=side.admin,
        person=side.receiver,
        employee_id=f"E-7-{word}",
        external_id=f"ext{word}7",
        middle_name=f"Q {word}",
        phone_number=f"555 {word}",
        secondary_phone_number=f"556 {word}",
        employee_type=f"Full {word}",
        level=f"L1 {word}",
        education=f"School of {word}",
        birth_date=date(1990, 2, 3),
        joining_date=date(2020, 1, 2),
        job_title=there.job_title,
        location=there.location,
        manager=side.admin,
        departments=[there.department],
        businesses=[there.business],
        hr_managers=[side.moderator],
        secondary_managers=[side.colleague],
        attributes={there.attribute.key: f"L {word}"},
    )
    records.keep(by=side.admin, person=side.giver, employee_id=f"E-8-{word}", manager=side.receiver)
    records.keep(by=side.admin, person=side.giver, departments=[there.top_department])
    events.note(
        by=side.admin,
        person=side.giver,
        name=f"opened {word}",
        at=datetime(2026, 1, 2, tzinfo=UTC),
        value=word,
        properties={"from": word},
    )
    credentials.issue(by=side.admin, owner=side.admin, speaks="nobody", identifier=None)
