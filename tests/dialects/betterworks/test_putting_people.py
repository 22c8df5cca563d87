"""Making and changing somebody, found by what an HR system calls them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import records, users
from accounts.models import Change, JobTitle, User
from tests.cast import UserFactory
from tests.dialects.betterworks.bot import NIA, Bot
from tests.dialects.rows import changed, everything

pytestmark = pytest.mark.django_db


def person(answer: Any) -> User:
    """Return whom an answer is about."""
    return User.all_objects.with_record().get(pk=answer.json()["id"])


def test_somebody_new_is_made_an_employee_without_a_login(cast: SimpleNamespace, jane: Bot) -> None:
    answer = jane.post("users/", NIA)

    nia = person(answer)
    assert answer.status_code == 201
    assert (nia.organisation, nia.role, nia.email) == (cast.acme, 3, "nia@acme.test")
    assert (nia.record.employee_id, nia.last_login) == ("E-9", None)
    assert not nia.has_usable_password()
    assert answer.json()["name"] == "Nia Okoro"


def test_the_same_again_is_a_change_of_the_same_person(jane: Bot) -> None:
    made = jane.post("users/", NIA)
    again = jane.post("users/", NIA | {"last_name": "Okoro-Berg"})

    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["name"] == "Nia Okoro-Berg"


def test_the_employee_id_goes_before_the_address(cast: SimpleNamespace, jane: Bot) -> None:
    nia = person(jane.post("users/", NIA))

    renamed = jane.post("users/", {"employee_id": "E-9", "email": "nia.okoro@acme.test"})

    assert (renamed.status_code, renamed.json()["id"]) == (200, nia.pk)
    assert person(renamed).email == "nia.okoro@acme.test"


def test_who_came_by_google_is_adopted_by_address(cast: SimpleNamespace, jane: Bot) -> None:
    answer = jane.post("users/", {"employee_id": "E-1", "email": "ANN@acme.test"})

    assert (answer.status_code, answer.json()["id"]) == (200, cast.ann.pk)
    assert person(answer).record.employee_id == "E-1"
    assert person(answer).first_name == "Ann"


def test_an_address_does_not_pass_from_one_employee_to_another(jane: Bot) -> None:
    jane.post("users/", NIA)
    before = everything()

    answer = jane.post("users/", NIA | {"employee_id": "E-10"})

    assert (answer.status_code, answer.json()) == (400, {"email": ["Somebody has this already."]})
    assert changed(before, everything()) == []


def test_a_new_person_needs_an_address_and_a_first_name(jane: Bot) -> None:
    before = everything()
    required = ["This field is required."]
    for body, missing in [
        ({}, {"email", "first_name"}),
        ({"employee_id": "E-9"}, {"email", "first_name"}),
        ({"employee_id": "E-9", "first_name": "Nia"}, {"email"}),
        ({"email": "nia@acme.test"}, {"first_name"}),
    ]:
        answer = jane.post("users/", body)
        assert (answer.status_code, answer.json()) == (400, dict.fromkeys(missing, required))
    assert changed(before, everything()) == []


def test_an_address_is_of_the_organisations_domain(cast: SimpleNamespace, jane: Bot) -> None:
    before = everything()
    for email in ("nia@globex.test", "zoe@globex.test", "nia@evil.test"):
        answer = jane.post("users/", NIA | {"email": email})
        assert answer.status_code == 400
        assert list(answer.json()) == ["email"]
    assert changed(before, everything()) == []


def test_only_what_is_sent_changes(cast: SimpleNamespace, jane: Bot) -> None:
    full = {
        "title": "Forwarder",
        "department": "Export",
        "location": "Harbour",
        "manager": "ada@acme.test",
    }
    first = jane.post(f"users/{cast.ben.pk}/", full).json()

    then = jane.post(f"users/{cast.ben.pk}/", {"preferred_name": "Benny"}).json()

    assert then | {"modified_on": ""} == first | {"preferred_name": "Benny", "modified_on": ""}
    assert then["modified_on"] > first["modified_on"] >= first["created_on"]
    same = jane.post(f"users/{cast.ben.pk}/", {}).json()
    assert same == then


def test_what_a_get_tells_can_be_posted_back(cast: SimpleNamespace, jane: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, attributes={"shirt": "M"}, manager=cast.ada)
    for who in (cast.ben, cast.cal):
        told = jane.get(f"users/{who.pk}/").json()
        before = everything()
        answer = jane.post(f"users/{who.pk}/", told)
        assert (answer.status_code, answer.json()) == (200, told)
        assert changed(before, everything()) in ([], ["accounts.Record"])


def test_null_empties_a_field(cast: SimpleNamespace, jane: Bot) -> None:
    full = {**NIA, "preferred_name": "Ni", "title": "x", "department": "y", "location": "z"}
    nia = jane.post("users/", full | {"manager": cast.ada.pk, "custom_fields": {"shirt": "M"}})
    empty = dict.fromkeys(
        ("employee_id", "preferred_name", "title", "department", "location", "manager")
    )

    told = jane.post(
        f"users/{nia.json()['id']}/", empty | {"last_name": "", "custom_fields": {"shirt": None}}
    ).json()

    assert {name: told[name] for name in empty} == empty
    assert (told["last_name"], told["custom_fields"]) == ("", {})


def test_inactive_is_removed_and_active_is_restored(cast: SimpleNamespace, jane: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    assert jane.post(path, {"is_active": False}).json()["is_active"] is False
    assert User.all_objects.get(pk=cast.ben.pk).soft_delete_by == cast.ada
    assert jane.post(path, {"is_active": False}).status_code == 200
    assert jane.get(path).json()["is_active"] is False
    assert Bot(cast.ann).get(path).status_code == 404
    assert jane.post(path, {"is_active": True}).json()["is_active"] is True
    happened = Change.objects.filter(what__startswith="users.").values_list("what", flat=True)
    assert list(happened.order_by("id")) == ["users.remove", "users.restore"]


def test_nobody_deactivates_themselves_or_the_last_administrator(
    cast: SimpleNamespace, jane: Bot
) -> None:
    answer = jane.post(f"users/{cast.ada.pk}/", {"is_active": False, "title": "Gone"})

    assert answer.status_code == 400
    assert answer.json() == {"non_field_errors": [users.OwnAccount.message]}
    assert not User.objects.get(pk=cast.ada.pk).is_removed
    assert not JobTitle.objects.exists()


def test_custom_fields_are_merged_and_keep_their_types(cast: SimpleNamespace, jane: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    first = {"shirt": "M", "shoe_size": 43.5, "remote": True, "custom_01": "", "tags": ["a", "b"]}
    assert jane.post(path, {"custom_fields": first}).json()["custom_fields"] == first

    told = jane.post(path, {"custom_fields": {"shirt": None, "remote": False}}).json()

    assert told["custom_fields"] == {
        "shoe_size": 43.5,
        "remote": False,
        "custom_01": "",
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize("key", ["Shirt", "shirt-size", "shirt size", "", "größe", "x" * 65, "a.b"])
def test_a_custom_fields_key_is_small_letters_digits_and_underscores(
    cast: SimpleNamespace, jane: Bot, key: str
) -> None:
    answer = jane.post(f"users/{cast.ben.pk}/", {"custom_fields": {key: "M"}})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])


@pytest.mark.parametrize("value", [{}, {"a": 1}, [1], [[]], 10**30, "a\0b", "\ud800", "x" * 1001])
def test_a_custom_fields_value_is_text_a_number_a_boolean_or_texts(
    cast: SimpleNamespace, jane: Bot, value: Any
) -> None:
    answer = jane.post(f"users/{cast.ben.pk}/", {"custom_fields": {"shirt": value}})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])


def test_there_are_at_most_fifty_custom_fields(cast: SimpleNamespace, jane: Bot) -> None:
    many = {f"field_{number}": number for number in range(51)}
    answer = jane.post(f"users/{cast.ben.pk}/", {"custom_fields": many})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])
    del many["field_0"]
    assert jane.post(f"users/{cast.ben.pk}/", {"custom_fields": many}).status_code == 200


def test_roles_are_not_theirs_to_give(cast: SimpleNamespace, jane: Bot) -> None:
    answer = jane.post("users/", NIA | {"role": "Super Admin", "role_id": 2, "id": cast.ann.pk})

    assert (answer.status_code, answer.json()["role"]) == (201, "User")


def test_somebody_of_another_organisation_stays_out_of_reach(
    cast: SimpleNamespace, jane: Bot
) -> None:
    records.keep(by=cast.gus, person=cast.zoe, employee_id="E-1")
    made = jane.post("users/", {**NIA, "employee_id": "E-1"})

    assert made.status_code == 201
    assert User.objects.get(pk=cast.zoe.pk).record.employee_id == "E-1"
    assert UserFactory(organisation=cast.globex).pk  # Globex goes on by itself
