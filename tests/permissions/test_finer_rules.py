"""What a role alone does not decide: whose, to whom, and to what (peerly-v1 §3 and §5)."""

from __future__ import annotations

import pytest

from accounts.models import User
from recognition.models import Recognition
from tests.cast import RecognitionFactory
from tests.dialects.asking import Caller, Play
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Side, make_super_admin_of
from tests.permissions.answers import ids, refused

pytestmark = pytest.mark.django_db

UNKNOWN = 2**40


# Lists of people ------------------------------------------------------------


def test_only_a_super_admin_may_name_an_organisation(peerly: Play, here: Side, root: Caller):
    everybody = User.all_objects
    for person in (here.admin, here.giver, here.moderator):
        for org_id in (here.organisation.pk, here.other.organisation.pk, UNKNOWN, "one", "", "0"):
            answer = peerly.signed_in(person).ask("GET", f"/users?org_id={org_id}")
            refused(answer, 403, "access_denied")

    acme = everybody.filter(organisation=here.organisation).values_list("pk", flat=True)
    told = root.ask("GET", f"/users?limit=100&org_id={here.organisation.pk}")
    assert ids(told) == set(acme)
    assert ids(root.ask("GET", "/users?limit=100")) == set(everybody.values_list("pk", flat=True))
    assert ids(root.ask("GET", f"/users?org_id={UNKNOWN}")) == set()
    refused(root.ask("GET", "/users?org_id=one"), 400, "invalid_data")


def test_a_super_admin_is_never_told_to_others(peerly: Play, here: Side, ada: Caller):
    chief = make_super_admin_of(here)

    for person in (here.admin, here.giver, here.moderator):
        colleague = peerly.signed_in(person)
        assert chief.pk not in ids(colleague.ask("GET", "/users?limit=100"))
        assert ids(colleague.ask("GET", "/users?starts_with=Sue")) == set()
        refused(colleague.ask("GET", f"/users/{chief.pk}/badges"), 404, "not_found")
    before = everything()
    refused(ada.ask("GET", f"/users/{chief.pk}"), 404, "not_found")
    refused(ada.ask("DELETE", f"/users/{chief.pk}"), 404, "not_found")
    refused(ada.ask("PUT", f"/users/{chief.pk}", {"role_id": 3}), 400, "invalid_data")
    refused(ada.ask("POST", f"/users/{chief.pk}/restore"), 400, "invalid_data")
    grant = {"amount": 1, "reason": "Thanks"}
    refused(ada.ask("POST", f"/users/{chief.pk}/hi5_grants", grant), 400, "invalid_data")
    thanks = {"given_for": chief.pk, "core_value_id": here.value.pk, "text": "Thank you"}
    refused(ada.ask("POST", "/recognitions", thanks), 400, "invalid_data")
    assert everything() == before
    assert chief.pk in ids(peerly.signed_in(peerly.stage.root).ask("GET", "/users?limit=100"))


def test_a_removed_person_is_told_to_admins_only(peerly: Play, here: Side, ada: Caller):
    removed = here.removed
    [told] = [row for row in ada.ask("GET", "/users").json()["data"] if row["id"] == removed.pk]

    assert removed.soft_delete_at is not None
    assert told["soft_delete_by"] == here.admin.pk
    assert told["soft_delete_at"] == int(removed.soft_delete_at.timestamp())
    assert ada.ask("GET", f"/users/{removed.pk}").status_code == 200
    for person in (here.giver, here.moderator):
        colleague = peerly.signed_in(person)
        assert removed.pk not in ids(colleague.ask("GET", "/users"))
        assert ids(colleague.ask("GET", "/users?starts_with=Rex")) == set()
        refused(colleague.ask("GET", f"/users/{removed.pk}/badges"), 404, "not_found")


# Organisations --------------------------------------------------------------


def test_an_organisation_admin_changes_neither_domain_nor_subscription(
    ada: Caller, root: Caller, here: Side
):
    path = f"/organisations/{here.organisation.pk}"
    present = ada.ask("GET", path).json()["data"]
    others = {
        "domain_name": "new.test",
        "subscription_status": "lapsed",
        "subscription_valid_upto": 1_999_999_999,
    }
    before = everything()
    for name, value in others.items():
        refused(ada.ask("PUT", path, {name: value}), 403, "access_denied")
        refused(ada.ask("PUT", path, {"name": "Ours", name: value}), 403, "access_denied")
    assert everything() == before

    # Sending back what is there is no change; nor does it stop the changes that are theirs.
    answer = ada.ask("PUT", path, present | {"name": "Ours", "hi5_limit": 6})
    assert answer.status_code == 200
    assert answer.json()["data"] == present | {"name": "Ours", "hi5_limit": 6}
    assert root.ask("PUT", path, others).json()["data"] == present | others | {
        "name": "Ours",
        "hi5_limit": 6,
    }


