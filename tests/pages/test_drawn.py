"""What is drawn once and filled in says what its template says, whatever there is to say."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.html import escape

from accounts.models import Organisation, User
from peerly import stencils
from peerly.stencils import TEXT, Markup, draw
from recognition import cards
from recognition.actions import hi5s
from recognition.cards import (
    AROUND,
    LONGEST_KEPT,
    Card,
    How,
    Look,
    Told,
    _written,
    card_of,
)
from recognition.models import CoreValue, Hi5, Recognition
from recognition.seen import Person, Seen
from recognition.templatetags import peerly as templatetags
from tests.pages.visiting import visit

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'&<>`",
    "{{ text }}{% csrf_token %}%(giver)s %s",
    f"{TEXT}000{TEXT}001 8000000000000000002",
    "&amp;lt;",
    "Straße\u202e\u2028 o'Neill",
    "",
)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def random_cards(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[Card]]:
    """Cards of all kinds, as Ben sees them, of people who are called whatever they like."""
    chance = random.Random(5)
    request: Any = RequestFactory().get("/", {"q": HOSTILE[1]})
    request.user = cast.ben

    def person(number: int = 0) -> Person:
        picture = chance.choice([None, "", "https://example.test/?a=1&b=\"'<"])
        names = [chance.choice(HOSTILE) for _ in range(3)]
        return Person(number or chance.randrange(1, 10**12), *names, picture)

    def seen() -> Seen:
        words = [chance.choice(HOSTILE) for _ in range(3)]
        given_at = NOW - timedelta(seconds=chance.choice([1, 100, 10**4, 10**6]))
        mine = chance.choice([None, NOW, NOW - timedelta(seconds=30), given_at])
        latest = json.dumps([person() for _ in range(chance.randrange(4))])
        own = [chance.randrange(1, 10**9), given_at, words[0], chance.randrange(1, 99), *words[1:]]
        sides = [person(chance.choice([0, 0, cast.ben.pk])) for _ in range(2)]
        return Seen._make([*own, chance.randrange(4), mine, latest, *sides[0], *sides[1]])

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    rows = [seen() for _ in range(240)]
    return lambda: [card_of(row, request, cast.ben) for row in rows]


def as_usual(template: str, how: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Return what Django makes of the template, walking it."""
    return render_to_string(template, {**how, **words})


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_a_drawn_card_is_what_its_template_makes_of_it(
    random_cards: Callable[[], list[Card]], language: str
) -> None:
    with translation.override(language):
        drawn = random_cards()
    assert len({card.told.how for card in drawn}) >= 8
    for card in [*drawn, *drawn]:  # as it is written, and as it is kept
        assert_as_usual(card)
    assert _written.cache_info().hits >= len(drawn)


def as_markup(words: Mapping[str, bytes]) -> dict[str, Markup]:
    return {name: Markup(word) for name, word in words.items()}


def assert_as_usual(card: Card) -> None:
    """Compare what is drawn of it with what Django makes of its templates, in its language."""
    told, around = card.told, card.look.around
    with translation.override(told.language), timezone.override(told.zone):
        how, words = told.how._asdict(), {**told.words, **as_markup(around)}
        assert str(card.drawn) == as_usual("components/card.html", how, words)
        assert str(card.foot) == as_usual("components/hi5s.html", how, words)


OTHER_PERSON = Person(7, "Zoë", "Zed", "zz", "https://example.test/z.png")
OTHERS = {
    "id": 77,
    "given_at": NOW - timedelta(days=400),
    "text": "Other words.",
    "value_id": 78,
    "value": "Other value",
    "description": "Other description",
    "hi5_count": 79,
    "my_hi5_at": NOW - timedelta(days=1),
    "latest": json.dumps([OTHER_PERSON]),
    **{name: OTHER_PERSON[at % 5] for at, name in enumerate(Seen._fields[-10:])},
}


@pytest.mark.one_database("no database is asked")
def test_whatever_a_card_says_makes_it_another_card() -> None:
    """What is kept of a card is found again only by all that it says."""
    ann, ben = Person(1, "Ann", "Ash", "", None), Person(2, "Ben", "Birch", "", None)
    seen = Seen(3, NOW, "Thank you", 4, "Care", "We care", 1, None, json.dumps([ben]), *ann, *ben)
    how = How(**dict.fromkeys(How._fields, True))
    told = Told(seen, how, "just now", 20, UTC, "en")
    elsewhere = {"ago": "1 day ago", "undo_seconds": 9, "zone": TOKYO, "language": "de"}
    variants = [
        told,
        *(told._replace(seen=seen._replace(**{name: other})) for name, other in OTHERS.items()),
        *(told._replace(how=how._replace(**{name: False})) for name in How._fields),
        *(told._replace(**{name: other}) for name, other in elsewhere.items()),
    ]
    assert set(OTHERS) == set(Seen._fields)
    assert {"seen", "how", *elsewhere} == set(Told._fields)
    look: Any = Look.__new__(Look)
    look.keeps, look.around = True, dict(zip(AROUND, (b"/", b"token", b"Monday"), strict=True))
    for one in [*variants, *variants]:
        assert_as_usual(Card(one, look))
    assert _written.cache_info().hits >= len(variants)


