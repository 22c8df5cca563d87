"""The history: every change once, by whom and when; refusals leave no line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from accounts.models import Change
from accounts.models.evidence import AppendOnlyError
from accounts.roles import Role
from recognition.models import LedgerEntry, Review
from tests.cast import BadgeFactory, UserFactory
from tests.recognition.asking import hi5, report, review

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
NAMES = {"first_name": "Anna", "last_name": "Rao", "display_name": "Anni"}
VALUE = {"text": "Say it kindly", "description": "Also when it is hard."}
BADGE = {"name": "First hi5", "hi5_count_required": 1, "hi5_frequency": "WEEKLY"}
COMPANY = {
    "name": "Initech",
    "domain_name": "initech.test",
    "subscription_status": "active",
    "subscription_valid_upto": 4070908800,
    "hi5_limit": 5,
    "hi5_quota_renewal_frequency": "WEEKLY",
    "timezone": "UTC",
    "recognition_costs_hi5": False,
}


@pytest.fixture(autouse=True)
def clock():
    """A clock that stands still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def history():
    """Return what was written down, in order: (what, by whom, at which organisation, about)."""
    lines = list(Change.objects.order_by("id"))
    assert {line.at for line in lines} <= {NOW}
    return [
        (line.what, line.by, line.organisation_id, f"{line.thing_kind} {line.thing_id}")
        for line in lines
    ]


def details():
    """Return the details of the one line there is."""
    return Change.objects.get().details


def before_and_after(**fields):
    return {
        "before": {name: old for name, (old, _) in fields.items()},
        "after": {name: new for name, (_, new) in fields.items()},
    }


def test_a_changed_profile(api, cast):
    api(cast.ann).put("/users/me", {**NAMES, "last_name": "Tester"})

    ann = f"accounts.user {cast.ann.pk}"
    assert history() == [("users.change_profile", cast.ann, cast.acme.pk, ann)]
    names = {"first_name": ("Ann", "Anna"), "display_name": ("Ann", "Anni")}
    assert details() == before_and_after(**names)


def test_a_changed_role(api, cast):
    api(cast.ada).put(f"/users/{cast.ben.pk}", {"role_id": 4})

    ben = f"accounts.user {cast.ben.pk}"
    assert history() == [("users.change_role", cast.ada, cast.acme.pk, ben)]
    assert details() == before_and_after(role=(3, 4))


def test_a_removal_and_a_restore(api, cast):
    api(cast.ada).delete(f"/users/{cast.ben.pk}")
    api(cast.root).post(f"/users/{cast.ben.pk}/restore")

    ben = f"accounts.user {cast.ben.pk}"
    assert history() == [
        ("users.remove", cast.ada, cast.acme.pk, ben),
        ("users.restore", cast.root, cast.acme.pk, ben),
    ]


def test_a_grant(api, cast):
    grant = {"amount": 3, "reason": "Organised the summer party"}
    api(cast.ada).post(f"/users/{cast.ben.pk}/hi5_grants", grant)

    ben = f"accounts.user {cast.ben.pk}"
    assert history() == [("allowances.grant", cast.ada, cast.acme.pk, ben)]
    assert details() == grant


def test_a_new_organisation_and_a_changed_one(api, cast):
    made = api(cast.root).post("/organisations", COMPANY).json()["data"]["id"]
    changes = {"hi5_limit": 9, "timezone": "UTC", "name": "Initech"}
    api(cast.root).put(f"/organisations/{made}", changes)

    initech = f"accounts.organisation {made}"
    assert history() == [
        ("organisations.create", cast.root, made, initech),
        ("organisations.change", cast.root, made, initech),
    ]
    assert Change.objects.first().details == before_and_after(hi5_limit=(5, 9))


def test_moments_are_written_down_as_text(api, cast):
    upto = {"subscription_valid_upto": 4070908800}
    api(cast.root).put(f"/organisations/{cast.globex.pk}", upto)
    assert history() == []  # 2099 as it was

    api(cast.root).put(f"/organisations/{cast.globex.pk}", {"subscription_valid_upto": 0})

    assert details() == before_and_after(
        subscription_valid_upto=("2099-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00")
    )


def test_a_new_core_value_and_a_changed_one(api, cast):
    made = api(cast.ada).post("/core_values", VALUE).json()["data"]["id"]
    moved = {**VALUE, "parent_core_value_id": cast.outcome.pk}
    api(cast.ada).put(f"/core_values/{made}", moved)

    value = f"recognition.corevalue {made}"
    assert history() == [
        ("core_values.create", cast.ada, cast.acme.pk, value),
        ("core_values.change", cast.ada, cast.acme.pk, value),
    ]
    assert Change.objects.first().details == before_and_after(parent=(None, cast.outcome.pk))


