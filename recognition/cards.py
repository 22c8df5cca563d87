"""What a card shows of a recognition to whoever looks, in any language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.views.walks import Walked
from peerly.forgery import token_of
from peerly.stencils import Markup, Stencil, Words, draw, encoded, stencil_of
from recognition import policies
from recognition.actions import hi5s
from recognition.models import Recognition
from recognition.moments import written
from recognition.seen import JOINED, Seen
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


class How(NamedTuple):
    """What the templates of a card decide by."""

    may_give: bool
    is_out_of_hi5s: bool
    is_mine: bool
    may_undo: bool
    has_hi5s: bool
    as_fragment: bool


_kept_how = cache(How)
"""Told in the order of its fields. There are few of them, and each card of a page has one."""


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
        giver, receiver = seen.given_by, seen.given_for
        joined = JOINED.decode(seen.latest or "[]")
        names = [name_of(each) for each in joined]
        return {
            "pk": seen.id,
            "giver": self.giver,
            "giver_id": giver.pk,
            "giver_picture": picture(giver, BIG),
            "receiver": self.receiver,
            "receiver_id": receiver.pk,
            "receiver_picture": picture(receiver, BIG),
            "given_at": seen.given_at.astimezone(self.zone).isoformat(),
            "day_and_time": written(seen.given_at, "DATETIME_FORMAT", self.zone, self.language),
            "ago": self.ago,
            "value_id": seen.value_id,
            "value": seen.value,
            "description": seen.description,
            "text": seen.text,
            "undo_seconds": self.undo_seconds,
            "longest_comment": Recognition.LONGEST_COMMENT,
            "faces": Markup(b"".join(picture(each, SMALL) for each in joined)),
            "sentence": _sentence(names, seen.hi5_count - len(names), self.language),
        }


class Card(NamedTuple):
    """A recognition as whoever looks may see it."""

    told: Told
    look: Look

    @property
    def drawn(self) -> Markup:
        """The whole card."""
        return self.look.drawn([self.told])

    @property
    def foot(self) -> Markup:
        """What is below its words: who joined in, and the way to."""
        return self.look.drawn([self.told], "components/hi5s.html")


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
        make=Seen._make,
    )


def card_of(row: Iterable[Any], request: HttpRequest, viewer: User, **more: Any) -> Card:
    """Return the card of a recognition that ``viewer`` sees, loaded by ``on_cards``.

    ``more`` is as of a ``Look``.
    """
    look = Look(request, viewer, **more)
    return Card(look.told(row), look)


def page_of(
    rows: Iterable[Iterable[Any]], next_page: str | None, request: HttpRequest, viewer: User
) -> dict[str, Markup]:
    """Return what a page says of ``rows``, and of the way to older ones (``cards.html``)."""
    look = Look(request, viewer)
    older = Markup()
    if next_page is not None:
        older = draw("recognition/older.html", {}, {"next_page": next_page})
    return {"cards": look.drawn(map(look.told, rows)), "older": older}


class Look:
    """What all cards of a page have in common.

    ``here`` is the page that their forms lead back to, if it is not the one asked for.
    """

    def __init__(
        self, request: HttpRequest, viewer: User, *, here: str = "", as_fragment: bool = False
    ) -> None:
        self.viewer, self.as_fragment = viewer, as_fragment
        self.standing = standing_of(request)
        self.clock = self.standing.clock
        # Where templates are changed while they are looked at, nothing is kept.
        self.keeps = not settings.DEBUG
        around = {
            "here": here or request.get_full_path(),
            "csrf_token": token_of(request),
            "renews_on": self.standing.renews_on,
        }
        self.around = encoded(around)

    def drawn(self, cards: Iterable[Told], template: str = "components/card.html") -> Markup:
        """Return what the template says of cards that are looked at like this."""
        stencils = (self._stencil(template, each) for each in cards)
        return Markup(Stencil(chain.from_iterable(stencils)).filled(self.around))

    def _stencil(self, template: str, told: Told) -> Stencil:
        is_kept = self.keeps and len(told.seen.text) <= LONGEST_KEPT
        return _written(template, told) if is_kept else _written.__wrapped__(template, told)

    def told(self, row: Iterable[Any]) -> Told:
        """Return all that the card of a recognition says, loaded by ``on_cards``."""
        seen = row if isinstance(row, Seen) else Seen._make(row)
        clock, seconds = self.clock, self._seconds_to_undo(seen)
        how, ago = self._how(seen, seconds), clock.ago(seen.given_at)
        if seen.my_hi5_at is not None:  # when it was is not told, so that all who joined in share
            seen = seen._replace(my_hi5_at=None)
        return Told(seen, how, ago, seconds, clock.zone, clock.language)

    def _how(self, seen: Seen, seconds: int) -> How:
        """Return what the viewer may do at the foot of the card, and what is there to see."""
        standing, is_mine = self.standing, seen.my_hi5_at is not None
        is_open = standing.gives and not is_mine and seen.given_for_id != self.viewer.pk
        return _kept_how(
            is_open and standing.left > 0,
            is_open and standing.left < 1,
            is_mine,
            seconds > 0,
            seen.hi5_count > 0,
            self.as_fragment,
        )

    def _seconds_to_undo(self, seen: Seen) -> int:
        given_at = seen.my_hi5_at
        if given_at is None or not self.standing.gives:
            return 0
        if policies.is_price_of_giving(self.viewer, seen, given_at):
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
