"""User attributes: Peerly's own and the organisation's."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions import directory
from accounts.models import Attribute, Record, User
from peerly.dialects.engagedly.lists import custom_key
from tests.dialects.asking import Caller, findings
from tests.dialects.engagedly.answers import refused, told
from tests.dialects.engagedly.hooks import somebody, spell
from tests.dialects.rows import everything
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST, VALIDATION = "invalid_request_error", "validation_error"


def _path(person: User) -> str:
    return f"/beta/users/{spell(person)}"


def _attribute(side: Side, **fields: Any) -> Attribute:
    return directory.create(by=side.admin, kind=Attribute, **fields)


def test_user_attributes_are_peerlys_own_and_the_organisations(ada: Caller, here: Side):
    attributes = told(ada.ask("GET", "/beta/user-attributes"))
    by_key = {each["attribute_key"]: each for each in attributes}

    assert len({each["id"] for each in attributes}) == len(attributes) == 19
    assert [key for key, each in by_key.items() if each["mandatory"]] == [
        "email",
        "first_name",
        "last_name",
    ]
    assert by_key["departments"]["attribute_options"] == []
    assert by_key["birth_date"]["attribute_options"] is None
    key = f"custom-attribute-{here.attribute.pk:05x}"
    assert by_key[key] == {
        "id": 1000 + here.attribute.pk,
        "name": here.attribute.name,
        "attribute_key": key,
        "preset": False,
        "mandatory": False,
        "data_type": "single-select",
        "attribute_options": [
            {"id": 1, "value": "S"},
            {"id": 2, "value": "M"},
            {"id": 3, "value": f"L {here.word}"},
        ],
    }


def test_attributes_are_written_flat_or_nested_and_read_as_text(ada: Caller, here: Side):
    kind = Attribute.Kind
    kinds = (kind.NUMBER, kind.BOOLEAN, kind.DATE, kind.TEXT, kind.MULTIPLE_SELECT)
    made = {
        each: custom_key(_attribute(here, name=each, key=f"a_{n}", values=each, options=["x", "y"]))
        for n, each in enumerate(kinds)
    }
    flat = {made[kind.NUMBER]: 7.5, made[kind.BOOLEAN]: False, made[kind.DATE]: "2020-01-02"}
    nested = {made[kind.TEXT]: "b", made[kind.MULTIPLE_SELECT]: ["y", "x"]}
    body = {**flat, "custom_attributes": nested}

    read = told(ada.ask("PATCH", _path(here.giver), body))["custom_attributes"]

    assert {key: read[key]["value"] for key in {**flat, **nested}} == {
        made[kind.NUMBER]: "7.5",
        made[kind.BOOLEAN]: "false",
        made[kind.DATE]: "2020-01-02",
        made[kind.TEXT]: "b",
        made[kind.MULTIPLE_SELECT]: ["y", "x"],
    }
    stored = Record.objects.get(user=here.giver).attributes
    assert stored == {"a_0": 7.5, "a_1": False, "a_2": "2020-01-02", "a_3": "b", "a_4": ["y", "x"]}
    cleared = dict.fromkeys({**flat, **nested})
    read = told(ada.ask("PATCH", _path(here.giver), cleared))["custom_attributes"]
    assert [each["value"] for each in read.values()].count(None) == 5
    assert Record.objects.get(user=here.giver).attributes == {}


def test_attributes_that_do_not_exist_or_do_not_fit_are_refused(ada: Caller, here: Side):
    own, theirs = custom_key(here.attribute), custom_key(here.other.attribute)
    before = everything()
    with findings() as wrong:
        for key, value, is_kept in (
            ("custom-attribute-fffff", "M", False),
            ("custom-attribute-", "M", False),
            (theirs, "M", False),
            (own, {}, False),
            (own, "a\0b", False),
            (own, "\ud800", False),
            (own, ["\ud800"], False),
            (own, "x" * 1001, False),
            (own, "XXL", True),
            (own, 7, True),
        ):
            for body in ({key: value}, {"custom_attributes": {key: value}}):
                answer = ada.ask("PATCH", _path(here.giver), body)
                # What could be kept, but not of this attribute, is known by the attribute's key.
                named = "custom_attributes" if "custom_attributes" in body and not is_kept else key
                errors = answer.json().get("errors", [{}])
                if answer.status_code != 422 or errors[0].get("field") != named:
                    wrong.append(f"{body!a}: {answer.status_code} {answer.content!r}")
    assert everything() == before


def test_a_mandatory_attribute_is_asked_for_and_not_cleared(ada: Caller, here: Side):
    badge = _attribute(here, name="Badge no", key="badge_no", is_mandatory=True)
    key = custom_key(badge)
    body = somebody(here, "Tove")

    refused(ada.ask("POST", "/beta/users", body), 422, VALIDATION, (key, "missing_field"))
    made = told(ada.ask("POST", "/beta/users", body | {key: "7"}), 201)

    path = f"/beta/users/{made['id']}"
    assert told(ada.ask("PUT", path, {"level": "L3"}))["level"] == "L3"
    refused(ada.ask("PUT", path, {key: None}), 422, VALIDATION, (key, "missing_field"))
    for blank in ("", "  ", None):
        answer = ada.ask("POST", "/beta/users", body | {"email": f"x.{body['email']}", key: blank})
        refused(answer, 422, VALIDATION, (key, "missing_field"))
        refused(ada.ask("PUT", path, {key: blank}), 422, VALIDATION, (key, "missing_field"))
    assert Record.objects.get(user__email=made["email"]).attributes["badge_no"] == "7"


def test_a_mandatory_attribute_may_be_false_or_nought_but_no_empty_list(ada: Caller, here: Side):
    kind = Attribute.Kind
    remote, floor, languages = (
        custom_key(
            _attribute(here, name=key, key=key, values=of, options=["de"], is_mandatory=True)
        )
        for key, of in (
            ("remote", kind.BOOLEAN),
            ("floor", kind.NUMBER),
            ("languages", kind.MULTIPLE_SELECT),
        )
    )
    body = somebody(here, "Tove") | {remote: False, floor: 0}

    answer = ada.ask("POST", "/beta/users", body | {languages: []})
    refused(answer, 422, VALIDATION, (languages, "missing_field"))
    told(ada.ask("POST", "/beta/users", body | {languages: ["de"]}), 201)


@pytest.mark.parametrize("text", ["2026-11-18", "Nov 18, 2026"])
def test_a_date_among_the_attributes_is_read_in_two_ways(ada: Caller, here: Side, text: str):
    since = _attribute(here, name="Since", key="since", values=Attribute.Kind.DATE)
    key = custom_key(since)

    for body in ({key: text}, {"custom_attributes": {key: text}}):
        read = told(ada.ask("PATCH", _path(here.giver), {key: None}))["custom_attributes"]
        assert read[key]["value"] is None
        read = told(ada.ask("PATCH", _path(here.giver), body))["custom_attributes"]
        assert read[key]["value"] == "2026-11-18"
    before = everything()
    for other in ("18.11.2026", "Nov 18 2026", 20261118, ""):
        answer = ada.ask("PATCH", _path(here.giver), {key: other})
        refused(answer, 422, VALIDATION, (key, "invalid_value"))
    assert everything() == before


def test_null_for_what_need_not_be_sent_is_no_missing_field(ada: Caller, here: Side):
    before = everything()
    for name in ("departments", "businesses", "hr_managers", "custom_attributes"):
        answer = ada.ask("PUT", _path(here.receiver), {name: None})
        refused(answer, 422, VALIDATION, (name, "invalid_value"))
    answer = ada.ask("PUT", _path(here.receiver), {custom_key(here.attribute): [None]})
    refused(answer, 422, VALIDATION, (custom_key(here.attribute), "invalid_value"))
    answer = ada.ask("PUT", _path(here.receiver), {"first_name": None})
    refused(answer, 422, VALIDATION, ("first_name", "missing_field"))
    assert everything() == before


def test_numbers_that_no_database_keeps_are_refused(ada: Caller, here: Side):
    number = _attribute(here, name="Shoes", key="shoes", values=Attribute.Kind.NUMBER)
    key = custom_key(number)
    before = everything()
    for text in (b"1e999", b"-1e999", b"9" * 400, b"9223372036854775808"):
        answer = ada.ask("PATCH", _path(here.giver), b'{"%b": %b}' % (key.encode(), text))
        refused(answer, 422, VALIDATION, (key, "invalid_value"))
    assert everything() == before
