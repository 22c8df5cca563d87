"""Giving a recognition, and what it says afterwards (peerly-v1 §5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from recognition.models import Hi5, LedgerEntry, Recognition
from tests.api import error_of
from tests.recognition.asking import balance, feed, ids, refused_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanks(cast):
    """A body that Ann may post."""
    return {
        "given_for": cast.ben.pk,
        "core_value_id": cast.outcome.pk,
        "text": "Thank you for the export.",
    }


def test_ann_thanks_ben_and_everybody_at_acme_reads_it(api, cast, thanks):
    with time_machine.travel("2026-11-20T09:30:15.7Z", tick=False):
        answer = api(cast.ann).post("/recognitions", thanks)

        assert answer.status_code == 201
        given = answer.json()["data"]
        assert given == {
            "id": given["id"],
            "core_values_id": cast.outcome.pk,
            "core_value_id": cast.outcome.pk,
            "text": "Thank you for the export.",
            "given_for": cast.ben.pk,
            "given_by": cast.ann.pk,
            "given_at": int(datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC).timestamp()),
        }
        for person in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada, cast.root):
            assert given["id"] in ids(feed(api, person))
        assert given["id"] not in ids(feed(api, cast.zoe))


def test_a_recognition_in_the_list_has_the_pages_keys_and_the_names(api, cast):
    (row,) = feed(api, cast.cal)

    assert row == {
        "id": cast.thanks.pk,
        "text": cast.thanks.text,
        "given_for": cast.ben.pk,
        "given_by": cast.ann.pk,
        "given_at": int(cast.thanks.given_at.timestamp()),
        "core_value": {
            "id": cast.outcome.pk,
            "text": "Own the outcome",
            "description": "What we want to be known for.",
            "thumbnail": None,
        },
        "given_for_user": {
            "id": cast.ben.pk,
            "display_name": "Ben",
            "first_name": "Ben",
            "last_name": "Tester",
            "profile_image_url": None,
        },
        "given_by_user": {
            "id": cast.ann.pk,
            "display_name": "Ann",
            "first_name": "Ann",
            "last_name": "Tester",
            "profile_image_url": None,
        },
        "hi5_count": 0,
        "hi5_by_me": False,
    }
    assert api(cast.cal).get(f"/recognitions/{cast.thanks.pk}").json() == {"data": row}


def test_giving_costs_nothing(api, cast, thanks):
    api(cast.ann).post("/recognitions", thanks)

    assert balance(api, cast.ann) == 5
    assert Hi5.objects.count() == 0
    assert LedgerEntry.objects.count() == 0


def test_nobody_recognises_themselves(api, cast, thanks):
    answer = api(cast.ben).post("/recognitions", thanks)

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Recognition.objects.count() == 2


def test_who_gave_it_is_who_asked_whatever_the_body_says(api, cast, thanks):
    body = {**thanks, "given_by": cast.mo.pk, "given_by_id": cast.mo.pk, "org_id": cast.globex.pk}
    forged = {**body, "id": 987654321, "given_at": 1, "hidden_at": 1, "hi5_count": 9}

    given = api(cast.ann).post("/recognitions", forged).json()["data"]

    assert given["given_by"] == cast.ann.pk
    row = Recognition.objects.get(pk=given["id"])
    assert (row.organisation_id, row.hidden_at) == (cast.acme.pk, None)
    assert row.pk != 987654321
    assert row.given_at.year > 2000


def test_everything_is_required(api, cast):
    answer = api(cast.ann).post("/recognitions", {})

    assert refused_fields(answer) == {"given_for", "core_value_id", "text"}
    assert answer.json()["error"]["message"] == "Invalid recognition data"
    assert Recognition.objects.count() == 2


def test_ids_that_are_not_ids_are_unknown(api, cast, thanks):
    for name in ("given_for", "core_value_id"):
        for wrong in [None, 0, -1, 987654321, 2**63, 2**64, True, 1.0, str(thanks[name]), [], {}]:
            answer = api(cast.ann).post("/recognitions", {**thanks, name: wrong})
            assert refused_fields(answer) == {name}, wrong
    assert Recognition.objects.count() == 2


def test_people_and_values_of_another_organisation_do_not_exist(api, cast, thanks):
    for name, foreign in [("given_for", cast.zoe.pk), ("core_value_id", cast.candour.pk)]:
        theirs = api(cast.ann).post("/recognitions", {**thanks, name: foreign})
        nobodys = api(cast.ann).post("/recognitions", {**thanks, name: 987654321})
        assert refused_fields(theirs) == {name}
        assert theirs.content == nobodys.content
    assert Recognition.objects.count() == 2


def test_moderators_and_administrators_can_be_thanked_but_no_super_admin(api, cast, thanks):
    for person in (cast.mo, cast.ada):
        body = {**thanks, "given_for": person.pk}
        assert api(cast.ann).post("/recognitions", body).status_code == 201
    answer = api(cast.ann).post("/recognitions", {**thanks, "given_for": cast.root.pk})
    assert refused_fields(answer) == {"given_for"}


WORDS = [
    "<script>alert(1)</script> & <b>bold</b> &amp; \"quoted\" 'twice'",
    "😀👩🏽\u200d💻 Ünïcödé \u200fשלום 你好 \ufeff",
    "line one\nline two\r\n\tindented",
    "  kept as it was typed  \n",
    "{{ 7*7 }} ${7*7} %s %(x)s =cmd|' /C calc'!A0",
    "e\u0301 stays two characters",
    "\u2028 and \u2029 are line ends to some",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_kept_and_told_exactly(api, cast, thanks, text):
    given = api(cast.ann).post("/recognitions", {**thanks, "text": text}).json()["data"]

    assert given["text"] == text
    shown = api(cast.cal).get(f"/recognitions/{given['id']}").json()["data"]
    assert shown["text"] == text
    assert Recognition.objects.get(pk=given["id"]).text == text
    listed = next(row for row in feed(api, cast.cal) if row["id"] == given["id"])
    assert listed["text"] == text


def test_5000_characters_that_say_something_are_the_most(api, cast, thanks):
    for text in ["x", "é" * 5000, "😀" * 5000, "  " + "x" * 5000 + "\n" * 50]:
        answer = api(cast.ann).post("/recognitions", {**thanks, "text": text})
        assert answer.status_code == 201
        assert answer.json()["data"]["text"] == text
    count = Recognition.objects.count()
    for text in ["", " ", "\n\t\u00a0\u2003 ", "x" * 5001, " " + "é" * 5001, None, 5, ["x"]]:
        answer = api(cast.ann).post("/recognitions", {**thanks, "text": text})
        assert refused_fields(answer) == {"text"}
    assert Recognition.objects.count() == count


def test_text_that_no_database_holds_is_refused(api, cast, thanks):
    for text in ["a\u0000b", "\ud800"]:
        assert refused_fields(api(cast.ann).post("/recognitions", {**thanks, "text": text})) == {
            "text"
        }
    assert Recognition.objects.count() == 2


def test_somebody_removed_cannot_be_recognised_until_restored(api, cast, thanks):
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    for person in (cast.ann, cast.ada):  # Ada still sees him in the list of people
        answer = api(person).post("/recognitions", thanks)
        assert refused_fields(answer) == {"given_for"}
    assert Recognition.objects.count() == 2
    api(cast.ada).post(f"/users/{cast.ben.pk}/restore")
    assert api(cast.ann).post("/recognitions", thanks).status_code == 201


def test_somebody_who_never_signed_in_can_be_recognised(api, cast, thanks):
    assert cast.ben.last_login is None

    given = api(cast.ann).post("/recognitions", thanks).json()["data"]

    assert given["id"] in ids(feed(api, cast.ben, f"?given_for={cast.ben.pk}"))


def test_recognitions_are_never_changed_or_deleted(api, cast):
    for method in ("PUT", "PATCH", "DELETE"):
        answer = api(cast.ann).ask(method, f"/recognitions/{cast.thanks.pk}", {"text": "Other"})
        assert error_of(answer) == (405, "method_not_allowed")
    assert Recognition.objects.get(pk=cast.thanks.pk).text == cast.thanks.text


def test_a_new_recognition_comes_first_and_the_same_second_is_told_apart_by_id(api, cast, thanks):
    with time_machine.travel("2099-01-01T00:00:00Z", tick=False):
        given = [api(cast.cal).post("/recognitions", thanks).json()["data"]["id"] for _ in "abc"]

        assert ids(feed(api, cast.ann)) == [*reversed(given), cast.thanks.pk]
