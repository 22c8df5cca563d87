"""Making and changing people: one or many, found by what an HR system calls them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import records, users
from accounts.models import Change, Department, JobTitle, Location, User
from tests.cast import UserFactory
from tests.dialects.betterworks.bot import Bot
from tests.dialects.rows import changed, everything

pytestmark = pytest.mark.django_db

NIA = {"employee_id": "E-9", "email": "nia@acme.test", "first_name": "Nia", "last_name": "Okoro"}


@pytest.fixture
def bot(cast: SimpleNamespace) -> Bot:
    """A key of Acme's administrator."""
    return Bot(cast.ada)


def person(answer: Any) -> User:
    """Return whom an answer is about."""
    return User.all_objects.with_record().get(pk=answer.json()["id"])


def test_somebody_new_is_made_an_employee_without_a_login(cast: SimpleNamespace, bot: Bot) -> None:
    answer = bot.post("users/", NIA)

    nia = person(answer)
    assert answer.status_code == 201
    assert (nia.organisation, nia.role, nia.email) == (cast.acme, 3, "nia@acme.test")
    assert (nia.record.employee_id, nia.last_login) == ("E-9", None)
    assert not nia.has_usable_password()
    assert answer.json()["name"] == "Nia Okoro"


def test_the_same_again_is_a_change_of_the_same_person(bot: Bot) -> None:
    made = bot.post("users/", NIA)
    again = bot.post("users/", NIA | {"last_name": "Okoro-Berg"})

    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["name"] == "Nia Okoro-Berg"


def test_the_employee_id_goes_before_the_address(cast: SimpleNamespace, bot: Bot) -> None:
    nia = person(bot.post("users/", NIA))

    renamed = bot.post("users/", {"employee_id": "E-9", "email": "nia.okoro@acme.test"})

    assert (renamed.status_code, renamed.json()["id"]) == (200, nia.pk)
    assert person(renamed).email == "nia.okoro@acme.test"


def test_who_came_by_google_is_adopted_by_address(cast: SimpleNamespace, bot: Bot) -> None:
    answer = bot.post("users/", {"employee_id": "E-1", "email": "ANN@acme.test"})

    assert (answer.status_code, answer.json()["id"]) == (200, cast.ann.pk)
    assert person(answer).record.employee_id == "E-1"
    assert person(answer).first_name == "Ann"


def test_an_address_does_not_pass_from_one_employee_to_another(bot: Bot) -> None:
    bot.post("users/", NIA)
    before = everything()

    answer = bot.post("users/", NIA | {"employee_id": "E-10"})

    assert (answer.status_code, answer.json()) == (400, {"email": ["Somebody has this already."]})
    assert changed(before, everything()) == []


def test_a_new_person_needs_an_address_and_a_first_name(bot: Bot) -> None:
    before = everything()
    required = ["This field is required."]
    for body, missing in [
        ({}, {"email", "first_name"}),
        ({"employee_id": "E-9"}, {"email", "first_name"}),
        ({"employee_id": "E-9", "first_name": "Nia"}, {"email"}),
        ({"email": "nia@acme.test"}, {"first_name"}),
    ]:
        answer = bot.post("users/", body)
        assert (answer.status_code, answer.json()) == (400, dict.fromkeys(missing, required))
    assert changed(before, everything()) == []


def test_an_address_is_of_the_organisations_domain(cast: SimpleNamespace, bot: Bot) -> None:
    before = everything()
    for email in ("nia@globex.test", "zoe@globex.test", "nia@evil.test"):
        answer = bot.post("users/", NIA | {"email": email})
        assert answer.status_code == 400
        assert list(answer.json()) == ["email"]
    assert changed(before, everything()) == []


