"""create_organisation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Change, Organisation, User
from accounts.roles import Role
from tests.commands.asking import refused, run

pytestmark = pytest.mark.django_db

NEEDED = {"name": "Initech", "domain": "initech.test"}
HUGE = "9" * 5000
"""More digits than int() reads."""


def test_it_makes_an_organisation_and_prints_its_id() -> None:
    printed = run("create_organisation", **NEEDED)

    made = Organisation.objects.get()
    assert printed == f"{made.pk}\n"
    assert (made.name, made.domain_name, made.contact_email) == ("Initech", "initech.test", None)
    assert (made.hi5_limit, made.hi5_quota_renewal_frequency, made.timezone) == (5, "WEEKLY", "UTC")
    assert made.recognition_costs_hi5 is False
    assert made.is_subscribed(datetime(2999, 12, 31, 23, tzinfo=UTC))
    assert not User.all_objects.exists()
    assert Change.objects.get(what="organisations.create").by is None


def test_every_setting_can_be_given() -> None:
    run(
        "create_organisation",
        name="Initech",
        domain="INITECH.test",
        contact_email="people@initech.test",
        hi5_limit="1000",
        frequency="monthly",
        timezone="Asia/Kolkata",
        valid_upto="2030-12-31",
        costs_hi5=True,
    )

    made = Organisation.objects.get()
    assert (made.domain_name, made.contact_email) == ("initech.test", "people@initech.test")
    assert (made.hi5_limit, made.hi5_quota_renewal_frequency) == (1000, "MONTHLY")
    assert (made.timezone, made.recognition_costs_hi5) == ("Asia/Kolkata", True)
    # The last day is over at midnight in Kolkata, half past six in the evening in UTC.
    assert made.subscription_valid_upto == datetime(2030, 12, 31, 18, 30, tzinfo=UTC)


def test_somebody_can_be_the_first_administrator() -> None:
    run("create_organisation", **NEEDED, admin="Bill.Lumbergh@Initech.test")

    bill = User.objects.get()
    assert bill.email == "bill.lumbergh@initech.test"
    assert (bill.first_name, bill.last_name) == ("Bill", "Lumbergh")
    assert bill.role == Role.ORGANISATION_ADMIN
    assert bill.organisation == Organisation.objects.get()
    appointed = Change.objects.get(what="users.appoint")
    assert (appointed.by, appointed.thing_id) == (None, bill.pk)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": " "}, "--name must be 1 to 50 characters."),
        ({"name": "x" * 51}, "--name must be 1 to 50 characters."),
        ({"name": "a\x00b"}, "--name must be without invisible characters."),
        ({"name": "A\u202eb"}, "--name must be without invisible characters."),
        ({"domain": "initech"}, "--domain is 'initech'; it must be like acme.test."),
        ({"domain": "a..test"}, "--domain is 'a..test'; it must be like acme.test."),
        ({"domain": "a-.test"}, "--domain is 'a-.test'; it must be like acme.test."),
        ({"domain": "a@b.test"}, "--domain is 'a@b.test'; it must be like acme.test."),
        (
            {"contact_email": "people"},
            "--contact-email is 'people'; it must be an e-mail address.",
        ),
        ({"hi5_limit": "1001"}, "--hi5-limit is '1001'; it must be a whole number from 0 to 1000."),
        ({"hi5_limit": "-1"}, "--hi5-limit is '-1'; it must be a whole number from 0 to 1000."),
        (
            {"hi5_limit": HUGE},
            f"--hi5-limit is '{HUGE}'; it must be a whole number from 0 to 1000.",
        ),
        ({"frequency": "DAILY"}, "--frequency is 'DAILY'; it must be WEEKLY or MONTHLY."),
        (
            {"timezone": "Mars/Phobos"},
            "--timezone is 'Mars/Phobos'; it must be like Asia/Kolkata or UTC.",
        ),
        ({"valid_upto": "soon"}, "--valid-upto is 'soon'; it must be a day like 2030-12-31."),
        (
            {"valid_upto": "9999-12-31"},
            "--valid-upto is '9999-12-31'; it must be a day like 2030-12-31.",
        ),
        ({"admin": "bill"}, "--admin is 'bill'; it must be an e-mail address."),
        (
            {"admin": "bill@evil-initech.test"},
            "The administrator's address must be of the organisation's domain.",
        ),
    ],
    ids=lambda given: ascii(given)[:40],
)
def test_nonsense_is_one_sentence_and_makes_nothing(options: dict[str, str], sentence: str) -> None:
    assert refused("create_organisation", **{**NEEDED, **options}) == sentence
    assert not Organisation.objects.exists()
    assert not User.all_objects.exists()
    assert not Change.objects.exists()


def test_a_domain_belongs_to_one_organisation(cast: Any) -> None:
    before = Organisation.objects.count()

    sentence = refused("create_organisation", name="Copy", domain="ACME.test")

    assert sentence == "Another organisation has this domain."
    assert Organisation.objects.count() == before


def test_an_address_that_is_taken_makes_no_organisation_either(cast: Any) -> None:
    cast.ann.email = "bill@initech.test"
    cast.ann.save()
    before = Organisation.objects.count(), User.all_objects.count()

    sentence = refused("create_organisation", **NEEDED, admin="bill@initech.test")

    assert sentence == "Somebody has the administrator's address already."
    assert (Organisation.objects.count(), User.all_objects.count()) == before
