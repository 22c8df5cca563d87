"""The cast: Ann gives, Ben receives, Mo moderates, Ada administers at Acme; Zoe is elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import factory

from accounts.models import Organisation, User
from accounts.periods import Frequency, day_in
from accounts.roles import Role
from recognition.actions import tallies
from recognition.models import Badge, CoreValue, LastThanks, Recognition

FAR = datetime(2099, 1, 1, tzinfo=UTC)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation with a running subscription."""

    class Meta:
        model = Organisation

    name = "Acme"
    contact_email = factory.LazyAttribute(lambda o: f"people@{o.domain_name}")
    domain_name = "acme.test"
    subscription_valid_upto = FAR
    hi5_limit = 5
    hi5_quota_renewal_frequency = Frequency.WEEKLY
    timezone = "Asia/Kolkata"


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose address follows from the first name."""

    class Meta:
        model = User

    first_name = factory.Sequence(lambda n: f"Person{n}")
    last_name = "Tester"
    display_name = factory.SelfAttribute("first_name")
    email = factory.LazyAttribute(
        lambda o: (
            f"{o.first_name.lower()}@"
            f"{o.organisation.domain_name if o.organisation else 'peerly.test'}"
        )
    )
    role = Role.EMPLOYEE
    password = "!"

    @classmethod
    def _get_manager(cls, model_class: Any) -> Any:
        return model_class.all_objects


class CoreValueFactory(factory.django.DjangoModelFactory):
    """A top-level core value."""

    class Meta:
        model = CoreValue

    text = factory.Sequence(lambda n: f"Value {n}")
    description = "What we want to be known for."


class RecognitionFactory(factory.django.DjangoModelFactory):
    """Thanks, given now; say ``given_by``, ``given_for`` and ``core_value``."""

    class Meta:
        model = Recognition

    organisation = factory.SelfAttribute("given_by.organisation")
    text = "Thank you for staying until the export ran."
    given_at = factory.LazyFunction(lambda: datetime.now(UTC))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        recognition = super()._create(model_class, *args, **kwargs)
        if not recognition.is_hidden:
            tallies.count(recognition=recognition)
        return recognition


class BadgeFactory(factory.django.DjangoModelFactory):
    """A badge for one hi5 a week."""

    class Meta:
        model = Badge

    name = "First hi5"
    hi5_count_required = 1
    hi5_frequency = Frequency.WEEKLY

    @classmethod
    def _get_manager(cls, model_class: Any) -> Any:
        return model_class.all_objects


ROLES = {
    "acme": {
        "ann": Role.EMPLOYEE,
        "ben": Role.EMPLOYEE,
        "cal": Role.EMPLOYEE,
        "mo": Role.MODERATOR,
        "ada": Role.ORGANISATION_ADMIN,
    },
    "globex": {
        "zoe": Role.EMPLOYEE,
        "yan": Role.EMPLOYEE,
        "mia": Role.MODERATOR,
        "gus": Role.ORGANISATION_ADMIN,
    },
}


def assemble() -> SimpleNamespace:
    """Make two organisations, their people and one recognition in each; returns them by name.

    A statement for each kind: most tests begin with this.
    """
    acme = OrganisationFactory.build()
    globex = OrganisationFactory.build(
        name="Globex",
        domain_name="globex.test",
        hi5_limit=10,
        hi5_quota_renewal_frequency=Frequency.MONTHLY,
        timezone="America/New_York",
    )
    Organisation.objects.bulk_create([acme, globex])
    cast = SimpleNamespace(acme=acme, globex=globex)
    cast.root = UserFactory.build(organisation=None, first_name="Root", role=Role.SUPER_ADMIN)
    people = [
        UserFactory.build(organisation=home, first_name=name.title(), role=role)
        for home, roles in [(acme, ROLES["acme"]), (globex, ROLES["globex"])]
        for name, role in roles.items()
    ]
    User.all_objects.bulk_create([*people, cast.root])
    LastThanks.objects.begin(*people)
    vars(cast).update({person.first_name.lower(): person for person in people})
    cast.outcome = CoreValueFactory.build(organisation=acme, text="Own the outcome")
    cast.candour = CoreValueFactory.build(organisation=globex, text="Candour")
    CoreValue.objects.bulk_create([cast.outcome, cast.candour])
    cast.thanks = RecognitionFactory.build(
        given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome
    )
    cast.foreign_thanks = RecognitionFactory.build(
        given_by=cast.zoe,
        given_for=cast.yan,
        core_value=cast.candour,
        text="zanzibar: what nobody at Acme may ever read",
    )
    write_counted([cast.thanks, cast.foreign_thanks])
    return cast


def move(person: User, organisation: Organisation) -> None:
    """Have ``person``, of whom nothing else is told yet, belong elsewhere: nothing of ours does."""
    LastThanks.objects.of(person).delete()  # it would hold them where they are
    person.organisation = organisation
    person.save()
    LastThanks.objects.begin(person)


def write_counted(rows: list[Recognition]) -> list[Recognition]:
    """Write ``rows``, of people and months of which nothing is written yet, and their tallies."""
    Recognition.objects.bulk_create(rows)
    for kind in tallies.KINDS:
        kind.objects.bulk_create(
            tally
            for row in rows
            for tally in kind.of(
                row, day_in(row.organisation.timezone, row.given_at).replace(day=1)
            )
        )
    for row in rows:
        LastThanks.objects.note(row)
    return rows
