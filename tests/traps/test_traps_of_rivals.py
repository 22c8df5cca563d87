"""The 26 mistakes found in the code of comparable products, in their order, so that we make others.

What cannot go wrong yet, because Peerly has no such thing, has no empty test:

| trap | what it needs | what will hold it then |
|---|---|---|
| 6 a mail that fails undoes what was answered as done | mail | a mail server that fails: 201 |
| 7 mail sent inside the transaction | mail | an outbox; nothing is sent on a rollback |
| 12 an order pasted into ORDER BY | an order to choose | unknown ones are refused |
| 16 screen and export count differently | exports, a leaderboard | one queryset for both |
| 21 a leaderboard worked out by every write | a leaderboard | its query budget |
| 23 formulas in a table | exports | no cell begins with = + - @ |
| 24 a chat is switched off, and the product with it | chat | every integration off |

12, 16, 21, 23 and 24 have a test for what there is; 4, 11, 15, 17 and 21 have whole folders as
well: concurrency, budgets, tenants, accounts.

1, 2, 4, 5, 8 to 10, 16, 17, 21 and 25 are in test_traps_of_keeping_count.py.
"""

from __future__ import annotations

import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from recognition.actions import thanks_at_once
from recognition.models import Recognition
from tests.api import error_of
from tests.cast import UserFactory
from tests.recognition.asking import (
    balance,
    feed,
    hi5,
    ids,
    me,
    refused_fields,
    report,
    review,
    thank,
)
from tests.traps.conftest import WEDNESDAY

pytestmark = pytest.mark.django_db


def test_trap_03_who_gives_is_read_from_the_body(api, cast, thanks):
    given = api(cast.ann).post("/recognitions", {**thanks, "given_by": cast.cal.pk}).json()["data"]
    joined = hi5(api, cast.ada, cast.thanks, given_by=cast.cal.pk)
    doubted = report(api, cast.ada, cast.thanks, reported_by=cast.cal.pk)

    assert given["given_by"] == cast.ann.pk
    assert joined["given_by"] == doubted["reported_by"] == cast.ada.pk
    assert balance(api, cast.cal) == 5


@pytest.mark.parametrize(
    "path", ["/recognitions?limit=100", "/users?limit=100", "/reports?limit=100", "/core_values"]
)
def test_trap_11_each_row_of_a_list_asks_the_database_once_more(api, cast, path):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert api(cast.ada).get(path).status_code == 200
        return len(asked)

    report(api, cast.cal, cast.thanks)
    few = queries()
    for _ in range(6):
        row = thank(cast, given_by=UserFactory(organisation=cast.acme))
        hi5(api, cast.cal, row) if balance(api, cast.cal) else None
        report(api, cast.cal, row)
        review(api, cast.mo, row, False)

    assert queries() == few


def test_trap_12_the_query_string_ends_up_in_order_by(api, cast):
    newest = thank(cast)
    for forged in ("text", "-id", "id;drop table accounts_user", "(select 1)", "?"):
        for name in ("sort_order", "order_by", "ordering", "sort"):
            assert ids(feed(api, cast.ann, f"?{name}={forged}")) == [newest.pk, cast.thanks.pk]
    assert User.objects.count() == 10


def test_trap_13_a_header_chooses_code_and_requests_share_a_flag(api, cast):
    for accept in ("application/vnd.peerly.os", "application/vnd.peerly.__import__('os')"):
        answer = api(cast.ann).get("/recognitions", Accept=accept)
        assert error_of(answer) == (406, "not_acceptable")
    # There, one filtered search that found nothing made every later empty list a 404.
    assert feed(api, cast.ann, "?given_by=987654321") == []
    Recognition.objects.filter(pk=cast.thanks.pk).update(hidden_at=WEDNESDAY)
    assert feed(api, cast.ann) == []


def test_trap_14_an_empty_list_is_not_found(api, cast):
    review(api, cast.mo, cast.thanks, True)
    kept = thank(cast, given_by=cast.cal)
    for person, path in [
        (cast.ann, f"/recognitions?given_by={cast.ada.pk}"),
        (cast.ann, f"/recognitions/{kept.pk}/hi5"),
        (cast.ann, "/users?starts_with=nobody"),
        (cast.ann, "/badges"),
        (cast.ann, "/users/me/badges"),
        (cast.mo, "/reports?status=open"),
        (cast.root, "/users?org_id=987654321"),
    ]:
        answer = api(person).get(path)
        assert (answer.status_code, answer.json()["data"]) == (200, []), path


def test_trap_15_rows_are_not_kept_inside_their_organisation(api, cast):
    """One of each kind; tests/tenants asks everything as everybody."""
    theirs = cast.foreign_thanks.pk
    for path in (
        f"/recognitions/{theirs}",
        f"/recognitions/{theirs}/hi5",
        f"/core_values/{cast.candour.pk}",
        f"/organisations/{cast.globex.pk}",
        f"/users/{cast.zoe.pk}",
        f"/users/{cast.zoe.pk}/badges",
    ):
        assert error_of(api(cast.ada).get(path)) == (404, "not_found"), path
    for path in (f"/recognitions/{theirs}/hi5", f"/users/{cast.zoe.pk}/restore"):
        assert error_of(api(cast.ada).post(path))[0] == 400, path
    assert "zanzibar" not in str(feed(api, cast.ada, "?limit=100"))


