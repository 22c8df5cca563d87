"""Filtering the feed: every filter, alone and with the others (peerly-v1 §5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.api import error_of
from tests.cast import CoreValueFactory
from tests.recognition.asking import feed, ids, refused_fields, thank

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 16, 12, 0, 0, 700_000, tzinfo=UTC)
AT = int(NOON.timestamp())


@pytest.fixture
def rows(cast):
    """Four recognitions a minute apart, newest last; the cast's own is much newer."""
    kind = CoreValueFactory(organisation=cast.acme, text="Be kind")
    cast.kind = kind
    return [
        thank(cast, given_at=NOON, text="Ann thanks Ben"),
        thank(cast, given_by=cast.cal, given_at=NOON + timedelta(minutes=1), core_value=kind),
        thank(cast, given_for=cast.cal, given_at=NOON + timedelta(minutes=2), core_value=kind),
        thank(cast, given_by=cast.ben, given_for=cast.ann, given_at=NOON + timedelta(minutes=3)),
    ]


def found(api, cast, query):
    return ids(feed(api, cast.mo, query))


def newest_first(*rows):
    return [row.pk for row in reversed(rows)]


def test_by_giver(api, cast, rows):
    assert found(api, cast, f"?given_by={cast.ben.pk}") == [rows[3].pk]


def test_by_receiver(api, cast, rows):
    assert found(api, cast, f"?given_for={cast.cal.pk}") == [rows[2].pk]


def test_by_core_value(api, cast, rows):
    assert found(api, cast, f"?core_value_id={cast.kind.pk}") == newest_first(*rows[1:3])


def test_several_ids_with_commas_between(api, cast, rows):
    either = f"{cast.cal.pk},{cast.ben.pk}"

    assert found(api, cast, f"?given_by={either}") == newest_first(rows[1], rows[3])
    assert found(api, cast, f"?given_by= {either.replace(',', ' , ')} ") == newest_first(
        rows[1], rows[3]
    )
    both = f"{cast.kind.pk},{cast.outcome.pk}"
    assert len(found(api, cast, f"?core_value_id={both}")) == 5


def test_every_filter_given_must_fit(api, cast, rows):
    query = f"?given_by={cast.ann.pk},{cast.cal.pk}&given_for={cast.ben.pk}"
    assert found(api, cast, f"{query}&until={AT + 60}") == newest_first(*rows[:2])
    query += f"&core_value_id={cast.kind.pk}&since={AT}&until={AT + 60}&q=export%20thank"
    assert found(api, cast, query) == [rows[1].pk]
    assert found(api, cast, f"{query}&limit=1&offset=1") == []


def test_since_and_until_include_their_own_second(api, cast, rows):
    assert found(api, cast, f"?since={AT}&until={AT}") == [rows[0].pk]
    assert found(api, cast, f"?since={AT + 60}&until={AT + 120}") == newest_first(*rows[1:3])
    assert found(api, cast, f"?since={AT + 1}&until={AT + 59}") == []
    assert found(api, cast, f"?until={AT - 1}") == []
    assert found(api, cast, f"?since={AT + 180}") == [cast.thanks.pk, rows[3].pk]


def test_what_the_feed_tells_as_given_at_finds_it_again(api, cast, rows):
    for row in feed(api, cast.ann):
        asked = f"?since={row['given_at']}&until={row['given_at']}"
        assert found(api, cast, asked) == [row["id"]]


def test_a_span_may_reach_to_the_ends_of_time_or_be_empty(api, cast, rows):
    assert len(found(api, cast, "?since=0&until=253402300799")) == 5
    assert found(api, cast, f"?since={AT + 60}&until={AT}") == []
    for wrong in ["-1", "1.5", "now", "", "253402300800", "9" * 16, "१२"]:
        assert refused_fields(api(cast.ann).get(f"/recognitions?since={wrong}")) == {"since"}
        assert refused_fields(api(cast.ann).get(f"/recognitions?until={wrong}")) == {"until"}


def test_q_finds_texts_that_have_every_word(api, cast, rows):
    kept = thank(cast, text="Fixed the Großbuchstaben bug, 100% of a_b\\c, in the ÉCOLE file.")

    for words in ["fixed bug", "BUG  FIXED", "%25", "a_b", "b\\c", "100%25 a_b", "école", "École"]:
        assert found(api, cast, f"?q={words}") == [kept.pk], words
    assert found(api, cast, "?q=fixed%20export") == []
    assert found(api, cast, "?q=a%25c") == []
    assert found(api, cast, "?q=axb") == []


def test_an_empty_q_asks_for_nothing(api, cast, rows):
    assert len(found(api, cast, "?q=")) == 5
    assert len(found(api, cast, "?q=%20%20")) == 5


def test_q_has_room_for_200_characters(api, cast):
    assert found(api, cast, f"?q={'x' * 200}") == []
    assert found(api, cast, f"?q={'zz%20' * 66}") == []
    assert refused_fields(api(cast.ann).get(f"/recognitions?q={'x' * 201}")) == {"q"}
    assert refused_fields(api(cast.ann).get("/recognitions?q=%00")) == {"q"}


def test_fifty_ids_and_not_one_more(api, cast, rows):
    fifty = ",".join([str(cast.ben.pk), *["987654321"] * 49])

    assert found(api, cast, f"?given_by={fifty}") == [rows[3].pk]
    for name in ("given_by", "given_for", "core_value_id"):
        answer = api(cast.ann).get(f"/recognitions?{name}={fifty},1")
        assert refused_fields(answer) == {name}


def test_nothing_found_is_an_empty_list(api, cast, rows):
    for name in ("given_by", "given_for", "core_value_id"):
        for unknown in ["987654321", "0", "-1", "9223372036854775808", "9" * 30, "0,987654321"]:
            answer = api(cast.ann).get(f"/recognitions?{name}={unknown}")
            assert answer.status_code == 200
            assert answer.json() == {
                "data": [],
                "meta": {"limit": 10, "offset": 0, "has_more": False, "next_cursor": None},
            }


def test_ids_of_another_organisation_find_nothing(api, cast):
    for query in (
        f"?given_by={cast.zoe.pk}",
        f"?given_for={cast.yan.pk}",
        f"?core_value_id={cast.candour.pk}",
        "?q=zanzibar",
    ):
        assert found(api, cast, query) == []


def test_words_that_are_no_ids_are_a_mistake(api, cast):
    for name in ("given_by", "given_for", "core_value_id"):
        for wrong in ["", "abc", "1,", ",1", "1,,2", "1;2", "1.0", "1e3", "--1", "+1", "१", "[1]"]:
            answer = api(cast.ann).get(f"/recognitions?{name}={wrong.replace('+', '%2B')}")
            assert refused_fields(answer) == {name}, wrong


def test_a_filter_that_does_not_exist_is_ignored(api, cast):
    assert found(api, cast, "?hidden_at=1&organisation=2&sort_order=text;drop") == [cast.thanks.pk]


def test_every_mistake_is_told_at_once(api, cast):
    answer = api(cast.ann).get("/recognitions?given_by=a&given_for=b&since=c")

    assert refused_fields(answer) == {"given_by", "given_for", "since"}
    assert error_of(answer) == (400, "invalid_data")
