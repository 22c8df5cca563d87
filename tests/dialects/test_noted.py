"""What is noted of a person: its bounds, what is refused and how, and what the history keeps."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import attributes, directory, records
from accounts.models import Attribute, Business, Change, Department, JobTitle, Record
from peerly.dialects.engagedly import ids
from peerly.dialects.engagedly.lists import custom_key
from tests.dialects.asking import Caller
from tests.dialects.betterworks.bot import Bot
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db

KIND = Attribute.Kind


@pytest.fixture
def hr(cast: SimpleNamespace) -> Caller:
    """Return an HR system with a pair of Ada's keys."""
    return Caller(SPEAK["engagedly"], cast.ada)


def defined(cast: SimpleNamespace, key: str, kind: str, **fields: Any) -> Attribute:
    return directory.create(
        by=cast.ada, kind=Attribute, name=key.title(), key=key, values=kind, **fields
    )


def last() -> Any:
    return Change.objects.latest("id").details


# What fits ------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 4000, str(2**63), "1e300"])
def test_a_number_that_no_database_gives_back_is_refused(
    cast: SimpleNamespace, hr: Caller, number: str
):
    key = custom_key(defined(cast, "size", KIND.NUMBER))
    path = f"/beta/users/{ids.spell('user', cast.ben.pk)}"
    before = everything()

    for body in (f'{{"{key}": {number}}}', f'{{"custom_attributes": {{"{key}": {number}}}}}'):
        assert hr.ask("PUT", path, body.encode()).status_code == 422
    assert everything() == before


def test_a_number_is_bounded_whoever_tells_it(cast: SimpleNamespace):
    defined(cast, "size", KIND.NUMBER)
    for key in ("size", "anything"):
        for value in (float("inf"), float("nan"), 2**63, [1, 10**4000]):
            with pytest.raises(attributes.BadAttribute):
                records.keep(by=cast.ada, person=cast.ben, attributes={key: value})
    assert not Record.objects.exists()
    records.keep(by=cast.ada, person=cast.ben, attributes={"size": 2**63 - 1})


@pytest.mark.parametrize("day", ["20220102", "2022-W01-1", "2022-1-2", "2022-02-30", "٢٠٢٢-01-02"])
def test_a_date_is_written_in_one_way(cast: SimpleNamespace, day: str):
    defined(cast, "since", KIND.DATE)

    answer = Bot(cast.ada).post(f"users/{cast.ben.pk}/", {"custom_fields": {"since": day}})

    told = {"custom_fields.since": ["Enter a date such as 2026-11-18."]}
    assert (answer.status_code, answer.json()) == (400, told)
    assert not Record.objects.exists()


def test_all_that_is_noted_of_one_person_is_bounded(cast: SimpleNamespace):
    bot, path = Bot(cast.ada), f"users/{cast.ben.pk}/"
    for start in range(0, 60, 30):
        texts = {f"field_{start + number}": "x" * 1000 for number in range(30)}
        assert bot.post(path, {"custom_fields": texts}).status_code == 200
    ben = Record.objects.get(user=cast.ben)

    answer = bot.post(path, {"custom_fields": {f"more_{each}": "x" * 1000 for each in range(6)}})

    said = "At most 200 are kept of one person, and 65536 characters in all."
    assert (answer.status_code, answer.json()) == (400, {"custom_fields": [said]})
    assert Record.objects.get(user=cast.ben).attributes == ben.attributes
    assert bot.post(path, {"custom_fields": {"field_0": None, "more": "x"}}).status_code == 200


# How it is said -------------------------------------------------------------


def test_a_wrong_attribute_is_named_as_the_client_has_named_it(cast: SimpleNamespace, hr: Caller):
    size = defined(cast, "size", KIND.NUMBER)
    whole = Caller(SPEAK["engage"], cast.ada)

    answer = whole.ask("PUT", "/v1/users/ben@acme.test", {"meta": {"size": "large"}})
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "meta.size: Enter a number of at most 63 bits"},
    )
    path = f"/beta/users/{ids.spell('user', cast.ben.pk)}"
    answer = hr.ask("PUT", path, {"custom_attributes": {custom_key(size): "large"}})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, custom_key(size))
    assert "size" not in error["message"]


@pytest.mark.parametrize("field", ["hr_managers", "secondary_managers", "manager_id"])
def test_nobody_manages_themselves_in_any_matter(cast: SimpleNamespace, hr: Caller, field: str):
    ben = ids.spell("user", cast.ben.pk)
    before = everything()

    answer = hr.ask("PUT", f"/beta/users/{ben}", {field: ben if field == "manager_id" else [ben]})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, field)
    assert error["message"] == "Nobody manages themselves."
    assert everything() == before


def test_what_is_deleted_before_it_is_told_of_is_not_there(
    cast: SimpleNamespace, hr: Caller, monkeypatch: pytest.MonkeyPatch
):
    export = directory.create(by=cast.ada, kind=Department, name="Export")
    change = directory.change

    def change_and_lose(**told: Any) -> Any:
        entry = change(**told)
        directory.delete(by=cast.ada, entry=entry)
        return entry

    monkeypatch.setattr(directory, "change", change_and_lose)
    path = f"/beta/departments/{ids.spell('department', export.pk)}"

    assert hr.ask("PUT", path, {"name": "Exports"}).status_code == 404


# What the history keeps -------------------------------------------------------


def test_the_history_keeps_the_keys_that_changed_and_no_others(cast: SimpleNamespace):
    bot, path = Bot(cast.ada), f"users/{cast.ben.pk}/"
    bot.post(path, {"custom_fields": {f"field_{each}": "x" * 400 for each in range(50)}})
    bot.post(path, {"custom_fields": {"flag": 1, "plan": "pro"}})
    assert last() == {
        "before": {"attributes": {}},
        "after": {"attributes": {"flag": 1, "plan": "pro"}},
    }

    bot.post(path, {"custom_fields": {"flag": True, "plan": None, "field_0": "x" * 400}})

    assert last() == {
        "before": {"attributes": {"flag": 1, "plan": "pro"}},
        "after": {"attributes": {"flag": True}},
    }
    written = Change.objects.count()
    bot.post(path, {"custom_fields": {"flag": True, "nothing": None}})
    assert Change.objects.count() == written
    kept = sum(len(json.dumps(each.details)) for each in Change.objects.order_by("-id")[:2])
    assert kept < 300


def test_the_history_of_a_person_outlives_the_names_in_it(cast: SimpleNamespace):
    title, export, trade = (
        directory.create(by=cast.ada, kind=kind, name=name)
        for kind, name in ((JobTitle, "Forwarder"), (Department, "Export"), (Business, "Trade"))
    )
    records.keep(by=cast.ada, person=cast.ben, job_title=title, manager=cast.mo)
    assert last() == {
        "before": {"job_title": None, "manager": None},
        "after": {"job_title": {"id": title.pk, "name": "Forwarder"}, "manager": cast.mo.pk},
    }
    for name, entry in {"departments": export, "businesses": trade}.items():
        records.keep(by=cast.ada, person=cast.ben, **{name: [entry]})
        told = [{"id": entry.pk, "name": entry.name}]
        assert last() == {"before": {name: []}, "after": {name: told}}
        records.keep(by=cast.ada, person=cast.ben, **{name: []})
        assert last() == {"before": {name: told}, "after": {name: []}}
