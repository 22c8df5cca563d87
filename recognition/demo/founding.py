"""Founding a company of the demo: its organisation, people, core values and badges."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts import faces
from accounts.actions import organisations, users
from accounts.models import Change, Organisation, User
from accounts.roles import Role
from recognition import policies
from recognition.actions import badges, core_values
from recognition.demo import people
from recognition.demo.companies import OPERATOR_EMAIL, Company
from recognition.demo.people import Person
from recognition.demo.workdays import DAY
from recognition.demo.year import FOREVER, Member
from recognition.models import Badge

NO_PASSWORD = "!"  # noqa: S105 - Django's mark of a password that nothing matches

WITHOUT_ACCENTS = str.maketrans("łøđ", "lod")
"""What Unicode does not take apart."""


@dataclass(frozen=True)
class Founded:
    """A company that exists, but in which nothing has happened yet."""

    company: Company
    organisation: Organisation
    administrator: User
    judges: list[User]
    members: list[Member]
    values: dict[str, int]
    badges: list[Badge]


def found(company: Company, *, now: datetime, public_url: str, headcount: int) -> Founded:
    """Make ``company`` with ``headcount`` people, or all that are named if that is more."""
    organisation = organisations.create(
        by=None,
        subscription_status=Organisation.Subscription.ACTIVE,
        subscription_valid_upto=now + timedelta(days=10 * 365),
        is_demo=True,
        **company.settings(),
    )
    persons = [*company.cast, *company.crowd]
    rng = Random(f"people of {company.domain}")  # noqa: S311 - the same ones every time
    persons += _more(headcount - len(persons), rng)
    members = _hire(persons, organisation, now, public_url)
    colleagues = User.objects.filter(organisation=organisation).select_related("organisation")
    administrator = colleagues.with_role(Role.ORGANISATION_ADMIN).get()
    return Founded(
        company,
        organisation,
        administrator,
        [*colleagues.with_role(Role.MODERATOR), administrator],
        members,
        _state_values(company, organisation, administrator),
        [
            badges.create(
                by=administrator,
                organisation=organisation,
                name=badge.name,
                hi5_count_required=badge.hi5_count_required,
                hi5_frequency=badge.hi5_frequency,
                asks_since=now - timedelta(days=2 * 365),  # the year that is told of, and to spare
            )
            for badge in company.badges
        ],
    )


def require_operator() -> None:
    """Make the SuperAdmin, who belongs to no organisation, unless there is one of that address."""
    if not User.all_objects.with_email(OPERATOR_EMAIL).exists():
        users.entrust(
            email=OPERATOR_EMAIL, first_name="Root", last_name="Operator", display_name="Root"
        )


def _hire(
    persons: Sequence[Person], organisation: Organisation, now: datetime, public_url: str
) -> list[Member]:
    users = list(_users(persons, organisation, now, public_url))
    joined = [user.joined_at for user in users]
    User.all_objects.bulk_create(users, batch_size=500)
    for user, moment in zip(users, joined, strict=True):
        user.joined_at = moment  # bulk_create has written the present instead
    User.all_objects.bulk_update(users, ["joined_at"], batch_size=200)
    Change.objects.bulk_create(
        (
            Change(
                organisation=organisation,
                at=user.joined_at,
                what="users.join",
                thing_kind=User._meta.label_lower,
                thing_id=user.pk,
            )
            for user in users
        ),
        batch_size=500,
    )
    return [
        Member(
            id=user.pk,
            first_name=person.first_name,
            team=person.team,
            gives=person.role in policies.GIVERS,
            joined=user.joined_at.timestamp(),
            left=now.timestamp() - person.left * DAY if person.left else FOREVER,
        )
        for user, person in zip(users, persons, strict=True)
    ]


def _users(
    persons: Sequence[Person], organisation: Organisation, now: datetime, public_url: str
) -> Iterator[User]:
    taken: set[str] = set()
    for person in persons:
        yield User(
            password=NO_PASSWORD,
            organisation=organisation,
            role=person.role,
            email=_address(person, organisation.domain_name, taken),
            first_name=person.first_name,
            last_name=person.last_name,
            display_name=person.first_name,
            profile_image_url=public_url + faces.path_of(person.first_name, person.last_name),
            joined_at=now - timedelta(days=person.joined),
            last_login=now - timedelta(days=person.joined - 1),
        )


def _address(person: Person, domain: str, taken: set[str]) -> str:
    """Return first@domain, or first.last@domain, or that with a number; in plain letters."""
    first, last = (_plain(name) for name in (person.first_name, person.last_name))
    candidates = [first, f"{first}.{last}"]
    name = next((one for one in candidates if one not in taken), f"{first}.{last}.{len(taken)}")
    taken.add(name)
    return f"{name}@{domain}"


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.lower().translate(WITHOUT_ACCENTS))
    return "".join(sign for sign in apart if sign.isascii() and (sign.isalnum() or sign == "-"))


def _more(count: int, rng: Random) -> list[Person]:
    """Return ``count`` more people, their names put together from those of the others."""
    known = [*people.ACME_CROWD, *people.GLOBEX_CROWD]
    return [
        Person(
            first_name=rng.choice(known).first_name,
            last_name=rng.choice(known).last_name,
            team=rng.choice(known).team,
            joined=rng.randrange(20, 1500),
        )
        for _ in range(count)
    ]


def _state_values(company: Company, organisation: Organisation, by: User) -> dict[str, int]:
    """Make the core values; returns their ids by key."""
    ids = {}
    for value in company.values:
        parent = core_values.create(
            by=by, organisation=organisation, text=value.text, description=value.description
        )
        for child in value.children:
            made = core_values.create(
                by=by,
                organisation=organisation,
                parent=parent,
                text=child.text,
                description=child.description,
            )
            ids[child.key] = made.pk
    return ids