@pytest.mark.parametrize(
    ("reviews", "status", "is_shown"),
    [
        ([], "open", True),
        ([True], "upheld", False),
        ([False], "dismissed", True),
        ([True, False], "dismissed", True),
        ([False, True], "upheld", False),
    ],
)
def test_trap_18_a_state_is_shown_as_another_one(api, cast, reviews, status, is_shown):
    hi5(api, cast.cal, cast.thanks)
    report(api, cast.cal, cast.thanks)
    for verdict in reviews:
        review(api, cast.mo, cast.thanks, verdict)

    (case,) = api(cast.mo).get("/reports").json()["data"]
    assert case["status"] == status
    assert [row["is_inappropriate"] for row in case["reviews"]] == reviews
    assert len(api(cast.mo).get(f"/reports?status={status}").json()["data"]) == 1
    shown = [cast.thanks.pk] if is_shown else []
    assert ids(feed(api, cast.ann)) == ids(feed(api, cast.ann, "?q=export")) == shown
    detail = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}")
    assert detail.status_code == (200 if is_shown else 404)
    assert me(api, cast.ben)["hi5_count"] == int(is_shown)
    assert api(cast.ann).get("/recognitions?count=true").json()["meta"]["total"] == len(shown)


def test_trap_19_thanks_to_somebody_who_left_or_has_not_come_yet_are_lost(api, cast, thanks):
    cast.ben.delete()
    assert refused_fields(api(cast.ann).post("/recognitions", thanks)) == {"given_for"}
    assert ids(feed(api, cast.ann)) == [cast.thanks.pk]
    new = UserFactory(organisation=cast.acme)
    given = api(cast.ann).post("/recognitions", {**thanks, "given_for": new.pk}).json()["data"]
    row = Recognition.objects.get(pk=given["id"])

    hi5(api, cast.cal, row)

    assert me(api, new)["hi5_count"] == 1
    assert ids(feed(api, new, f"?given_for={new.pk}")) == [row.pk]


def test_trap_20_the_credit_goes_to_the_wrong_person(api, cast):
    hi5(api, cast.cal, cast.thanks)

    counts = {row["id"]: row["hi5_count"] for row in api(cast.mo).get("/users").json()["data"]}

    assert {pk for pk, count in counts.items() if count} == {cast.ben.pk}
    balances = {p: balance(api, p) for p in (cast.ann, cast.ben, cast.cal)}
    assert balances == {cast.ann: 5, cast.ben: 5, cast.cal: 4}


def test_trap_22_the_same_person_is_there_twice(cast):
    for email in ("ann@acme.test", "ANN@Acme.Test"):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(organisation=cast.acme, email=email)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.all_objects.bulk_create([User(organisation=cast.globex, email=email)])
    assert User.all_objects.count() == 10


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "${7*7}", "#{7*7}", "%(id)s {0.__class__}", "=1+1"])
def test_trap_23_what_somebody_typed_is_evaluated(api, cast, thanks, words):
    given = api(cast.ann).post("/recognitions", {**thanks, "text": words}).json()["data"]

    assert given["text"] == words
    assert feed(api, cast.cal)[0]["text"] == words
    told = report(api, cast.cal, Recognition.objects.get(pk=given["id"]), reason=words)
    assert told["reason"] == words


def test_trap_24_the_product_dies_with_somebody_elses_api(api, cast, thanks, settings):
    settings.GOOGLE_CLIENT_ID = ""
    settings.GOOGLE_API_ROOT = "http://127.0.0.1:9"

    given = api(cast.ann).post("/recognitions", thanks).json()["data"]
    row = Recognition.objects.get(pk=given["id"])
    hi5(api, cast.cal, row)
    report(api, cast.cal, row)
    review(api, cast.mo, row, True)

    assert api(cast.ann).get("/users/me").status_code == 200
    assert api(cast.ann).post("/logout").status_code == 200


def test_trap_26_what_people_write_is_in_the_log(api, cast, thanks, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    secret = "canary-in-a-coal-mine"
    body = {**thanks, "text": f"Thank you for the {secret}."}
    token = api(cast.ann).token

    given = api(cast.ann).post("/recognitions", body, **{"Idempotency-Key": secret}).json()["data"]
    row = Recognition.objects.get(pk=given["id"])
    hi5(api, cast.cal, row, comment=secret)
    report(api, cast.cal, row, reason=secret)
    for person, method, path, sent in [
        (
            cast.cal,
            "POST",
            f"/recognitions/{row.pk}/report",
            {"mark_as": "fraud", "reason": secret},
        ),
        (cast.ann, "POST", "/recognitions", {**body, "given_for": secret}),
        (cast.ann, "POST", "/recognitions", f'{{"text": "{secret}'.encode()),
        (cast.ann, "GET", f"/recognitions?q={secret}&given_by={secret}", None),
        (cast.ann, "GET", f"/users?starts_with={secret}", None),
        (cast.ann, "PUT", "/users/me", {"first_name": secret * 9}),
    ]:
        api(person).ask(method, path, sent)
    monkeypatch.setattr(Recognition.objects, "create", None)
    monkeypatch.setattr(thanks_at_once, "thank", None)
    assert api(cast.ann).post("/recognitions", body).status_code == 500

    assert "500" in caplog.text or "Internal Server Error" in caplog.text
    assert secret not in caplog.text
    assert token not in caplog.text
