"""What the directory tells of a colleague on a page, and what more those who run it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts import policies
from accounts.models import Attribute, User, record_of
from accounts.roles import NAMES_ON_PAGES, Role


@dataclass(frozen=True)
class Fact:
    """Something known of somebody: what it is about, what it is, and where it leads."""

    about: str
    known: str
    address: str = ""


def told_of(person: User, viewer: User) -> list[Fact]:
    """Return what ``viewer`` may know of ``person``, as loaded by ``with_record``; blanks left out.

    Attributes take a query more, for those who may read them.
    """
    facts = list(_to_colleagues(person, viewer))
    if policies.can_read_records(viewer):
        facts += _to_administrators(person, viewer)
    return [fact for fact in facts if fact.known]


def _to_colleagues(person: User, viewer: User) -> Iterator[Fact]:
    record = record_of(person)
    departments = [str(each.department) for each in person.memberships.all()]
    businesses = [str(each.business) for each in person.engagements.all()]
    yield Fact(gettext("Job title"), str(record.job_title or ""))
    yield Fact(gettext("Department"), ", ".join(departments))
    yield Fact(gettext("Business"), ", ".join(businesses))
    yield Fact(gettext("Location"), str(record.location or ""))
    manager = record.manager
    if manager is not None and policies.can_see(viewer, manager):
        yield Fact(gettext("Manager"), str(manager), reverse("person", args=[manager.pk]))
    if person.email:
        yield Fact(gettext("E-mail"), person.email, f"mailto:{quote(person.email, safe='@')}")


def _to_administrators(person: User, viewer: User) -> Iterator[Fact]:
    record = record_of(person)
    yield Fact(gettext("Role"), str(NAMES_ON_PAGES[Role(person.role)]))
    yield Fact(gettext("Employee id"), record.employee_id or "")
    yield Fact(gettext("External id"), record.external_id or "")
    yield Fact(gettext("Phone"), record.phone_number)
    day = record.joining_date
    yield Fact(gettext("At the company since"), date_format(day) if day else "")
    if record.attributes:
        names = dict(Attribute.objects.visible_to(viewer).values_list("key", "name"))
        for key, value in sorted(record.attributes.items()):
            yield Fact(names.get(key, key), _in_words(value))


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
