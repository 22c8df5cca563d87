"""The lists that grow without end are read along an index that has their order already."""

from __future__ import annotations

import pytest
from django.db import connection

from peerly.api.pagination import Keyset
from recognition.models import Recognition
from tests.cast import CoreValueFactory, RecognitionFactory

pytestmark = pytest.mark.django_db

SORTING = {"postgresql": "Sort", "sqlite": "TEMP B-TREE"}


@pytest.fixture
def feed(cast):
    """Ann's feed, planned as if the table were long, most of it other people's."""
    for one, other in ((cast.cal, cast.ada), (cast.gus, cast.mia), (cast.mia, cast.gus)):
        value = CoreValueFactory(organisation=one.organisation)
        Recognition.objects.bulk_create(
            RecognitionFactory.build(given_by=one, given_for=other, core_value=value)
            for _ in range(200)
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # On so few rows anything else would be cheaper.
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            # Whatever other tests have left for the planner to think.
            cursor.execute("ANALYZE recognition_recognition")
    return Recognition.objects.visible_to(cast.ann)


def assert_follows(rows, index: str) -> None:
    plan = rows[:11].explain()
    assert index in plan, plan
    assert SORTING[connection.vendor] not in plan, plan


def test_the_feed_follows_its_index(feed, cast):
    assert_follows(feed.newest_first().told_to(cast.ann), "recognition_feed")


def test_rows_are_skipped_on_the_index_alone(feed):
    skipped = feed.newest_first().values("pk")[100:111].explain()

    followed = {  # SQLite's has no column that is not a key
        "postgresql": "Index Only Scan using recognition_feed",
        "sqlite": "USING INDEX recognition_feed",
    }
    assert followed[connection.vendor] in skipped, skipped


@pytest.mark.parametrize("index", ["recognition_feed", "hi5_of_recognition"])
def test_the_cards_of_a_page_and_the_faces_on_them_follow_their_index(feed, cast, index):
    assert_follows(feed.newest_first().on_cards(cast.ann), index)


def test_the_feed_of_all_organisations_follows_an_index_of_its_own(feed, cast):
    everything = Recognition.objects.visible_to(cast.root).newest_to(cast.root)

    assert_follows(everything.told_to(cast.root), "recognition_newest")


def test_the_page_behind_a_cursor_begins_where_the_index_does(feed, cast):
    keyset = Keyset(feed.newest_first(), scope="test")
    page = keyset.after(keyset.cursor(cast.thanks))

    assert_follows(page, "recognition_feed")
    condition = {"postgresql": "Index Cond: ((organisation_id = ", "sqlite": "given_at<?)"}
    assert condition[connection.vendor] in page[:11].explain()


@pytest.mark.parametrize(
    ("narrow", "index"),
    [
        (lambda rows, cast: rows.given_by([cast.ann.pk]), "recognition_given"),
        (lambda rows, cast: rows.given_for([cast.ben.pk]), "recognition_received"),
        (lambda rows, cast: rows.about([cast.outcome.pk]), "recognition_of_value"),
    ],
    ids=["given_by", "given_for", "core_value_id"],
)
def test_a_filtered_feed_follows_an_index_of_its_own(feed, cast, narrow, index):
    assert_follows(narrow(feed, cast).newest_first(), index)


def test_hi5s_follow_their_index(feed, cast):
    assert_follows(cast.thanks.hi5s.standing().newest_first(), "hi5_of_recognition")


def test_control_an_order_without_an_index_is_noticed(feed):
    with pytest.raises(AssertionError):
        assert_follows(feed.order_by("text"), "recognition_feed")