def test_only_what_is_sent_changes(cast: SimpleNamespace, bot: Bot) -> None:
    full = {
        "title": "Forwarder",
        "department": "Export",
        "location": "Harbour",
        "manager": "ada@acme.test",
    }
    first = bot.post(f"users/{cast.ben.pk}/", full).json()

    then = bot.post(f"users/{cast.ben.pk}/", {"preferred_name": "Benny"}).json()

    assert then | {"modified_on": ""} == first | {"preferred_name": "Benny", "modified_on": ""}
    assert then["modified_on"] > first["modified_on"] >= first["created_on"]
    same = bot.post(f"users/{cast.ben.pk}/", {}).json()
    assert same == then


def test_what_a_get_tells_can_be_posted_back(cast: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, attributes={"shirt": "M"}, manager=cast.ada)
    for who in (cast.ben, cast.cal):
        told = bot.get(f"users/{who.pk}/").json()
        before = everything()
        answer = bot.post(f"users/{who.pk}/", told)
        assert (answer.status_code, answer.json()) == (200, told)
        assert changed(before, everything()) in ([], ["accounts.Record"])


def test_null_empties_a_field(cast: SimpleNamespace, bot: Bot) -> None:
    full = {**NIA, "preferred_name": "Ni", "title": "x", "department": "y", "location": "z"}
    nia = bot.post("users/", full | {"manager": cast.ada.pk, "custom_fields": {"shirt": "M"}})
    empty = dict.fromkeys(
        ("employee_id", "preferred_name", "title", "department", "location", "manager")
    )

    told = bot.post(
        f"users/{nia.json()['id']}/", empty | {"last_name": "", "custom_fields": {"shirt": None}}
    ).json()

    assert {name: told[name] for name in empty} == empty
    assert (told["last_name"], told["custom_fields"]) == ("", {})


def test_somebody_is_found_by_id_address_or_employee_id(cast: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, employee_id="E/7 x")
    ways = (str(cast.ben.pk), "ben@acme.test", "BEN@ACME.TEST")
    for way in ways:
        assert bot.get(f"users/{way}/").json()["id"] == cast.ben.pk
        assert bot.get(f"user/{way}").json()["id"] == cast.ben.pk
    records.keep(by=cast.ada, person=cast.ben, employee_id="E-7")
    assert bot.get("users/E-7/").json()["id"] == cast.ben.pk
    assert bot.post("users/E-7/", {"title": "x"}).json()["id"] == cast.ben.pk
    for nobody in ("E-8", "nobody@acme.test", "zoe@globex.test", str(cast.zoe.pk), "%00", "E-7%0a"):
        answer = bot.get(f"users/{nobody}/")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_what_two_people_go_by_means_nobody(cast: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=cast.ada, person=cast.ben, employee_id=str(cast.ann.pk))
    records.keep(by=cast.ada, person=cast.cal, employee_id=str(cast.cal.pk))
    records.keep(by=cast.ada, person=cast.mo, employee_id="900000001")
    before = everything()

    for answer, name in (
        (bot.get(f"users/{cast.ann.pk}/"), "identifier"),
        (bot.post(f"users/{cast.ann.pk}/", {"title": "x"}), "identifier"),
        (bot.post("users/mo@acme.test/", {"manager": str(cast.ann.pk)}), "manager"),
        (bot.post("users/mo@acme.test/", {"manager": cast.ann.pk}), "manager"),
        (bot.get(f"recognitions/?author={cast.ann.pk}"), "author"),
    ):
        assert (answer.status_code, list(answer.json())) == (400, [name])
        assert answer.json()[name][0].startswith("Several people go by this")
    assert changed(before, everything()) == []
    assert bot.get(f"users/{cast.cal.pk}/").json()["id"] == cast.cal.pk
    assert bot.get("users/900000001/").json()["id"] == cast.mo.pk