def test_another_organisation_is_an_unknown_one(ada: Caller, ann: Caller, there: Side):
    path = f"/organisations/{there.organisation.pk}"
    before = everything()

    for caller in (ada, ann):
        refused(caller.ask("GET", path), 404, "not_found")
    refused(ada.ask("PUT", path, {"name": "Ours"}), 400, "invalid_data")
    refused(ann.ask("PUT", path, {"name": "Ours"}), 403, "access_denied")

    assert everything() == before


# Reviews --------------------------------------------------------------------


def test_who_gave_or_received_a_recognition_does_not_review_it(peerly: Play, here: Side):
    before_mo_moderated = {"given_by": here.moderator, "given_for": here.receiver}
    cases = [
        (here.moderator, before_mo_moderated),
        (here.moderator, {"given_by": here.giver, "given_for": here.moderator}),
        (here.admin, {"given_by": here.admin, "given_for": here.giver}),
        (here.admin, {"given_by": here.giver, "given_for": here.admin}),
    ]
    for person, parties in cases:
        thanks: Recognition = RecognitionFactory(core_value=here.value, **parties)
        before = everything()
        for verdict in (True, False):
            answer = peerly.signed_in(person).ask(
                "POST", f"/recognitions/{thanks.pk}/review", {"is_inappropriate": verdict}
            )
            refused(answer, 403, "access_denied")
        assert everything() == before
        others = {here.moderator, here.admin, peerly.stage.root} - {person}
        for other in others - set(parties.values()):
            with undone():
                answer = peerly.signed_in(other).ask(
                    "POST", f"/recognitions/{thanks.pk}/review", {"is_inappropriate": True}
                )
                assert answer.status_code == 201


# SuperAdmins ----------------------------------------------------------------


def test_a_super_admin_with_an_organisation_is_one_without_a_border(
    peerly: Play, here: Side, there: Side, root: Caller
):
    chief = peerly.signed_in(make_super_admin_of(here))

    assert chief.ask("GET", "/users/me").json()["data"]["org_id"] == here.organisation.pk
    assert root.ask("GET", "/users/me").json()["data"]["org_id"] is None
    for caller in (chief, root):
        values = {here.value.pk, here.child.pk, there.value.pk, there.child.pk}
        assert ids(caller.ask("GET", "/core_values")) == values
        for side in (here, there):
            assert caller.ask("GET", f"/recognitions/{side.thanks.pk}").status_code == 200
            assert caller.ask("GET", f"/organisations/{side.organisation.pk}").status_code == 200
            assert caller.ask("GET", f"/users/{side.removed.pk}").status_code == 200


def test_a_super_admin_takes_no_part_in_any_organisation(peerly: Play, here: Side, root: Caller):
    chief = peerly.signed_in(make_super_admin_of(here))
    thanks = {"given_for": here.giver.pk, "core_value_id": here.value.pk, "text": "Thank you"}
    report = {"mark_as": "fraud", "reason": "No"}
    before = everything()

    for caller in (root, chief):
        path = f"/recognitions/{here.thanks.pk}"
        refused(caller.ask("POST", "/recognitions", thanks), 403, "access_denied")
        refused(caller.ask("POST", f"{path}/hi5", {}), 403, "access_denied")
        refused(caller.ask("DELETE", f"{path}/hi5"), 403, "access_denied")
        refused(caller.ask("POST", f"{path}/report", report), 403, "access_denied")

    assert everything() == before


def test_a_super_admin_says_for_which_organisation(
    peerly: Play, here: Side, there: Side, root: Caller
):
    chief = peerly.signed_in(make_super_admin_of(here))
    value = {"text": "Ask first", "description": "And listen."}
    badge = {"name": "Asker", "hi5_count_required": 2, "hi5_frequency": "WEEKLY"}
    for caller in (root, chief):
        for path, body in (("/core_values", value), ("/badges", badge)):
            before = everything()
            for org_id in (None, UNKNOWN, 0, "1"):
                answer = caller.ask("POST", path, body | {"org_id": org_id})
                refused(answer, 400, "invalid_data")
                assert list(answer.json()["error"]["fields"]) == ["org_id"]
            refused(caller.ask("POST", path, body), 400, "invalid_data")
            assert everything() == before
            with undone():
                answer = caller.ask("POST", path, body | {"org_id": there.organisation.pk})
                assert answer.json()["data"]["org_id"] == there.organisation.pk


def test_the_org_id_of_an_organisation_admin_is_not_believed(ada: Caller, here: Side, there: Side):
    value = {"text": "Ask first", "description": "And listen."}
    for org_id in (there.organisation.pk, UNKNOWN, "one", None):
        with undone():
            answer = ada.ask("POST", "/core_values", value | {"org_id": org_id})
            assert answer.json()["data"]["org_id"] == here.organisation.pk
