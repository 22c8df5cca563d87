"""Roles, removing people and bringing them back (peerly-v1 §5, User)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Role
from tests.api import error_of
from tests.cast import UserFactory
from tests.recognition.asking import feed, ids, refused_fields

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def people(api, person, query=""):
    return ids(api(person).get(f"/users{query}").json()["data"])


# Roles ------------------------------------------------------------------------


def test_ada_gives_the_roles_two_to_four(api, cast):
    for role in (2, 4, 3):
        answer = api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": role})
        assert answer.status_code == 200
        assert answer.json()["data"]["role_id"] == role
        assert answer.json()["data"]["id"] == cast.ben.pk


def test_other_roles_do_not_exist(api, cast):
    for wrong in [1, 0, 5, -1, "3", None, True, 2.0, [3], 10**20]:
        answer = api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": wrong})
        assert refused_fields(answer) == {"role_id"}, wrong
    assert refused_fields(api(cast.ada).put(f"/users/{cast.ben.pk}", {})) == {"role_id"}
    assert User.objects.get(pk=cast.ben.pk).role == Role.EMPLOYEE


def test_only_a_super_admin_makes_super_admins(api, cast):
    answer = api(cast.root).put(f"/users/{cast.ben.pk}", {"role_id": 1})

    assert answer.json()["data"]["role_id"] == 1
    # From then on Ada cannot see him, let alone take it back.
    assert refused_fields(api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 3})) == {"id"}
    assert api(cast.root).put(f"/users/{cast.ben.pk}", {"role_id": 3}).status_code == 200


def test_a_super_admin_without_an_organisation_stays_one(api, cast):
    other = UserFactory(organisation=None, role=Role.SUPER_ADMIN)

    answer = api(cast.root).put(f"/users/{other.pk}", {"role_id": 3})

    assert error_of(answer) == (422, "unprocessable_entity")
    assert User.objects.get(pk=other.pk).role == Role.SUPER_ADMIN


def test_nobody_changes_their_own_role_or_removes_themselves(api, cast):
    second = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    for person, role in [(cast.ada, 3), (second, 2), (cast.root, 1)]:
        answer = api(person).put(f"/users/{person.pk}", {"role_id": role})
        assert error_of(answer) == (422, "unprocessable_entity")
        assert error_of(api(person).delete(f"/users/{person.pk}")) == (422, "unprocessable_entity")
    assert User.objects.get(pk=cast.ada.pk).role == Role.ORGANISATION_ADMIN


def test_the_last_administrator_of_an_organisation_stays_one(api, cast):
    path = f"/users/{cast.ada.pk}"
    removed = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    removed.delete()

    for role in (1, 3, 4):
        answer = api(cast.root).put(path, {"role_id": role})
        assert error_of(answer) == (422, "unprocessable_entity")
    assert error_of(api(cast.root).delete(path)) == (422, "unprocessable_entity")
    assert api(cast.root).put(path, {"role_id": 2}).status_code == 200
    api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 2})
    assert api(cast.root).put(path, {"role_id": 3}).status_code == 200


def test_a_role_counts_from_the_next_request_whatever_the_token_says(api, cast):
    ben = api(cast.ben)
    assert error_of(ben.get("/reports")) == (403, "access_denied")

    api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 4})

    assert ben.get("/reports").status_code == 200
    assert error_of(ben.post(f"/recognitions/{cast.thanks.pk}/hi5")) == (403, "access_denied")


# Removing and restoring -------------------------------------------------------


def test_ada_removes_ben_softly(api, cast):
    ben = api(cast.ben)
    with time_machine.travel(NOW, tick=False):
        answer = api(cast.ada).delete(f"/users/{cast.ben.pk}")

        assert answer.status_code == 200
        told = answer.json()["data"]
        assert (told["soft_delete_by"], told["soft_delete_at"]) == (
            cast.ada.pk,
            int(NOW.timestamp()),
        )
        rows = api(cast.ada).get("/users").json()["data"]
        listed = next(row for row in rows if row["id"] == cast.ben.pk)
        assert listed["soft_delete_by"] == cast.ada.pk
        shown = api(cast.ada).get(f"/users/{cast.ben.pk}").json()["data"]
        assert shown["soft_delete_at"] == int(NOW.timestamp())
    assert error_of(ben.get("/users/me")) == (401, "invalid_token")
    for person in (cast.ann, cast.mo):
        assert cast.ben.pk not in people(api, person)
        assert people(api, person, "?starts_with=Ben") == []


def test_a_second_removal_finds_nobody(api, cast):
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    assert error_of(api(cast.ada).delete(f"/users/{cast.ben.pk}")) == (404, "not_found")
    assert refused_fields(api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 4})) == {"id"}
    assert User.all_objects.get(pk=cast.ben.pk).role == Role.EMPLOYEE


def test_what_somebody_removed_gave_and_got_stays_with_their_names(api, cast):
    api(cast.ada).delete(f"/users/{cast.ann.pk}")
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    for query in ("", f"?given_by={cast.ann.pk}", f"?given_for={cast.ben.pk}"):
        (row,) = feed(api, cast.cal, query)
        assert row["given_by_user"]["first_name"] == "Ann"
        assert row["given_for_user"]["first_name"] == "Ben"


def test_ada_restores_ben_as_he_was(api, cast):
    api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 4})
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    answer = api(cast.ada).post(f"/users/{cast.ben.pk}/restore")

    assert answer.status_code == 200
    told = answer.json()["data"]
    assert (told["role_id"], told["soft_delete_by"], told["soft_delete_at"]) == (4, None, None)
    assert api(cast.ben).get("/users/me").status_code == 200
    assert cast.ben.pk in people(api, cast.ann)


def test_only_somebody_removed_can_be_restored(api, cast):
    answer = api(cast.ada).post(f"/users/{cast.ben.pk}/restore")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert refused_fields(api(cast.ada).post("/users/987654321/restore")) == {"id"}
    assert refused_fields(api(cast.ada).post(f"/users/{cast.zoe.pk}/restore")) == {"id"}


def test_there_is_no_way_to_make_people_but_signing_in(api, cast):
    answer = api(cast.root).post("/users", {"email": "new@acme.test"})

    assert error_of(answer) == (405, "method_not_allowed")