def test_a_manager_in_an_object_is_who_has_that_very_identifier(
    cast: SimpleNamespace, bot: Bot
) -> None:
    number = str(cast.ann.pk)
    records.keep(by=cast.ada, person=cast.mo, employee_id=number)
    by_employee_id = {"employee_id": number, "id": None, "name": "Mo"}
    for told, manager in (
        (by_employee_id, cast.mo),
        ({"id": cast.ann.pk}, cast.ann),
        ({"id": cast.mo.pk, "email": "mo@acme.test", "employee_id": number}, cast.mo),
    ):
        answer = bot.post("users/ben@acme.test/", {"manager": told})
        assert answer.json()["manager"]["id"] == manager.pk
    before = everything()
    for told in (
        {"employee_id": str(cast.cal.pk)},  # our id, and nobody's employee id
        {"employee_id": cast.ann.pk},  # a number is no employee id
        {"email": number},
        {"id": cast.ann.pk, "employee_id": number},  # two people
        {"id": "mo@acme.test"},
    ):
        answer = bot.post("users/ben@acme.test/", {"manager": told})
        assert answer.json() == {"manager": ["This does not exist."]}
    assert changed(before, everything()) == []


def test_colleagues_find_nobody_by_employee_id(cast: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=cast.ada, person=cast.mo, employee_id="E-2", manager=cast.cal)
    records.keep(by=cast.ada, person=cast.ben, employee_id=str(cast.ann.pk))
    ann = Bot(cast.ann)

    assert ann.get("users/E-2/").status_code == 404
    assert ann.results("recognitions/?author=E-2") == []
    # That another one has it as employee id is nothing they could find out.
    assert ann.get(f"users/{cast.ann.pk}/").json()["id"] == cast.ann.pk
    assert ann.get("users/mo@acme.test/").json()["employee_id"] is None
    users.remove(by=cast.ada, person=cast.cal)
    assert bot.get("users/mo@acme.test/").json()["manager"]["id"] == cast.cal.pk
    assert ann.get("users/mo@acme.test/").json()["manager"] is None


def test_a_manager_is_somebody_by_any_identifier(cast: SimpleNamespace, bot: Bot) -> None:
    records.keep(by=cast.ada, person=cast.mo, employee_id="E-2")
    for told in (cast.mo.pk, "mo@acme.test", "E-2", {"id": cast.mo.pk}, {"email": "mo@acme.test"}):
        answer = bot.post(f"users/{cast.ben.pk}/", {"manager": told})
        assert answer.json()["manager"]["id"] == cast.mo.pk
        bot.post(f"users/{cast.ben.pk}/", {"manager": None})
    for nobody in (cast.zoe.pk, "zoe@globex.test", "E-3", {}, {"name": "Mo"}, True, [cast.mo.pk]):
        answer = bot.post(f"users/{cast.ben.pk}/", {"manager": nobody})
        assert answer.json() == {"manager": ["This does not exist."]}
    answer = bot.post(f"users/{cast.ben.pk}/", {"manager": "ben@acme.test"})
    assert answer.json() == {"manager": ["Nobody manages themselves."]}


def test_unknown_departments_are_made_inside_their_parents(cast: SimpleNamespace, bot: Bot) -> None:
    nested = {"name": "Customs", "parent": {"name": "Export", "parent": "Operations"}}
    told = bot.post(f"users/{cast.ben.pk}/", {"department": nested}).json()

    customs = Department.objects.get(pk=told["department"]["id"])
    assert [customs.name, customs.parent.name, customs.parent.parent.name] == [
        "Customs",
        "Export",
        "Operations",
    ]
    lines = Change.objects.filter(what="departments.create").values_list("by", flat=True)
    assert list(lines) == [cast.ada.pk] * 3


def test_a_known_department_is_found_in_any_case_and_stays_where_it_is(
    cast: SimpleNamespace, bot: Bot
) -> None:
    bot.post(f"users/{cast.ben.pk}/", {"department": {"name": "Export", "parent": "Operations"}})
    export = Department.objects.get(name="Export")

    for told in ("EXPORT", export.pk, {"id": export.pk}, {"name": "export", "parent": "Sales"}):
        answer = bot.post(f"users/{cast.cal.pk}/", {"department": told}).json()
        assert answer["department"] == {"id": export.pk, "name": "Export"}
    assert Department.objects.count() == 2
    assert Department.objects.get(name="Export").parent.name == "Operations"


