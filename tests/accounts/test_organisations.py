"""Organisations and their settings (peerly-v1 §5, Organisation)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import organisations, users
from accounts.models import Change, Organisation, User
from peerly.errors import NotAllowed
from tests.api import error_of
from tests.cast import move
from tests.recognition.asking import ids, refused_fields

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Initech",
    "contact_email": "people@initech.test",
    "domain_name": "initech.test",
    "subscription_status": "active",
    "subscription_valid_upto": 4070908800,
    "hi5_limit": 5,
    "hi5_quota_renewal_frequency": "WEEKLY",
    "timezone": "Asia/Kolkata",
    "recognition_costs_hi5": False,
}


def create(api, cast, **changed):
    return api(cast.root).post("/organisations", {**NEW, **changed})


def change(api, person, organisation, **changed):
    return api(person).put(f"/organisations/{organisation.pk}", changed)


def test_root_makes_an_organisation_and_reads_it_back(api, cast):
    answer = create(api, cast)

    assert answer.status_code == 201
    made = answer.json()["data"]
    assert made == {**NEW, "id": made["id"]}
    assert api(cast.root).get(f"/organisations/{made['id']}").json() == {"data": made}
    listed = api(cast.root).get("/organisations").json()["data"]
    assert ids(listed) == [cast.acme.pk, cast.globex.pk, made["id"]]
    assert listed[-1] == made


def test_everything_but_the_contact_is_asked_for(api, cast):
    answer = api(cast.root).post("/organisations", {})

    assert refused_fields(answer) == set(NEW) - {"contact_email"}
    assert answer.json()["error"]["message"] == "Invalid organisation data"
    without = {name: value for name, value in NEW.items() if name != "contact_email"}
    made = api(cast.root).post("/organisations", without)
    assert made.json()["data"]["contact_email"] is None
    assert create(api, cast, domain_name="b.test", contact_email=None).status_code == 201


def test_each_field_says_what_is_wrong_with_it(api, cast):
    wrongs = {
        "name": ["", " ", "x" * 51, None, 5, "Ac\x07me", "Acme\u202e"],
        "contact_email": [
            "",
            "people",
            "people@",
            "@a.test",
            "a b@a.test",
            "x" * 250 + "@a.test",
            5,
        ],
        "domain_name": [
            "",
            "acme",
            ".test",
            "a..test",
            "-a.test",
            "a-.test",
            "a.test.",
            "a b.test",
        ],
        "subscription_status": ["", "paid", "ACTIVE", 2, -1, None, True, ["active"]],
        "subscription_valid_upto": [-1, 1.5, "4070908800", None, True, 253402214400],
        "hi5_limit": [-1, 1001, 1.5, "5", None, True],
        "hi5_quota_renewal_frequency": ["", "DAILY", "weekly", "1 Week", "Monday", None, 1],
        "timezone": ["", "Mars/Olympus", "asia/kolkata", "IST+5", "../etc/passwd", "localtime"],
        "recognition_costs_hi5": ["true", 0, 1, None, ""],
    }
    before = list(Organisation.objects.values())
    for name, values in wrongs.items():
        for wrong in values:
            assert refused_fields(create(api, cast, **{name: wrong})) == {name}, (name, wrong)
            put = change(api, cast.root, cast.acme, **{name: wrong})
            assert refused_fields(put) == {name}, (name, wrong)
    assert list(Organisation.objects.values()) == before


def test_what_dns_would_not_have_is_no_domain(api, cast):
    # The first four have a letter that Python finds equal to an ASCII one when case is ignored.
    letters = ["ſlack.test", "\u212aelvin.test", "ıo.test", "İo.test", "bücher.test", "a_b.test"]
    signs = ["a@b.test", "https://a.test", "a.test/x", "a.test:80", "*.test", "a.test\n.b"]
    for domain in [*letters, *signs, "x" * 64 + ".test", ".".join(["a" * 49] * 5 + ["test"])]:
        assert refused_fields(create(api, cast, domain_name=domain)) == {"domain_name"}, domain
    assert Organisation.objects.count() == 2


def test_fields_have_room(api, cast):
    longest = {
        "name": "é" * 50,
        "domain_name": ".".join(["a" * 63] * 3 + ["b" * 56, "test"]),
        "contact_email": "p" * 60 + "@" + ".".join(["a" * 60] * 3) + ".test",
        "hi5_limit": 1000,
        "subscription_valid_upto": 253402214399,
    }
    assert len(longest["domain_name"]) == 253

    made = create(api, cast, **longest)

    assert made.status_code == 201
    assert {name: made.json()["data"][name] for name in longest} == longest
    assert create(api, cast, domain_name="zero.test", hi5_limit=0).status_code == 201


def test_the_first_peerlys_numbers_for_a_subscription_are_understood(api, cast):
    for number, word in [(1, "active"), (0, "lapsed")]:
        answer = change(api, cast.root, cast.acme, subscription_status=number)
        assert answer.json()["data"]["subscription_status"] == word


def test_a_domain_belongs_to_one_organisation_whatever_its_case(api, cast):
    for taken in ("acme.test", "ACME.Test"):
        assert refused_fields(create(api, cast, domain_name=taken)) == {"domain_name"}
        put = change(api, cast.root, cast.globex, domain_name=taken)
        assert refused_fields(put) == {"domain_name"}
    assert Organisation.objects.count() == 2
    made = create(api, cast, domain_name="InItEch.TEST").json()["data"]
    assert made["domain_name"] == "initech.test"
    same = change(api, cast.root, cast.acme, domain_name="ACME.test")
    assert same.json()["data"]["domain_name"] == "acme.test"


def test_ada_changes_her_organisations_settings(api, cast):
    changes = {
        "name": "Acme Ltd",
        "contact_email": None,
        "hi5_limit": 7,
        "hi5_quota_renewal_frequency": "MONTHLY",
        "timezone": "Europe/Berlin",
        "recognition_costs_hi5": True,
    }

    answer = change(api, cast.ada, cast.acme, **changes)

    assert answer.status_code == 200
    told = answer.json()["data"]
    assert {name: told[name] for name in changes} == changes
    assert told["domain_name"] == "acme.test"


@pytest.mark.parametrize(
    "operators_own",
    [
        {"domain_name": "other.test"},
        {"subscription_status": "lapsed"},
        {"subscription_valid_upto": 4102444801},
    ],
)
def test_domain_and_subscription_are_the_operators(api, cast, operators_own):
    before = Organisation.objects.filter(pk=cast.acme.pk).values().get()

    answer = change(api, cast.ada, cast.acme, name="Acme Ltd", **operators_own)

    assert error_of(answer) == (403, "access_denied")
    assert Organisation.objects.filter(pk=cast.acme.pk).values().get() == before
    assert change(api, cast.root, cast.acme, **operators_own).status_code == 200


def test_sending_back_what_one_got_is_no_change_of_the_operators(api, cast):
    made = create(api, cast).json()["data"]
    move(cast.ada, Organisation.objects.get(pk=made["id"]))
    got = api(cast.ada).get(f"/organisations/{made['id']}").json()["data"]

    answer = api(cast.ada).put(f"/organisations/{made['id']}", {**got, "name": "Initech Ltd"})

    assert answer.status_code == 200
    assert answer.json()["data"] == {**got, "name": "Initech Ltd"}
    shouted = api(cast.ada).put(f"/organisations/{made['id']}", {"domain_name": "INITECH.test"})
    assert shouted.status_code == 200


def test_a_subscription_that_a_command_made_to_the_microsecond_can_be_sent_back_too(api, cast):
    upto = datetime(2099, 1, 1, 0, 0, 0, 123_456, tzinfo=UTC)
    details = {**NEW, "subscription_valid_upto": upto}
    made = organisations.create(by=None, **details)
    move(cast.ada, made)
    got = api(cast.ada).get(f"/organisations/{made.pk}").json()["data"]

    assert api(cast.ada).put(f"/organisations/{made.pk}", got).status_code == 200


def test_put_without_anything_changes_nothing(api, cast):
    before = api(cast.ada).get(f"/organisations/{cast.acme.pk}").json()

    assert change(api, cast.ada, cast.acme).json() == before


def test_ones_own_organisation_is_the_only_one(api, cast):
    for person in (cast.ann, cast.mo, cast.ada):
        mine = api(person).get(f"/organisations/{cast.acme.pk}").json()["data"]
        assert set(mine) == {*NEW, "id"}
        theirs = api(person).get(f"/organisations/{cast.globex.pk}")
        assert error_of(theirs) == (404, "not_found")
    assert refused_fields(change(api, cast.ada, cast.globex, name="Mine")) == {"id"}
    assert Organisation.objects.get(pk=cast.globex.pk).name == "Globex"


def test_a_zone_of_the_tz_database_is_known_by_its_exact_name(api, cast):
    for zone in ("UTC", "Asia/Kathmandu", "America/Argentina/ComodRivadavia", "Antarctica/Troll"):
        answer = change(api, cast.ada, cast.acme, timezone=zone)
        assert answer.json()["data"]["timezone"] == zone


def test_what_no_column_can_hold_is_refused_by_the_database_as_well(cast):
    for broken in (
        {"hi5_limit": 1001},
        {"hi5_quota_renewal_frequency": "DAILY"},
        {"subscription_status": "paid"},
        {"domain_name": "GLOBEX.test"},
        {"terms_since": datetime(2099, 1, 1, tzinfo=UTC)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=cast.acme.pk).update(**broken)


def test_nobody_who_is_signed_in_makes_a_demo_or_unmakes_one(cast):
    before = list(Organisation.objects.values())
    for person in (cast.root, cast.ada):
        with pytest.raises(NotAllowed):
            organisations.change(by=person, organisation=cast.acme, name="Open", is_demo=True)
        with pytest.raises(NotAllowed):
            organisations.create(
                by=person,
                name="Initech",
                domain_name="initech.test",
                subscription_valid_upto=datetime(2030, 1, 1, tzinfo=UTC),
                hi5_limit=5,
                hi5_quota_renewal_frequency="WEEKLY",
                timezone="UTC",
                is_demo=True,
            )
    assert list(Organisation.objects.values()) == before
    assert Change.objects.count() == 0


def test_an_administrator_switches_the_leaderboard_off_and_ann_may_not(cast):
    with pytest.raises(NotAllowed):
        organisations.change(by=cast.ann, organisation=cast.acme, has_leaderboard=False)
    assert Organisation.objects.get(pk=cast.acme.pk).has_leaderboard

    organisations.change(by=cast.ada, organisation=cast.acme, has_leaderboard=False)

    assert not Organisation.objects.get(pk=cast.acme.pk).has_leaderboard
    line = Change.objects.get()
    assert (line.by, line.details["after"]) == (cast.ada, {"has_leaderboard": False})


def test_who_leaves_the_leaderboard_decides_for_themselves_alone(cast):
    assert set(User.objects.values_list("is_on_leaderboard", flat=True)) == {True}

    users.change_profile(by=cast.ann, is_on_leaderboard=False)

    assert [*User.objects.filter(is_on_leaderboard=False)] == [cast.ann]
    line = Change.objects.get()
    assert (line.what, line.by) == ("users.change_profile", cast.ann)
    assert line.details == {
        "before": {"is_on_leaderboard": True},
        "after": {"is_on_leaderboard": False},
    }
