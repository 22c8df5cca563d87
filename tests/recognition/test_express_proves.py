"""The express lane proves who asks: what has lapsed, moved or is another's gets no row by it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import keys
from accounts.actions import tokens, users
from accounts.models import User
from accounts.roles import Role
from peerly.api.pagination import cursor_at
from recognition.models import LastThanks, Recognition
from tests.api import Api
from tests.cast import UserFactory, move
from tests.recognition.asking import ids
from tests.recognition.lanes import both_ways
from tests.recognition.random_company import member

pytestmark = pytest.mark.django_db

LISTS = ["/recognitions", "/users", "/users?starts_with=a", "/users?starts_with=nobody"]


@pytest.fixture
def ann(homes):
    """Somebody who has seen a page by the lane already, so everything about them is warm."""
    person = UserFactory(organisation=homes[0], first_name="Ann")
    client = Api(person)
    for path in LISTS:
        assert both_ways(lambda: client.get(path))[1]  # noqa: B023
    person.client = client
    return person


def boss(person):
    return member(person.organisation, Role.ORGANISATION_ADMIN)


def sign_out(person):
    assert person.client.post("/logout").status_code == 200


def remove(person):
    users.remove(by=boss(person), person=person)


def remove_and_restore(person):
    users.restore(by=boss(person), person=users.remove(by=boss(person), person=person))


def remove_for_good(person):
    LastThanks.objects.of(person).delete()
    User.all_objects.filter(pk=person.pk)._raw_delete("default")


@pytest.mark.parametrize("end", [sign_out, remove, remove_and_restore, remove_for_good])
def test_whose_token_has_ended_is_refused(ann, end):
    end(ann)

    for path in LISTS:
        answer, by_lane = both_ways(lambda: ann.client.get(path))  # noqa: B023
        assert (answer.status_code, by_lane) == (401, False)


def test_who_signs_in_again_after_being_restored_is_answered(ann):
    remove_and_restore(ann)

    answer, by_lane = both_ways(lambda: Api(User.objects.get(pk=ann.pk)).get("/recognitions"))

    assert (answer.status_code, by_lane) == (200, True)


@pytest.mark.parametrize("path", LISTS)
def test_a_token_expires_to_the_second_though_it_is_remembered(ann, clock, path):
    lifetime = timedelta(minutes=10)
    client = Api(token=tokens.issue(person=ann, lifetime=lifetime))

    assert both_ways(lambda: client.get(path))[1]
    clock.shift(lifetime - timedelta(seconds=1))
    assert both_ways(lambda: client.get(path))[1]
    clock.shift(timedelta(seconds=1))
    answer, by_lane = both_ways(lambda: client.get(path))

    assert (answer.status_code, by_lane) == (401, False)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ORGANISATION_ADMIN, Role.SUPER_ADMIN])
def test_the_stored_role_counts_and_not_the_one_in_the_token(ann, role):
    User.objects.filter(pk=ann.pk).update(role=role)

    for path in LISTS:
        answer, by_lane = both_ways(lambda: ann.client.get(path))  # noqa: B023
        assert (answer.status_code, by_lane) == (200, False)


def test_who_is_an_employee_by_now_sees_no_removed_people_any_more(homes):
    person = UserFactory(organisation=homes[0], role=Role.ORGANISATION_ADMIN)
    client = Api(person)
    before = client.get("/users?limit=100").json()["data"]
    User.objects.filter(pk=person.pk).update(role=Role.EMPLOYEE)

    answer, by_lane = both_ways(lambda: client.get("/users?limit=100"))

    assert not by_lane
    assert any(row["soft_delete_at"] for row in before)
    assert not any(row["soft_delete_at"] for row in answer.json()["data"])


def test_where_somebody_belongs_is_asked_of_the_database_too(ann, homes):
    move(ann, homes[1])

    answer, _ = both_ways(lambda: ann.client.get("/recognitions?limit=100"))
    people, _ = both_ways(lambda: ann.client.get("/users?limit=100"))

    shown = Recognition.objects.filter(organisation=homes[1], hidden_at=None).newest_first()
    assert ids(answer.json()["data"]) == list(shown.values_list("id", flat=True))
    assert {row["org_id"] for row in people.json()["data"]} == {homes[1].pk}


def test_what_is_hidden_is_gone_from_the_next_page_on(ann):
    first, second, third = ids(ann.client.get("/recognitions?limit=3").json()["data"])
    Recognition.objects.filter(pk=second).update(hidden_at=timezone.now())

    answer, by_lane = both_ways(lambda: ann.client.get("/recognitions?limit=2"))

    assert by_lane
    assert ids(answer.json()["data"]) == [first, third]


SIGNED_OTHERWISE = {
    "two credentials": {"ClientKey": "a", "SecretKey": "b"},
    "another scheme": {"Authorization": "Basic YTpi"},
    "two words": {"Authorization": "Bearer a b"},
    "no token": {"Authorization": "Bearer"},
    "nonsense": {"Authorization": "Bearer nonsense"},
    "not ASCII": {"Authorization": "Bearer é"},
    "too long": {"Authorization": f"Bearer {'x' * 5000}"},
}


@pytest.mark.parametrize("headers", SIGNED_OTHERWISE.values(), ids=SIGNED_OTHERWISE)
def test_what_is_not_signed_with_one_token_is_refused(ann, headers):
    answer, by_lane = both_ways(lambda: ann.client.get("/recognitions", **headers))

    assert answer.status_code in {400, 401}
    assert not by_lane


def test_a_token_with_one_letter_changed_is_refused(ann):
    head, claims, signature = ann.client.token.split(".")

    def changed(part):  # the first letter: of the last one, not every bit counts
        return ("B" if part[0] == "A" else "A") + part[1:]

    others = [f"{head}.{claims}.{changed(signature)}", f"{head}.{changed(claims)}.{signature}"]

    for token in [*others, f"{head}.{claims}."]:
        answer, by_lane = both_ways(lambda: Api(token=token).get("/users"))  # noqa: B023
        assert (answer.status_code, by_lane) == (401, False)


def test_a_key_in_the_address_is_refused(ann):
    key = keys.make(keys.SECRET)
    answer, by_lane = both_ways(lambda: ann.client.get(f"/recognitions?limit=1&cursor={key}"))

    assert (answer.status_code, by_lane) == (400, False)
    assert set(answer.json()["error"]["fields"]) == {"key"}


# Cursors -----------------------------------------------------------------------------------------


def cursor_of(client, path="/recognitions"):
    return client.get(f"{path}?limit=2").json()["meta"]["next_cursor"]


def flipped(cursor, at):
    told = bytearray(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    told[at] ^= 1
    return urlsafe_b64encode(told).rstrip(b"=").decode()


def spelled_otherwise(cursor):
    """Change bits of the last letter that say nothing; else add what says nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    if len(cursor) % 4 == 0:
        return cursor + "===="
    return cursor[:-1] + alphabet[alphabet.index(cursor[-1]) ^ 1]


