"""What a card shows of a recognition to whoever looks, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from msgspec.json import Decoder

from accounts.models import User
from accounts.views.walks import Walked
from peerly.forgery import token_of
from peerly.stencils import Pieces, Stencil, Words, draw, stencil_of
from recognition import policies
from recognition.actions import hi5s
from recognition.models import Recognition
from recognition.moments import Clock, written
from recognition.standing import standing_of
from recognition.templatetags.peerly import name_of, picture

MOST = 12
"""Cards of a page: two screens of a desk, five of a phone."""

BIG, SMALL = 44, 24
"""Pixels of the pictures above a card, and at its foot."""

KEPT = 500
"""Cards that are kept as they were written last, some 5 kB each."""

LONGEST_KEPT = 1_000
"""Characters: a card with a longer text is written anew each time."""


class Columns(NamedTuple):
    """What is loaded of somebody on a card."""

    pk: int
    first_name: str
    last_name: str
    display_name: str
    profile_image_url: str | None


class Person(Columns):
    """Somebody on a card."""

    __slots__ = ()
    full_name = User.full_name


JOINED = Decoder(list[Person])
"""Who joined in last, as the database tells it: ``PERSON`` in ``querysets.recognitions``."""


class Seen(NamedTuple):
    """A recognition as ``on_cards`` loads it."""

    id: int
    given_at: datetime
    text: str
    value_id: int
    value: str
    description: str
    hi5_count: int
    my_hi5_at: datetime | None
    latest: str | None
    """Who gave a hi5 lately: JSON, of what a ``Person`` has."""
    given_by: Person
    given_for: Person

    @classmethod
    def of(cls, row: Sequence[Any]) -> Seen:
        """Return what a row has; the two people are the last columns."""
        own, people = len(cls._fields) - 2, len(Person._fields)
        giver, receiver = row[own : own + people], row[own + people :]
        return cls._make([*row[:own], Person(*giver), Person(*receiver)])

    @property
    def given_by_id(self) -> int:
        """The giver's id, as of a model."""
        return self.given_by.pk


class How(NamedTuple):
    """What the templates of a card decide by."""

    may_give: bool
    is_out_of_hi5s: bool
    is_mine: bool
    may_undo: bool
    has_hi5s: bool
    as_fragment: bool


class Told(NamedTuple):
    """All that a card says, and all that its words depend on, but for those around every card.

    Whatever another language, time zone, hour or viewer makes different is in here, so what was
    written of it once is what would be written of it again.
    """

    seen: Seen
    how: How
    ago: str
    undo_seconds: int
    zone: tzinfo
    language: str | None

    @property
    def giver(self) -> str:
        """What the giver is called."""
        return name_of(self.seen.given_by)

    @property
    def receiver(self) -> str:
        """What the receiver is called."""
        return name_of(self.seen.given_for)

    @property
    def words(self) -> Words:
        """The words of the card itself."""
        seen = self.seen
        joined = JOINED.decode(seen.latest or "[]")
        names = [name_of(each) for each in joined]
        return {
            "pk": seen.id,
            "giver": self.giver,
            "giver_id": seen.given_by.pk,
            "giver_picture": picture(seen.given_by, BIG),
            "receiver": self.receiver,
            "receiver_id": seen.given_for.pk,
            "receiver_picture": picture(seen.given_for, BIG),
            "given_at": seen.given_at.astimezone(self.zone).isoformat(),
            "day_and_time": written(seen.given_at, "DATETIME_FORMAT", self.zone, self.language),
            "ago": self.ago,
            "value_id": seen.value_id,
            "value": seen.value,
            "description": seen.description,
            "text": seen.text,
            "undo_seconds": self.undo_seconds,
            "longest_comment": Recognition.LONGEST_COMMENT,
            "faces": SafeString("".join(picture(each, SMALL) for each in joined)),
            "sentence": _sentence(names, seen.hi5_count - len(names), self.language),
        }


class Card(NamedTuple):
    """A recognition as whoever looks may see it."""

    told: Told
    look: _Look

    @property
    def drawn(self) -> Pieces:
        """The whole card."""
        return self.look.drawn("components/card.html", self.told)

    @property
    def foot(self) -> Pieces:
        """What is below its words: who joined in, and the way to."""
        return self.look.drawn("components/hi5s.html", self.told)


AROUND = ("here", "csrf_token", "renews_on")
"""The words that differ from page to page, and are the same on all cards of one."""


@lru_cache(maxsize=KEPT)
def _written(template: str, told: Told) -> Stencil:
    """Return what the template says of the card, with gaps for the words ``AROUND`` it."""
    with translation.override(told.language):
        words = told.words
        gaps = dict.fromkeys(AROUND, "")
        return stencil_of(template, told.how._asdict(), {**gaps, **words}).fill_in(words)


