"""The feed."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from accounts.views.walks import Walk
from recognition.actions import hi5s, reviews
from recognition.models import Recognition
from recognition.seen import Person, Seen
from recognition.templatetags.peerly import name_of
from recognition.views.feed import FEED
from recognition.views.person import GIVEN, RECEIVED
from tests.budgets.queries import asked
from tests.cast import CoreValueFactory, RecognitionFactory, UserFactory
from tests.pages.visiting import IN_PLACE, cards_of, links_of, visit, words_of

LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


def many(cast: SimpleNamespace, count: int, **fields: Any) -> list[Recognition]:
    """Make ``count`` recognitions, a minute apart, the newest first."""
    made = Recognition.objects.bulk_create(
        RecognitionFactory.build(
            **{
                "given_by": cast.ann,
                "given_for": cast.ben,
                "core_value": cast.outcome,
                "text": f"Thanks, number {number}.",
                "given_at": LONG_AGO - timedelta(minutes=number),
                **fields,
            }
        )
        for number in range(count)
    )
    return list(made)


def join(thanks: Recognition, giver: User, **fields: Any) -> None:
    """Write a hi5 of ``giver``, which cost nothing."""
    given = {"given_by": giver, "given_at": LONG_AGO, "is_charged": False, **fields}
    thanks.hi5s.create(organisation=thanks.organisation, **given)


def next_of(page: Any) -> str | None:
    """Return the address behind "Show older ones"."""
    found = re.search(r'class="more"><a class="[^"]*" href="([^"]+)"', page.content.decode())
    return found[1].replace("&amp;", "&") if found else None


def test_a_card_tells_who_thanked_whom_for_what_when_and_who_joined_in(
    cast: SimpleNamespace,
) -> None:
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    page = visit(cast.ben).get("/")
    told = words_of(page)
    assert "Ann Tester thanked Ben Tester" in told
    assert "Own the outcome" in told
    assert cast.thanks.text in told
    assert "Cal Tester" in told
    moment = cast.thanks.given_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f'datetime="{moment.isoformat()}"' in page.content.decode()


def test_zoe_sees_nothing_of_acme(cast: SimpleNamespace) -> None:
    page = visit(cast.zoe).get("/")
    assert cards_of(page) == [cast.foreign_thanks.pk]
    assert cast.thanks.text not in words_of(page)


def test_what_a_review_has_hidden_is_gone_from_the_feed(cast: SimpleNamespace) -> None:
    reviews.give(by=cast.mo, recognition=cast.thanks, is_inappropriate=True)
    page = visit(cast.ann).get("/")
    assert cards_of(page) == []
    assert "It is quiet here, still" in words_of(page)


def test_walking_to_the_end_shows_every_card_once_though_new_ones_come(
    cast: SimpleNamespace,
) -> None:
    made = many(cast, 30)
    browser = visit(cast.ann)
    page = browser.get("/")
    seen = cards_of(page)
    many(cast, 3, given_at=datetime.now(UTC))
    while (address := next_of(page)) is not None:
        page = browser.get(address)
        assert "<html" in page.content.decode()  # a plain link leads to a whole page
        seen += cards_of(page)
    assert seen == [cast.thanks.pk, *(each.pk for each in made)]


def test_scripts_get_the_next_cards_alone(cast: SimpleNamespace) -> None:
    made = many(cast, 14)
    browser = visit(cast.ann)
    address = next_of(browser.get("/"))
    assert address is not None
    part = browser.get(address, headers=IN_PLACE)
    assert "<html" not in part.content.decode()
    assert cards_of(part) == [each.pk for each in made[-3:]]
    assert part["Vary"].count("HX-Request") == 1


@pytest.mark.parametrize("cursor", ["x", "eyJ0", "", "\0", "a:b:c"])
def test_a_cursor_that_was_not_made_here_is_not_found(cast: SimpleNamespace, cursor: str) -> None:
    assert visit(cast.ann).get("/", {"after": cursor}).status_code == 404


def test_somebody_elses_cursor_is_not_found(cast: SimpleNamespace) -> None:
    many(cast, 14)
    address = next_of(visit(cast.ann).get("/"))
    assert address is not None
    assert visit(cast.ben).get(address).status_code == 404


def test_filters_combine_and_stand_in_the_address(cast: SimpleNamespace) -> None:
    room = CoreValueFactory(organisation=cast.acme, text="Make room")
    (wanted,) = many(cast, 1, core_value=room, text="The alpha release, Ben!")
    many(cast, 1, core_value=room, text="The beta release")
    many(cast, 1, core_value=room, given_by=cast.cal, text="The alpha release")
    many(cast, 1, core_value=room, given_for=cast.cal, text="The alpha release")
    many(cast, 1, core_value=room, text="The alpha release", given_at=LONG_AGO - timedelta(days=9))
    many(cast, 1, core_value=room, text="The alpha release", given_at=LONG_AGO + timedelta(days=9))
    query = {
        "value": room.pk,
        "by": "an",
        "to": cast.ben.pk,
        "since": "2026-01-05",
        "until": "2026-01-05",
        "q": "ALPHA release",
    }
    page = visit(cast.ann).get("/", query)
    assert cards_of(page) == [wanted.pk]
    told = words_of(page)
    for chip in ("Make room", "by an…", "for Ben Tester", "from 5 Jan 2026", "“ALPHA release”"):
        assert chip in told
    left = f"value={room.pk}&by=an&to={cast.ben.pk}&since=2026-01-05&until=2026-01-05"
    assert f"/?{left}" in links_of(page)


def test_mine_is_what_i_gave_or_received(cast: SimpleNamespace) -> None:
    (given,) = many(cast, 1, given_by=cast.ben, given_for=cast.cal)
    browser = visit(cast.ben)
    assert cards_of(browser.get("/", {"mine": "given"})) == [given.pk]
    assert cards_of(browser.get("/", {"mine": "received"})) == [cast.thanks.pk]


def test_a_day_is_a_day_of_the_organisation(cast: SimpleNamespace) -> None:
    zone = ZoneInfo("Asia/Kolkata")
    (first,) = many(cast, 1, given_at=datetime(2026, 3, 1, 0, 0, tzinfo=zone))
    (last,) = many(cast, 1, given_at=datetime(2026, 3, 1, 23, 59, 59, tzinfo=zone))
    many(cast, 1, given_at=datetime(2026, 3, 2, 0, 0, tzinfo=zone))
    many(cast, 1, given_at=datetime(2026, 2, 28, 23, 59, 59, tzinfo=zone))
    page = visit(cast.ann).get("/", {"since": "2026-03-01", "until": "2026-03-01"})
    assert cards_of(page) == [last.pk, first.pk]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("value", "foreign", "No such value."),
        ("value", "99999999999999999999", "No such value."),
        ("value", "x", "No such value."),
        ("by", "987654321", "Nobody here has this number."),
        ("to", "a\0b", "Leave out what is no character."),
        ("mine", "everything", "not one of the available choices"),
        ("since", "yesterday", "Enter a valid date."),
        ("until", "2026-02-30", "Enter a valid date."),
        ("q", "x" * 201, "at most 200 characters"),
    ],
    ids=ascii,
)
def test_a_filter_that_makes_no_sense_says_so_and_shows_nothing(
    cast: SimpleNamespace, name: str, typed: str, sentence: str
) -> None:
    typed = str(cast.candour.pk) if typed == "foreign" else typed
    page = visit(cast.ann).get("/", {name: typed})
    assert page.status_code == 200
    assert cards_of(page) == []
    assert sentence in words_of(page)


def test_the_filters_have_a_page_of_their_own(cast: SimpleNamespace) -> None:
    page = visit(cast.ann).get("/filters", {"value": cast.outcome.pk, "q": '"><b>'})
    html = page.content.decode()
    assert f'<option value="{cast.outcome.pk}" selected>Own the outcome</option>' in html
    assert "Candour" not in html
    assert "&quot;&gt;&lt;b&gt;" in html
    part = visit(cast.ann).get("/filters", headers=IN_PLACE).content.decode()
    assert "<html" not in part
    assert 'name="since"' in part


def test_news_counts_what_has_come_since_and_fits(cast: SimpleNamespace) -> None:
    browser = visit(cast.ann)
    assert browser.get("/news", {"newest": cast.thanks.pk}).content.strip() == b""
    now = datetime.now(UTC) + timedelta(minutes=1)
    many(cast, 3, given_at=now)
    many(cast, 2, given_at=now, given_by=cast.ben, given_for=cast.ann)
    assert words_of(browser.get("/news", {"newest": cast.thanks.pk})) == "5 new"
    narrowed = browser.get("/news", {"newest": cast.thanks.pk, "mine": "given"})
    assert words_of(narrowed) == "3 new"
    assert 'href="/?mine=given"' in narrowed.content.decode()
    many(cast, 100, given_at=now)
    assert words_of(browser.get("/news", {"newest": cast.thanks.pk})) == "More than 99 new"


@pytest.mark.parametrize("newest", ["", "x", "987654321", "99999999999999999999", "foreign"])
def test_news_since_nothing_one_can_see_is_no_news(cast: SimpleNamespace, newest: str) -> None:
    newest = str(cast.foreign_thanks.pk) if newest == "foreign" else newest
    answer = visit(cast.ann).get("/news", {"newest": newest})
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("count", [1, 40])
def test_the_feed_takes_two_queries_however_much_there_is(
    cast: SimpleNamespace, count: int
) -> None:
    for thanks in many(cast, count):
        for person in (cast.cal, cast.ada):
            join(thanks, person)
    browser = visit(cast.ben)
    page, queries = asked(lambda: browser.get("/"))
    assert len(cards_of(page)) == min(count + 1, 12)
    assert queries == [
        "SELECT user",  # with the session and the allowance
        "SELECT recognition",
    ]


def test_the_first_page_is_small(cast: SimpleNamespace) -> None:
    many(cast, 40, text="word " * 60)
    page = visit(cast.ben).get("/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 16_000


def test_a_moderator_reads_but_has_nothing_to_give(cast: SimpleNamespace) -> None:
    html = visit(cast.mo).get("/").content.decode()
    assert "hi5-button" not in html
    assert 'id="give"' not in html
    assert "hi5s left" not in html


def test_who_runs_the_installation_is_shown_the_administration(cast: SimpleNamespace) -> None:
    assert visit(cast.root).get("/")["Location"] == "/admin/"
    assert visit(cast.root).get("/filters").status_code == 403


def test_a_page_of_cards_is_what_the_queryset_has_at_that_place(cast: SimpleNamespace) -> None:
    chance = random.Random(3)
    everybody = [cast.ann, cast.ben, cast.cal, cast.ada]
    for thanks in [*many(cast, 20), *many(cast, 20, given_by=cast.cal)]:
        hidden_at = chance.choice([None, None, LONG_AGO])
        Recognition.objects.filter(pk=thanks.pk).update(hidden_at=hidden_at)
        for giver in chance.sample(everybody, chance.randrange(5)):
            join(thanks, giver, withdrawn_at=chance.choice([None, None, LONG_AGO]))
    for viewer in (cast.ben, cast.mo, cast.zoe):
        seen = Recognition.objects.visible_to(viewer)
        lists = [
            (seen, FEED.by(viewer)),
            (seen.given_for([cast.ben.pk]), RECEIVED.by(viewer, person=cast.ben.pk)),
            (seen.given_by([cast.cal.pk]), GIVEN.by(viewer, person=cast.cal.pk)),
        ]
        for rows, written in lists:
            usual, after = Walk(rows.on_cards(viewer).newest_first()), None
            assert usual.keys == written.keys
            while page := usual.page(after, 7):
                assert written.page(after, 7) == [Seen._make(row) for row in page]
                after = [page[-1].given_at, page[-1].id]
            assert written.page(after, 7) == []


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_the_latest_faces_are_on_a_card(cast: SimpleNamespace, count: int) -> None:
    first, second = many(cast, 2)
    givers = [cast.ada, *UserFactory.create_batch(4, organisation=cast.acme)][:count]
    for minute, giver in enumerate(givers):
        join(first, giver, given_at=LONG_AGO + timedelta(minutes=minute // 2))
    join(second, cast.cal)
    join(second, cast.ada, withdrawn_at=LONG_AGO)

    rows = [Seen._make(row) for row in Recognition.objects.visible_to(cast.ben).on_cards(cast.ben)]

    joined = {each.id: [Person(*told) for told in json.loads(each.latest or "[]")] for each in rows}
    assert [(each.pk, name_of(each)) for each in joined[first.pk]] == [
        (each.pk, name_of(each)) for each in givers[::-1][:3]
    ]
    assert [each.pk for each in joined[second.pk]] == [cast.cal.pk]