def test_a_new_badge_a_changed_one_and_a_removed_one(api, cast):
    made = api(cast.ada).post("/badges", BADGE).json()["data"]["id"]
    api(cast.ada).put(f"/badges/{made}", {"hi5_count_required": 2})
    api(cast.ada).delete(f"/badges/{made}")

    badge = f"recognition.badge {made}"
    assert history() == [
        (f"badges.{verb}", cast.ada, cast.acme.pk, badge) for verb in ("create", "change", "remove")
    ]
    assert Change.objects.order_by("id")[1].details == before_and_after(hi5_count_required=(1, 2))


def test_what_a_super_admin_does_is_in_the_organisations_history(api, cast):
    api(cast.root).post("/core_values", {**VALUE, "org_id": cast.globex.pk})

    ((what, by, organisation, _),) = history()
    assert (what, by, organisation) == ("core_values.create", cast.root, cast.globex.pk)


def test_saying_what_is_so_already_leaves_no_line(api, cast):
    badge = BadgeFactory(organisation=cast.acme, **BADGE)
    same = {"first_name": "Ann", "last_name": "Tester", "display_name": "Ann"}
    value = {"text": cast.outcome.text, "description": cast.outcome.description}
    for person, path, body in [
        (cast.ann, "/users/me", same),
        (cast.ada, f"/users/{cast.ben.pk}", {"role_id": 3}),
        (cast.ada, f"/organisations/{cast.acme.pk}", {"hi5_limit": 5, "domain_name": "ACME.test"}),
        (cast.ada, f"/core_values/{cast.outcome.pk}", {**value, "parent_core_value_id": None}),
        (cast.ada, f"/badges/{badge.pk}", BADGE),
    ]:
        assert api(person).put(path, body).status_code == 200
    assert history() == []


def test_refusals_leave_no_line(api, cast):
    UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    badge = BadgeFactory(organisation=cast.globex)
    for person, method, path, body in [
        (cast.ann, "PUT", "/users/me", {**NAMES, "first_name": ""}),
        (cast.ann, "PUT", f"/users/{cast.ben.pk}", {"role_id": 4}),
        (cast.ada, "PUT", f"/users/{cast.ben.pk}", {"role_id": 1}),
        (cast.ada, "PUT", f"/users/{cast.ada.pk}", {"role_id": 3}),
        (cast.root, "PUT", f"/users/{cast.gus.pk}", {"role_id": 3}),
        (cast.ada, "DELETE", f"/users/{cast.ada.pk}", None),
        (cast.ada, "DELETE", f"/users/{cast.zoe.pk}", None),
        (cast.ada, "POST", f"/users/{cast.ben.pk}/restore", {}),
        (cast.ada, "POST", f"/users/{cast.ben.pk}/hi5_grants", {"amount": 0, "reason": "x"}),
        (cast.ada, "POST", "/organisations", COMPANY),
        (cast.root, "POST", "/organisations", {**COMPANY, "domain_name": "acme.test"}),
        (cast.ada, "PUT", f"/organisations/{cast.acme.pk}", {"domain_name": "x.test"}),
        (cast.root, "PUT", f"/organisations/{cast.acme.pk}", {"domain_name": "globex.test"}),
        (cast.ada, "POST", "/core_values", {**VALUE, "text": cast.outcome.text}),
        (cast.ann, "POST", "/core_values", VALUE),
        (cast.ada, "PUT", f"/core_values/{cast.candour.pk}", VALUE),
        (cast.ann, "POST", "/badges", BADGE),
        (cast.ada, "DELETE", f"/badges/{badge.pk}", None),
    ]:
        assert api(person).ask(method, path, body).status_code >= 400, (method, path)
    assert history() == []


def test_giving_reporting_and_reviewing_are_their_own_record(api, cast):
    hi5(api, cast.cal, cast.thanks)
    report(api, cast.cal, cast.thanks)
    told = review(api, cast.mo, cast.thanks, True)

    assert (told["moderated_by"], told["moderated_at"]) == (cast.mo.pk, int(NOW.timestamp()))
    entries = LedgerEntry.objects.filter(user=cast.cal).order_by("id")
    assert [(entry.reason, entry.by, entry.at) for entry in entries] == [
        ("quota", None, NOW),
        ("hi5", cast.cal, NOW),
        ("recognition hidden", cast.mo, NOW),
    ]


def test_evidence_is_never_changed_or_deleted(api, cast):
    api(cast.ann).put("/users/me", NAMES)
    hi5(api, cast.cal, cast.thanks)
    review(api, cast.mo, cast.thanks, True)

    for evidence in (Change, LedgerEntry, Review):
        row = evidence.objects.first()
        for forge in (row.save, row.delete):
            with pytest.raises(AppendOnlyError):
                forge()
        if connection.vendor == "postgresql":
            for statement in ("DELETE FROM {}", "UPDATE {} SET id = id + 1000"):
                with (
                    pytest.raises(DatabaseError),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement.format(evidence._meta.db_table))
        assert evidence.objects.filter(pk=row.pk).exists()