def test_titles_and_locations_are_made_once(cast: SimpleNamespace, bot: Bot) -> None:
    for who in (cast.ben, cast.cal):
        bot.post(f"users/{who.pk}/", {"title": "Forwarder", "location": "Harbour"})
    bot.post(f"users/{cast.ann.pk}/", {"title": "FORWARDER", "location": "harbour"})

    assert list(JobTitle.objects.values_list("name", flat=True)) == ["Forwarder"]
    assert list(Location.objects.values_list("name", flat=True)) == ["Harbour"]


def test_nothing_is_made_for_somebody_who_is_refused(cast: SimpleNamespace, bot: Bot) -> None:
    before = everything()
    body = {"title": "New", "department": "New", "location": "New", "email": "ann@acme.test"}

    answer = bot.post(f"users/{cast.ben.pk}/", body)

    assert answer.json() == {"email": ["Somebody has this already."]}
    assert changed(before, everything()) == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "x", "parent": {"name": "y", "parent": 2**40}},
        {"parent": "x"},
        {"name": ""},
        {"id": "x"},
        True,
        "",
        "x" * 256,
        "a\u202eb",
    ],
)
def test_a_department_that_cannot_be_is_refused(cast: SimpleNamespace, bot: Bot, told: Any) -> None:
    before = everything()
    answer = bot.post(f"users/{cast.ben.pk}/", {"department": told})
    assert (answer.status_code, list(answer.json())) == (400, ["department"])
    assert changed(before, everything()) == []


def test_departments_too_deep_within_each_other_are_refused(
    cast: SimpleNamespace, bot: Bot
) -> None:
    told: Any = "D0"
    for number in range(1, 40):
        told = {"name": f"D{number}", "parent": told}
    answer = bot.post(f"users/{cast.ben.pk}/", {"department": told})
    assert (answer.status_code, list(answer.json())) == (400, ["department"])
    assert not Department.objects.exists()


def test_inactive_is_removed_and_active_is_restored(cast: SimpleNamespace, bot: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    assert bot.post(path, {"is_active": False}).json()["is_active"] is False
    assert User.all_objects.get(pk=cast.ben.pk).soft_delete_by == cast.ada
    assert bot.post(path, {"is_active": False}).status_code == 200
    assert bot.get(path).json()["is_active"] is False
    assert Bot(cast.ann).get(path).status_code == 404
    assert bot.post(path, {"is_active": True}).json()["is_active"] is True
    happened = Change.objects.filter(what__startswith="users.").values_list("what", flat=True)
    assert list(happened.order_by("id")) == ["users.remove", "users.restore"]


def test_nobody_deactivates_themselves_or_the_last_administrator(
    cast: SimpleNamespace, bot: Bot
) -> None:
    answer = bot.post(f"users/{cast.ada.pk}/", {"is_active": False, "title": "Gone"})

    assert answer.status_code == 400
    assert answer.json() == {"non_field_errors": [users.OwnAccount.message]}
    assert not User.objects.get(pk=cast.ada.pk).is_removed
    assert not JobTitle.objects.exists()


def test_custom_fields_are_merged_and_keep_their_types(cast: SimpleNamespace, bot: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    first = {"shirt": "M", "shoe_size": 43.5, "remote": True, "custom_01": "", "tags": ["a", "b"]}
    assert bot.post(path, {"custom_fields": first}).json()["custom_fields"] == first

    told = bot.post(path, {"custom_fields": {"shirt": None, "remote": False}}).json()

    assert told["custom_fields"] == {
        "shoe_size": 43.5,
        "remote": False,
        "custom_01": "",
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize("key", ["Shirt", "shirt-size", "shirt size", "", "größe", "x" * 65, "a.b"])
def test_a_custom_fields_key_is_small_letters_digits_and_underscores(
    cast: SimpleNamespace, bot: Bot, key: str
) -> None:
    answer = bot.post(f"users/{cast.ben.pk}/", {"custom_fields": {key: "M"}})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])


@pytest.mark.parametrize("value", [{}, {"a": 1}, [1], [[]], 10**30, "a\0b", "\ud800", "x" * 1001])
def test_a_custom_fields_value_is_text_a_number_a_boolean_or_texts(
    cast: SimpleNamespace, bot: Bot, value: Any
) -> None:
    answer = bot.post(f"users/{cast.ben.pk}/", {"custom_fields": {"shirt": value}})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])