def test_all_who_joined_in_share_what_is_kept_of_a_card(cast: SimpleNamespace) -> None:
    for hours, person in enumerate((cast.cal, cast.ada), 1):
        given = hi5s.give(by=person, recognition=cast.thanks)
        Hi5.objects.filter(pk=given.pk).update(given_at=timezone.now() - timedelta(hours=hours))
    for person in (cast.cal, cast.ada):
        assert "Your hi5" in visit(person).get("/").content.decode()
    assert _written.cache_info().currsize == 1


def test_a_long_text_is_written_anew_each_time(cast: SimpleNamespace) -> None:
    text = "<b>&" * LONGEST_KEPT
    Recognition.objects.filter(pk=cast.thanks.pk).update(text=text)
    for _ in range(2):
        assert escape(text) in visit(cast.mo).get("/").content.decode()
    assert _written.cache_info().currsize == 0


def test_a_template_that_changes_while_it_is_looked_at_is_seen(
    settings: Any, monkeypatch: pytest.MonkeyPatch, random_cards: Callable[[], list[Card]]
) -> None:
    settings.DEBUG = True
    monkeypatch.setattr(stencils, "_kept", {})
    for says in ("as it was", "as it is now"):
        monkeypatch.setattr(stencils, "render_to_string", lambda *told, says=says: says)
        assert {str(card.drawn) for card in random_cards()} == {says}


PATHS = ("/", "/?mine=given", "/people/{ben}", "/thanks/{thanks}", "/leaderboard", "/me")
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


def test_pages_are_what_their_templates_make_of_them(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Organisation.objects.filter(pk=cast.acme.pk).update(name=HOSTILE[0], is_demo=True)
    User.objects.filter(pk=cast.ben.pk).update(first_name=HOSTILE[1], display_name=HOSTILE[0])
    CoreValue.objects.filter(pk=cast.outcome.pk).update(text=HOSTILE[1], description=HOSTILE[0])
    Recognition.objects.filter(pk=cast.thanks.pk).update(text=HOSTILE[3])
    hi5s.give(by=cast.cal, recognition=cast.thanks)
    addresses = [path.format(ben=cast.ben.pk, thanks=cast.thanks.pk) for path in PATHS]
    looks = ((cast.ben, "en"), (cast.cal, "de"), (cast.mo, "de"), (cast.ada, "en"))
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def pages() -> list[str]:
        found = []
        for (person, language), address in product(looks, addresses):
            page = visit(person).get(address, headers={"accept-language": language})
            assert page.status_code == 200
            found.append(TOKEN.sub("", page.content.decode()))
        return found

    drawn = pages()
    walk_every_template(monkeypatch)

    assert pages() == drawn


class Forgetful(dict[Any, Any]):
    """Keeps nothing."""

    def __setitem__(self, key: Any, thing: Any) -> None:
        pass


def walk_every_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Django walk what is drawn otherwise, each time."""

    def walked(template: str, how: Mapping[str, Any], words: Mapping[str, Any]) -> Any:
        def fill(words: Mapping[str, Any]) -> Markup:
            return Markup(as_usual(template, how, words).encode())

        def fill_in(words: Mapping[str, Any]) -> Any:
            return [lambda around: fill({**words, **as_markup(around)})]

        return SimpleNamespace(fill=fill, fill_in=fill_in)

    def together(fills: Iterable[Callable[[Mapping[str, bytes]], Markup]]) -> Any:
        def filled(around: Mapping[str, bytes]) -> Markup:
            return Markup(b"".join(fill(around) for fill in fills))

        return SimpleNamespace(filled=filled)

    monkeypatch.setattr(cards, "Stencil", together)
    monkeypatch.setattr(cards, "_written", _written.__wrapped__)
    monkeypatch.setattr(templatetags, "_picture", templatetags._picture.__wrapped__)
    monkeypatch.setattr(stencils, "_kept", Forgetful())
    monkeypatch.setattr(stencils, "_cut", walked)


@pytest.mark.one_database("no database is asked")
def test_a_template_that_decides_by_a_word_is_refused(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "told.html").write_text("{% if name %}{{ name }}{% endif %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(TypeError, match="not by a word"):
        draw("told.html", {}, {"name": "Ann"})