def walked_cards(**narrowed: Any) -> Walked:
    """Return a list of cards that many look at: what fits ``narrowed``, of all they see."""
    seen = Recognition.objects.visible_to
    return Walked(
        rows=lambda viewer: seen(viewer).filter(**narrowed).newest_first(),
        tell=lambda recognitions, viewer: recognitions.on_cards(viewer),
        make=Seen.of,
    )


def card_of(row: Sequence[Any], request: HttpRequest, viewer: User, **more: Any) -> Card:
    """Return the card of one recognition, loaded by ``on_cards``; else as ``cards_of``."""
    return cards_of([row], request, viewer, **more)[0]


def cards_of(
    rows: Iterable[Sequence[Any]],
    request: HttpRequest,
    viewer: User,
    *,
    here: str = "",
    as_fragment: bool = False,
) -> list[Card]:
    """Return the cards of recognitions that ``viewer`` sees, loaded by ``on_cards``.

    ``here`` is the page that their forms lead back to, if it is not the one asked for.
    """
    seen = [row if isinstance(row, Seen) else Seen.of(row) for row in rows]
    look = _Look(request, viewer, here or request.get_full_path(), as_fragment=as_fragment)
    return [look.card(each) for each in seen]


def page_of(cards: list[Card], next_page: str | None) -> dict[str, SafeString | Pieces]:
    """Return what a page says of its ``cards`` and of the way to older ones (``cards.html``)."""
    older = SafeString("")
    if next_page is not None:
        how = {"more": gettext("Show older ones")}
        older = draw("components/more.html", how, {"next_page": next_page})
    return {"cards": Pieces(chain.from_iterable(card.drawn for card in cards)), "older": older}


class _Look:
    """What all cards of a page have in common."""

    def __init__(self, request: HttpRequest, viewer: User, here: str, *, as_fragment: bool) -> None:
        self.viewer, self.as_fragment = viewer, as_fragment
        self.standing = standing_of(request)
        self.clock = Clock()
        # Where templates are changed while they are looked at, nothing is kept.
        self.keeps = not settings.DEBUG
        around = {
            "here": here,
            "csrf_token": token_of(request),
            "renews_on": self.standing.renews_on,
        }
        # Made ready once, and not for each card.
        self.around = {name: Pieces([escape(word).encode()]) for name, word in around.items()}

    def drawn(self, template: str, told: Told) -> Pieces:
        """Return what the template says of a card that is looked at like this."""
        is_kept = self.keeps and len(told.seen.text) <= LONGEST_KEPT
        write = _written if is_kept else _written.__wrapped__
        return write(template, told).fill(self.around)

    def card(self, thanks: Seen) -> Card:
        """Return the card of ``thanks``."""
        clock, seconds = self.clock, self._seconds_to_undo(thanks)
        how, ago = self._how(thanks, seconds), clock.ago(thanks.given_at)
        if thanks.my_hi5_at is not None:  # when it was is not told, so that all who joined in share
            thanks = thanks._replace(my_hi5_at=None)
        told = Told(thanks, how, ago, seconds, clock.zone, clock.language)
        return Card(told, self)

    def _how(self, thanks: Seen, seconds: int) -> How:
        """Return what the viewer may do at the foot of the card, and what is there to see."""
        is_theirs = thanks.given_for.pk == self.viewer.pk
        is_mine = thanks.my_hi5_at is not None
        is_open = self.standing.gives and not is_theirs and not is_mine
        return How(
            may_give=is_open and self.standing.left > 0,
            is_out_of_hi5s=is_open and self.standing.left < 1,
            is_mine=is_mine,
            may_undo=seconds > 0,
            has_hi5s=thanks.hi5_count > 0,
            as_fragment=self.as_fragment,
        )

    def _seconds_to_undo(self, thanks: Seen) -> int:
        given_at = thanks.my_hi5_at
        if given_at is None or not self.standing.gives:
            return 0
        if policies.is_price_of_giving(self.viewer, thanks, given_at):
            return 0
        left = hi5s.SECOND_THOUGHTS - (self.clock.now - given_at)
        return max(0, int(left.total_seconds()))


def _sentence(names: list[str], others: int, language: str | None) -> str:
    """Return who gave a hi5: up to three by name, the others by number."""
    if others > 0:
        return _with_others(others, language) % {"names": ", ".join(names), "n": others}
    if len(names) > 1:
        both = {"names": ", ".join(names[:-1]), "last": names[-1]}
        return gettext("%(names)s and %(last)s") % both
    return names[0] if names else ""


@lru_cache
def _with_others(others: int, language: str | None) -> str:
    return ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", others)