def test_there_are_at_most_fifty_custom_fields(cast: SimpleNamespace, bot: Bot) -> None:
    many = {f"field_{number}": number for number in range(51)}
    answer = bot.post(f"users/{cast.ben.pk}/", {"custom_fields": many})
    assert (answer.status_code, list(answer.json())) == (400, ["custom_fields"])
    del many["field_0"]
    assert bot.post(f"users/{cast.ben.pk}/", {"custom_fields": many}).status_code == 200


def test_roles_are_not_theirs_to_give(cast: SimpleNamespace, bot: Bot) -> None:
    answer = bot.post("users/", NIA | {"role": "Super Admin", "role_id": 2, "id": cast.ann.pk})

    assert (answer.status_code, answer.json()["role"]) == (201, "User")


# Many at once ---------------------------------------------------------------


def test_each_row_stands_by_itself(cast: SimpleNamespace, bot: Bot) -> None:
    rows = [
        NIA,
        {"email": "bad", "first_name": ""},
        {"email": "ann@acme.test", "title": "Forwarder"},
        7,
        {"email": "x@evil.test", "first_name": "X"},
        NIA | {"last_name": "Berg"},
        {"email": "ada@acme.test", "is_active": False},
    ]

    answer = bot.post("users/", rows)

    assert answer.status_code == 200
    told = answer.json()["results"]
    assert list(answer.json()) == ["results"]
    assert [(row["index"], row["status"]) for row in told] == [
        (0, 201),
        (1, 400),
        (2, 200),
        (3, 400),
        (4, 400),
        (5, 200),
        (6, 400),
    ]
    assert list(told[0]) == ["index", "status", "id"]
    assert list(told[1]) == ["index", "status", "errors"]
    assert set(told[1]["errors"]) == {"email", "first_name"}
    assert told[2]["id"] == cast.ann.pk
    assert told[5]["id"] == told[0]["id"]
    assert told[6]["errors"] == {"non_field_errors": [users.OwnAccount.message]}
    assert bot.get("users/E-9/").json()["last_name"] == "Berg"


def test_a_hundred_rows_are_taken_and_one_more_is_not(bot: Bot) -> None:
    rows = [{"email": f"n{number}@acme.test", "first_name": "N"} for number in range(101)]
    before = everything()
    answer = bot.post("users/", rows)
    assert (answer.status_code, answer.json()) == (
        400,
        {"non_field_errors": ["Send at most 100 at once."]},
    )
    assert changed(before, everything()) == []
    told = bot.post("users/", rows[:100]).json()["results"]
    assert {row["status"] for row in told} == {201}
    assert bot.post("users/", []).json() == {"results": []}


def test_rows_come_only_where_people_are_put(cast: SimpleNamespace, bot: Bot) -> None:
    answer = bot.post(f"users/{cast.ben.pk}/", [{"title": "x"}])

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "The body must be a JSON object."},
    )


def test_an_ordinary_users_key_puts_no_rows(cast: SimpleNamespace) -> None:
    answer = Bot(cast.ann).post("users/", [NIA])

    assert answer.status_code == 403
    assert not User.objects.filter(email="nia@acme.test").exists()


def test_somebody_of_another_organisation_stays_out_of_reach(
    cast: SimpleNamespace, bot: Bot
) -> None:
    records.keep(by=cast.gus, person=cast.zoe, employee_id="E-1")
    made = bot.post("users/", {**NIA, "employee_id": "E-1"})

    assert made.status_code == 201
    assert User.objects.get(pk=cast.zoe.pk).record.employee_id == "E-1"
    assert UserFactory(organisation=cast.globex).pk  # Globex goes on by itself
