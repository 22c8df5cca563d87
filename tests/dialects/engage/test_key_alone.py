"""A key without its secret is in everybody's hands: what the internet can do with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.actions import directory, records, users
from accounts.models import Attribute, Department, Event, User
from accounts.roles import Role
from peerly.notation import as_hex
from tests.dialects.asking import Caller
from tests.dialects.engage import keys
from tests.dialects.engage.hooks import HOOKS
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast):
    """Ben, who has signed in, and of whom a good deal is known."""
    User.objects.filter(pk=cast.ben.pk).update(last_login=timezone.now())
    return records.keep(
        by=cast.ada,
        person=cast.ben,
        external_id="u7",
        phone_number="+15550100",
        attributes={"plan": "pro", "age": 34},
        departments=[directory.create(by=cast.ada, kind=Department, name="Export")],
    )


@pytest.fixture
def nia(cast):
    """Nia, whom nobody but the directory knows yet."""
    return records.provision(by=cast.ada, first_name="Nia", external_id="u8")


def refused(client: Caller, method: str, path: str, body: dict) -> None:
    """Check that this takes the secret, and that nothing came of asking without."""
    before = everything()
    answer = client.ask(method, path, body)
    assert answer.status_code == 401, answer.content
    assert answer["WWW-Authenticate"] == HOOKS.challenge
    assert everything() == before


def test_it_adds_people_who_are_employees_without_a_login(alone, cast):
    answer = alone.ask("POST", "/v1/users", {"id": "u1", "first_name": "Nia", "meta": {"a": 1}})

    assert answer.status_code == 201
    made = User.objects.get(record__external_id="u1")
    assert (made.role, made.email, made.organisation) == (Role.EMPLOYEE, None, cast.acme)
    assert not made.has_usable_password()


def test_it_describes_whom_nobody_can_sign_in_as(alone, nia):
    body = {"first_name": "Niamh", "last_name": "Roe", "created_at": "2021-01-12"}
    answer = alone.ask("PUT", "/v1/users/u8", body | {"meta": {"a": 1}, "number": "+15550199"})
    assert answer.status_code == 200

    nia.refresh_from_db()
    assert nia.full_name == "Niamh Roe"
    assert (nia.record.hearsay, nia.record.phone_number) == ({"a": 1}, "+15550199")


def test_it_says_something_of_anybody_and_what_is_known_goes_before_it(alone, whole, ben):
    said = {"plan": "custom", "coverage": 20}
    answer = alone.ask("PUT", "/v1/users/u7", {"meta": said})

    assert (answer.status_code, answer.json()["meta"]) == (200, said)
    ben.record.refresh_from_db()
    assert ben.record.attributes == {"plan": "pro", "age": 34}
    told = whole.ask("GET", "/v1/users/u7").json()["meta"]
    assert told == {"age": 34, "coverage": 20, "plan": "pro"}


def test_what_is_said_with_the_secret_ends_what_anybody_has_said(alone, whole, ben):
    alone.ask("PUT", "/v1/users/u7", {"meta": {"coverage": 20, "shade": "red", "size": 1}})

    proven = {"meta": {"coverage": 30, "shade": None, "age": None}}
    assert whole.ask("PUT", "/v1/users/u7", proven).json()["meta"] == {
        "coverage": 30,
        "plan": "pro",
        "size": 1,
    }
    ben.record.refresh_from_db()
    assert ben.record.attributes == {"plan": "pro", "coverage": 30}
    assert ben.record.hearsay == {"size": 1}


def test_what_it_has_said_it_can_take_back_and_nothing_else(alone, ben):
    alone.ask("PUT", "/v1/users/u7", {"meta": {"coverage": 20}})

    answer = alone.ask("PUT", "/v1/users/u7", {"meta": {"coverage": None, "plan": None}})

    assert answer.json()["meta"] == {}
    ben.record.refresh_from_db()
    assert (ben.record.attributes, ben.record.hearsay) == ({"plan": "pro", "age": 34}, {})


def test_what_it_says_takes_no_room_from_the_organisation(alone, whole, ben):
    for start in (0, 25):
        some = {f"k{start + number}": number for number in range(25)}
        assert alone.ask("PUT", "/v1/users/u7", {"meta": some}).status_code == 200
    before = everything()

    full = alone.ask("PUT", "/v1/users/u7", {"meta": {"one_more": 1}})
    large = alone.ask("PUT", "/v1/users/u7", {"meta": {f"k{each}": "x" * 900 for each in range(9)}})

    assert (full.status_code, large.status_code) == (400, 400)
    assert full.json()["error"].startswith("meta: At most 50 are kept")
    assert everything() == before
    assert whole.ask("PUT", "/v1/users/u7", {"meta": {"one_more": 1}}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"first_name": "Bozo"},
        {"last_name": "Bozo"},
        {"last_name": None},
        {"created_at": "2021-01-12"},
        {"number": "+15550199"},
        {"number": None},
        {"meta": {"plan": "pro"}, "first_name": "Bozo"},
    ],
)
def test_it_defaces_nobody_who_has_signed_in(alone, ben, body):
    refused(alone, "PUT", "/v1/users/u7", body)


def test_it_defaces_nobody_who_has_an_address_to_come_with(alone, cast):
    refused(alone, "PUT", "/v1/users/cal@acme.test", {"first_name": "Bozo"})
    refused(alone, "PUT", "/v1/users/cal@acme.test", {"number": "+15550199"})


def test_it_defaces_nobody_who_has_a_role(alone, cast):
    refused(alone, "PUT", "/v1/users/mo@acme.test", {"first_name": "Bozo"})


def test_it_leaves_alone_what_the_organisation_has_defined(alone, whole, ben, nia, cast):
    directory.create(by=cast.ada, kind=Attribute, name="Grade", key="grade")

    refused(alone, "PUT", "/v1/users/u7", {"meta": {"grade": "A"}})
    refused(alone, "PUT", "/v1/users/u8", {"meta": {"grade": "A"}})
    refused(alone, "POST", "/v1/users", {"id": "u9", "meta": {"grade": "A"}})
    assert whole.ask("PUT", "/v1/users/u7", {"meta": {"grade": "A"}}).status_code == 200


@pytest.mark.parametrize("email", ["nia@acme.test", "ben@acme.test", "nia@elsewhere.test"])
def test_it_never_sets_an_email(alone, ben, nia, email):
    refused(alone, "POST", "/v1/users", {"id": "u1", "email": email})
    refused(alone, "PUT", "/v1/users/u1", {"email": email})
    refused(alone, "PUT", "/v1/users/u7", {"email": email})
    refused(alone, "PUT", "/v1/users/u8", {"email": email})


def test_it_adds_nobody_under_an_address(alone, cast):
    refused(alone, "PUT", "/v1/users/nia@acme.test", {"first_name": "Nia"})


def test_it_gives_nobody_who_is_there_a_uid(alone, whole, cast):
    refused(alone, "PUT", "/v1/users/cal@acme.test", {"id": "u5"})
    assert whole.ask("PUT", "/v1/users/cal@acme.test", {"id": "u5"}).json()["uid"] == "u5"


def test_it_never_sets_role_or_organisation(alone, nia, cast):
    claims = {"role": 1, "role_id": 2, "organisation": cast.globex.pk, "is_active": False}
    for path in ("/v1/users/u8", "/v1/users/u9"):
        assert alone.ask("PUT", path, claims | {"first_name": "Nia"}).status_code == 200
    for person in User.objects.filter(first_name="Nia"):
        assert (person.role, person.organisation) == (Role.EMPLOYEE, cast.acme)


def test_it_reads_nothing_that_it_has_not_said(alone, ben):
    answer = alone.ask("PUT", "/v1/users/u7", {"meta": {"coverage": 20}})

    assert answer.json() == {
        "id": as_hex(ben.pk),
        "uid": "u7",
        "first_name": None,
        "last_name": None,
        "number": None,
        "email": None,
        "devices": [],
        "lists": [],
        "segments": [],
        "meta": {"coverage": 20},
        "created_at": None,
    }


def test_what_it_has_said_it_is_told(alone):
    body = {
        "first_name": "Nia",
        "last_name": "Roe",
        "number": "15550100123",
        "created_at": "2021-01-12T05:24:39.062+00:00",
        "meta": {"plan": "pro"},
    }
    answer = alone.ask("POST", "/v1/users", {"id": "u1", **body})

    assert {key: answer.json()[key] for key in body} == body


def test_it_brings_nobody_back(alone, whole, ben, cast):
    users.remove(by=cast.ada, person=ben)

    for client in (alone, whole):
        answer = client.ask("PUT", "/v1/users/u7", {"meta": {"plan": "pro"}})
        assert (answer.status_code, answer.json()) == (400, {"error": TAKEN})
    assert User.objects.filter(pk=ben.pk).count() == 0


TAKEN = "id: Somebody has this already"


def test_it_acts_with_the_rights_of_the_owner(cast, nia):
    anns = Caller(HOOKS, headers=keys.key_alone_of(cast.ann))
    before = everything()

    assert anns.ask("POST", "/v1/users", {"id": "u1"}).status_code == 403
    assert anns.ask("PUT", "/v1/users/u8", {"first_name": "Bozo"}).status_code == 403
    assert everything() == before
    # For a page that is to note events only.
    assert anns.ask("POST", "/v1/users/u8/events", {"event": "Seen"}).status_code == 200
    assert Event.objects.visible_to(cast.ada).get().user == nia


def test_each_address_may_only_do_so_much_with_it(alone, whole, settings):
    settings.INTEGRATION_RATE = (2, 10**9)
    for number in range(2):
        assert alone.ask("POST", "/v1/users", {"id": f"u{number}"}).status_code == 201

    refusal = alone.ask("POST", "/v1/users", {"id": "u2"})
    assert (refusal.status_code, list(refusal.json())) == (429, ["error"])
    assert int(refusal["Retry-After"]) > 0
    assert not User.objects.filter(record__external_id="u2").exists()
    # Who has the secret is not kept out by those who have only found the key.
    assert whole.ask("POST", "/v1/users", {"id": "u2"}).status_code == 201


def test_all_addresses_together_may_only_do_twenty_times_as_much(alone, whole, settings):
    settings.INTEGRATION_RATE = (1, 10**9)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    def note(address: str) -> int:
        """Return how an event noted from there is answered."""
        path = "/v1/users/ben@acme.test/events"
        return alone.ask("POST", path, {"event": "Seen"}, X_Forwarded_For=address).status_code

    assert note("2001:db8::1") == 200
    assert note("2001:db8::ffff:2") == 429  # who has one such address has 2**64
    assert [note(f"2001:db8:0:{number}::1") for number in range(1, 20)] == [200] * 19
    assert note("192.0.2.1") == 429
    assert Event.objects.count() == 20
    assert whole.ask("GET", "/v1/users").status_code == 200
