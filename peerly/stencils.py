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

Words = Mapping[str, str | int]

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

    pieces: list[str]
    names: list[str]

    def fill(self, words: Words) -> SafeString:
        """Return it with ``words`` in the gaps, escaped unless they are markup already."""
        written = {
            name: word if type(word) is SafeString else _escaped(word)
            for name, word in words.items()
        }
        pieces = self.pieces[:]
        pieces[1::2] = [written[name] for name in self.names]
        return SafeString("".join(pieces))


def _escaped(word: str | int) -> str:
    return str(word) if type(word) is int else escape(str(word))


_kept: dict[tuple[Hashable, ...], Stencil] = {}


def draw(template: str, how: Mapping[str, Hashable], words: Words) -> SafeString:
    """Return what ``template`` says of ``how`` and ``words``, both of which it knows by name.

    All that it decides by, and whatever else there are few of, is in ``how``: it is drawn once for
    each of these and each language. The words are only written in, wherever they are escaped.
    """
    key = (template, get_language(), *how.values())
    stencil = _kept.get(key)
    if stencil is None:
        stencil = _cut(template, how, words)
        if not settings.DEBUG:  # where templates are changed while they are looked at
            _kept[key] = stencil
    return stencil.fill(words)


def _cut(template: str, how: Mapping[str, Hashable], words: Words) -> Stencil:
    names = list(words)
    gaps = {name: _gap(place, words[name]) for place, name in enumerate(names)}
    if "csrf_token" in gaps:  # Django's tag asks whether there is one
        gaps["csrf_token"] = str(gaps["csrf_token"])
    pieces = GAPS.split(render_to_string(template, {**how, **gaps}))
    return Stencil(pieces, [names[int(place)] for place in pieces[1::2]])


def _gap(place: int, word: str | int) -> Any:
    return NUMBER * 1000 + place if isinstance(word, int) else Gap(f"{TEXT}{place:03}")