FORGED = {
    "empty": lambda cursor: "",
    "padded": lambda cursor: cursor + "=",
    "doubly padded": lambda cursor: cursor + "==",
    "with a blank": lambda cursor: f"{cursor[:9]}%20{cursor[9:]}",
    "with a line": lambda cursor: f"{cursor}%0A",
    "with a dot": lambda cursor: f"{cursor[:9]}.{cursor[9:]}",
    "not ASCII": lambda cursor: cursor + "é",
    "the last bits": spelled_otherwise,
    "its seal alone": lambda cursor: cursor[:22],
    "truncated": lambda cursor: cursor[:-4],
    "by one letter": lambda cursor: cursor[:-1],
    "lengthened": lambda cursor: cursor + "AAAA",
    "twice": lambda cursor: cursor + cursor,
    "another seal": lambda cursor: flipped(cursor, 0),
    "another place": lambda cursor: flipped(cursor, -2),
    "an offset": lambda cursor: "10",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_cursor_that_is_not_quite_ours_is_refused(ann, forge):
    cursor = forge(cursor_of(ann.client))

    answer, by_lane = both_ways(lambda: ann.client.get(f"/recognitions?cursor={cursor}"))

    assert (answer.status_code, by_lane) == (400, False)
    assert set(answer.json()["error"]["fields"]) == {"cursor"}


def test_a_cursor_counts_for_one_person_and_one_list(ann, homes):
    colleague = UserFactory(organisation=homes[0])
    stranger = member(homes[1], Role.EMPLOYEE)
    cursors = [cursor_of(Api(colleague)), cursor_of(Api(stranger)), cursor_of(ann.client, "/users")]

    for cursor in cursors:
        answer, by_lane = both_ways(lambda: ann.client.get(f"/recognitions?cursor={cursor}"))  # noqa: B023
        assert (answer.status_code, by_lane) == (400, False)


@pytest.mark.parametrize("place", [[], [1], [timezone.now()], [timezone.now(), 1, 2]])
def test_a_cursor_of_another_order_is_refused(ann, place):
    cursor = cursor_at(place, f"/recognitions:{ann.pk}")

    answer, by_lane = both_ways(lambda: ann.client.get(f"/recognitions?cursor={cursor}"))

    assert (answer.status_code, by_lane) == (400, False)


def test_either_way_takes_the_cursors_of_the_other(ann):
    for query in ("limit=2", "limit=2&count=false"):  # by the lane, and the ordinary way
        cursor = ann.client.get(f"/recognitions?{query}").json()["meta"]["next_cursor"]
        for more in ("", "&count=false"):
            answer = ann.client.get(f"/recognitions?limit=2&cursor={cursor}{more}")
            expected = ann.client.get("/recognitions?limit=2&offset=2").json()["data"]
            assert answer.json()["data"] == expected


def test_behind_the_last_row_either_way_says_that_there_is_none(ann):
    last = ann.client.get("/recognitions?limit=100").json()["data"][-1]
    row = Recognition.objects.get(pk=last["id"])
    cursor = cursor_at([row.given_at, row.pk], f"/recognitions:{ann.pk}")

    answer, by_lane = both_ways(lambda: ann.client.get(f"/recognitions?cursor={cursor}"))

    assert not by_lane
    assert answer.json()["data"] == []
