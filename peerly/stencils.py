"""Templates drawn once: what is the same for everybody is kept, what differs is written in.

Walking a template takes some hundred times as long as writing the few words in that differ, and a
page draws a card for each of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Pieces(list[bytes]):
    """Markup as it goes out, not put together yet.

    A page is put together once, and not at each level anew; nor is a text of Latin letters made
    twice as wide each time for the sake of one letter that is none. Both take longer than writing.
    """

    __slots__ = ()

    def __html__(self) -> SafeString:
        return SafeString(b"".join(self).decode())

    __str__ = __html__  # templates ask for this one, and leave alone what is markup


Words = Mapping[str, str | int | Pieces]

TEXT, NUMBER = "\ue000", 8_000_000_000_000_000
"""What begins a gap for a text, and for a number, which has to be one: it may be in an address."""

GAPS = re.compile(rf"(?:{TEXT}|{NUMBER})(\d\d\d)")


class Gap(str):
    """Stands in for a text while a template is drawn; nothing may depend on what it says."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a template decides by what it is told of how, and not by a word")


@dataclass(frozen=True)
class Stencil:
    """What a template says, with gaps between its ``pieces`` for the words called ``names``."""

    pieces: list[bytes]
    names: list[str]

    def fill(self, words: Words) -> Pieces:
        """Return it with ``words`` in the gaps, escaped unless they are markup already."""
        pieces = Pieces(self.pieces[:1])
        for name, behind in zip(self.names, self.pieces[2::2], strict=True):
            word = words[name]
            if type(word) is Pieces:
                pieces += word
            else:
                pieces.append(_written(word))
            pieces.append(behind)
        return pieces

    def fill_in(self, words: Words) -> Stencil:
        """Return it with ``words`` in their gaps, and gaps where the other ones will be."""
        pieces, names = self.pieces[:1], []
        for name, behind in zip(self.names, self.pieces[2::2], strict=True):
            if name in words:
                pieces[-1] += _written(words[name]) + behind
            else:
                names.append(name)
                pieces += [b"", behind]
        return Stencil(pieces, names)


def _written(word: str | int | Pieces) -> bytes:
    if isinstance(word, Pieces):
        return b"".join(word)
    markup = str(word) if isinstance(word, int | SafeString) else escape(str(word))
    return markup.encode()


_kept: dict[tuple[Hashable, ...], Stencil] = {}


def draw(template: str, how: Mapping[str, Hashable], words: Words) -> SafeString:
    """Return what ``template`` says of ``how`` and ``words``, both of which it knows by name.

    All that it decides by, and whatever else there are few of, is in ``how``: it is drawn once for
    each of these and each language. The words are only written in, wherever they are escaped.
    """
    return stencil_of(template, how, words).fill(words).__html__()


def stencil_of(template: str, how: Mapping[str, Hashable], words: Words) -> Stencil:
    """Return what ``draw`` fills; of ``words``, only which there are and of what type counts."""
    key = (template, get_language(), *how.values())
    stencil = _kept.get(key)
    if stencil is None:
        stencil = _cut(template, how, words)
        if not settings.DEBUG:  # where templates are changed while they are looked at
            _kept[key] = stencil
    return stencil


def _cut(template: str, how: Mapping[str, Hashable], words: Words) -> Stencil:
    names = list(words)
    gaps = {name: _gap(place, words[name]) for place, name in enumerate(names)}
    if "csrf_token" in gaps:  # Django's tag asks whether there is one
        gaps["csrf_token"] = str(gaps["csrf_token"])
    pieces = GAPS.split(render_to_string(template, {**how, **gaps}))
    found = [names[int(place)] for place in pieces[1::2]]
    return Stencil([piece.encode() for piece in pieces], found)


def _gap(place: int, word: str | int | Pieces) -> Any:
    return NUMBER * 1000 + place if isinstance(word, int) else Gap(f"{TEXT}{place:03}")
