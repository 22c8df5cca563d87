"""Giving hi5s and taking them back, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import Sum

from recognition.models import Allowance, Hi5, LedgerEntry
from tests.api import error_of
from tests.cast import RecognitionFactory, UserFactory
from tests.recognition.asking import balance, hi5, ids, ledger, me, refused_fields, thank

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def test_cal_joins_in_and_pays_one(api, cast):
    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5", {"comment": "So true!"})

    assert answer.status_code == 201
    given = answer.json()["data"]
    assert given["recognition_id"] == cast.thanks.pk
    assert (given["comment"], given["given_by"]) == ("So true!", cast.cal.pk)
    assert balance(api, cast.cal) == 4
    feed = api(cast.cal).get("/recognitions").json()["data"]
    assert [(row["hi5_count"], row["hi5_by_me"]) for row in feed] == [(1, True)]


def test_ben_cannot_hi5_what_he_received(api, cast):
    answer = api(cast.ben).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Hi5.objects.count() == 0
    assert balance(api, cast.ben) == 5


def test_a_second_hi5_is_refused_and_costs_nothing(api, cast):
    api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Hi5.objects.count() == 1
    assert balance(api, cast.cal) == 4


def spend_everything(api, cast, person):
    for _ in range(5):
        thanks = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
        assert api(person).post(f"/recognitions/{thanks.pk}/hi5").status_code == 201


def test_nobody_spends_more_than_they_have(api, cast):
    spend_everything(api, cast, cast.cal)

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (400, "insufficient_hi5_balance")
    assert answer.json()["error"]["message"] == (
        "Hi5 quota balance is insufficient for this action"
    )
    assert Hi5.objects.count() == 5
    assert balance(api, cast.cal) == 0


def test_the_rules_are_checked_before_the_balance(api, cast):
    spend_everything(api, cast, cast.cal)
    already = Hi5.objects.filter(given_by=cast.cal).first().recognition_id

    answer = api(cast.cal).post(f"/recognitions/{already}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")


def test_cal_takes_a_hi5_back_within_a_minute_and_may_give_it_again(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    api(cast.cal).post(path)

    assert api(cast.cal).delete(path).json() == {"data": {}}

    assert balance(api, cast.cal) == 5
    assert error_of(api(cast.cal).delete(path)) == (404, "not_found")
    assert api(cast.cal).post(path).status_code == 201
    assert balance(api, cast.cal) == 4
    kinds = LedgerEntry.objects.filter(user=cast.cal).order_by("id").values_list("kind", "amount")
    assert list(kinds) == [("grant", 5), ("spend", -1), ("refund", 1), ("spend", -1)]


def test_sixty_seconds_are_a_minute_and_not_a_moment_more(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    with time_machine.travel(NOW, tick=False) as clock:
        api(cast.cal).post(path)
        api(cast.ada).post(path)

        clock.move_to(NOW + timedelta(seconds=60))
        assert api(cast.ada).delete(path).status_code == 200
        clock.move_to(NOW + timedelta(seconds=60, microseconds=1))
        assert error_of(api(cast.cal).delete(path)) == (422, "unprocessable_entity")

        assert Hi5.objects.standing().get().given_by == cast.cal
        assert (balance(api, cast.cal), balance(api, cast.ada)) == (4, 5)


def test_a_new_week_begins_on_monday_at_midnight_where_the_organisation_is(api, cast):
    # Sunday 23:59:59 in Kolkata is 18:29:59 in UTC.
    with time_machine.travel("2026-11-22T18:29:59Z", tick=False):
        api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")
        assert balance(api, cast.cal) == 4

    with time_machine.travel("2026-11-22T18:30:00Z", tick=False):
        assert balance(api, cast.cal) == 5
        again = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
        api(cast.cal).post(f"/recognitions/{again.pk}/hi5")
        assert balance(api, cast.cal) == 4


def test_every_balance_is_the_sum_of_its_ledger(api, cast):
    spend_everything(api, cast, cast.cal)
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 2, "reason": "Thank you"})
    api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    row = Allowance.objects.get(user=cast.cal)

    total = LedgerEntry.objects.filter(user=cast.cal).aggregate(total=Sum("amount"))["total"]
    assert row.balance == total == 1


def test_the_answer_tells_what_was_given(api, cast):
    with time_machine.travel(NOW, tick=False):
        given = hi5(api, cast.cal, cast.thanks, comment="So true!")

        assert given == {
            "id": given["id"],
            "recognition_id": cast.thanks.pk,
            "comment": "So true!",
            "given_by": cast.cal.pk,
            "given_at": int(NOW.timestamp()),
        }


def test_a_comment_is_optional_and_has_up_to_1000_characters(api, cast):
    for given, kept in [(None, None), ("", None), (" ", None), ("😀" * 1000, "😀" * 1000)]:
        assert hi5(api, cast.cal, thank(cast), comment=given)["comment"] == kept
    for wrong in ["x" * 1001, 5, True, ["So true!"]]:
        answer = api(cast.ada).post(f"/recognitions/{cast.thanks.pk}/hi5", {"comment": wrong})
        assert refused_fields(answer) == {"comment"}
    assert Hi5.objects.count() == 4
    assert balance(api, cast.ada) == 5


def test_without_a_body_it_is_a_hi5_without_a_comment(api, cast):
    answer = api(cast.cal).ask("POST", f"/recognitions/{cast.thanks.pk}/hi5")

    assert answer.status_code == 201
    assert answer.json()["data"]["comment"] is None


def test_who_gives_is_who_asked_whatever_the_body_says(api, cast):
    forged = {
        "given_by": cast.ann.pk,
        "recognition_id": 987654321,
        "is_charged": False,
        "given_at": 1,
    }

    given = hi5(api, cast.cal, cast.thanks, **forged)

    assert (given["given_by"], given["recognition_id"]) == (cast.cal.pk, cast.thanks.pk)
    assert (balance(api, cast.cal), balance(api, cast.ann)) == (4, 5)


def test_the_giver_of_a_recognition_may_join_in_once(api, cast):
    hi5(api, cast.ann, cast.thanks)

    answer = api(cast.ann).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert balance(api, cast.ann) == 4


def test_a_hi5_counts_for_the_receiver_and_for_nobody_else(api, cast):
    for person in (cast.cal, cast.ada, cast.ann):
        hi5(api, person, cast.thanks)

    counts = {row["id"]: row["hi5_count"] for row in api(cast.mo).get("/users").json()["data"]}
    assert counts == {p.pk: 0 for p in (cast.ann, cast.cal, cast.mo, cast.ada)} | {cast.ben.pk: 3}
    assert me(api, cast.ben)["hi5_count"] == 3
    assert {balance(api, person) for person in (cast.ben, cast.mo)} == {5}


def test_what_is_not_there_gets_no_hi5(api, cast):
    for recognition in (cast.foreign_thanks.pk, 987654321, 0, "x", 2**63):
        answer = api(cast.cal).post(f"/recognitions/{recognition}/hi5")
        assert refused_fields(answer) == {"recognition_id"}
        gone = api(cast.cal).delete(f"/recognitions/{recognition}/hi5")
        assert error_of(gone) == (404, "not_found")
    assert balance(api, cast.cal) == 5
    assert Hi5.objects.count() == 0


def test_nobody_takes_back_what_another_gave(api, cast):
    hi5(api, cast.cal, cast.thanks)

    answer = api(cast.ada).delete(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (404, "not_found")
    assert Hi5.objects.standing().count() == 1
    assert (balance(api, cast.cal), balance(api, cast.ada)) == (4, 5)


def test_givers_are_listed_the_newest_first(api, cast):
    with time_machine.travel(NOW, tick=False) as clock:
        for person, comment in [(cast.cal, "So true!"), (cast.ann, None), (cast.ada, "Yes")]:
            hi5(api, person, cast.thanks, comment=comment)
            clock.shift(1)
        api(cast.ann).delete(f"/recognitions/{cast.thanks.pk}/hi5")

    answer = api(cast.mo).get(f"/recognitions/{cast.thanks.pk}/hi5").json()

    assert answer["data"] == [
        {
            "user_id": person.pk,
            "display_name": person.display_name,
            "profile_image_url": None,
            "comment": comment,
            "given_at": int(NOW.timestamp()) + second,
        }
        for person, comment, second in [(cast.ada, "Yes", 2), (cast.cal, "So true!", 0)]
    ]
    assert answer["meta"] == {"limit": 10, "offset": 0, "has_more": False, "next_cursor": None}


def test_a_long_list_of_givers_is_paged(api, cast):
    people = [UserFactory(organisation=cast.acme) for _ in range(12)]
    for person in people:
        hi5(api, person, cast.thanks)
    path = f"/recognitions/{cast.thanks.pk}/hi5"

    first = api(cast.mo).get(path).json()
    rest = api(cast.mo).get(f"{path}?cursor={first['meta']['next_cursor']}").json()

    told = [giver["user_id"] for giver in first["data"] + rest["data"]]
    assert (len(first["data"]), len(rest["data"])) == (10, 2)
    assert told == [person.pk for person in reversed(people)]


def test_without_any_hi5_the_list_is_empty(api, cast):
    answer = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}/hi5")

    assert (answer.status_code, answer.json()["data"]) == (200, [])
    gone = api(cast.zoe).get(f"/recognitions/{cast.thanks.pk}/hi5")
    assert error_of(gone) == (404, "not_found")


def test_hi5_by_me_is_about_who_asks(api, cast):
    hi5(api, cast.cal, cast.thanks)

    for person, mine in [(cast.cal, True), (cast.ann, False), (cast.root, False)]:
        shown = api(person).get(f"/recognitions/{cast.thanks.pk}").json()["data"]
        assert (shown["hi5_count"], shown["hi5_by_me"]) == (1, mine)


def test_somebody_removed_gives_nothing_and_stays_in_the_list(api, cast):
    cal = api(cast.cal)
    hi5(api, cast.cal, cast.thanks, comment="So true!")
    api(cast.ada).delete(f"/users/{cast.cal.pk}")

    assert error_of(cal.post(f"/recognitions/{thank(cast).pk}/hi5")) == (401, "invalid_token")
    (giver,) = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}/hi5").json()["data"]
    assert (giver["user_id"], giver["display_name"]) == (cast.cal.pk, "Cal")


def test_what_was_said_about_somebody_removed_can_still_be_joined_in_with(api, cast):
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    hi5(api, cast.cal, cast.thanks)

    assert ids(api(cast.cal).get("/recognitions").json()["data"]) == [cast.thanks.pk]


def test_each_movement_says_who_why_when_and_for_which_hi5(api, cast):
    with time_machine.travel(NOW, tick=False):
        given = hi5(api, cast.cal, cast.thanks)

    opening, spending = LedgerEntry.objects.filter(user=cast.cal).order_by("id")
    assert (opening.by, opening.reason, opening.hi5, opening.opens_period) == (
        None,
        "quota",
        None,
        True,
    )
    assert (spending.by, spending.reason, spending.hi5_id) == (cast.cal, "hi5", given["id"])
    assert opening.at == spending.at == NOW
    assert (
        opening.period_start == spending.period_start == datetime(2026, 11, 15, 18, 30, tzinfo=UTC)
    )
    assert ledger(cast.ann) == []
