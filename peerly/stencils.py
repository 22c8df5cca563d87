"""Templates drawn once: what is the same for everybody is kept, what differs is written in.

Walking a template takes some hundred times as long as writing the few words in that differ, and a
page draws a card for each of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Markup(bytes):
    """Markup as it goes out: not made a text first, for which it might be twice as wide.

    Templates make a text of it where they show it. To whatever else it is bytes, and no SafeString.
    """

    __slots__ = ()

    def __html__(self) -> SafeString:
        return SafeString(self.decode())

    __str__ = __html__  # templates ask for this one, and leave alone what is markup


Words = Mapping[str, str | int | Markup]

TEXT, NUMBER = "\ue000", 8_000_000_000_000_000
"""What begins a gap for a text, and for a number, which has to be one: it may be in an address."""

GAPS = re.compile(rf"(?:{TEXT}|{NUMBER})(\d\d\d)")


class Gap(str):
    """Stands in for a text while a template is drawn; nothing may depend on what it says."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a template decides by what it is told of how, and not by a word")


class Stencil(tuple[bytes | str, ...]):
    """What a template says: markup, and the names of the words that go in between."""

    __slots__ = ()

    def fill(self, words: Words) -> bytes:
        """Return it with ``words`` in the gaps, escaped unless they are markup already."""
        return self.filled(encoded(words))

    def filled(self, words: Mapping[str, bytes]) -> bytes:
        """Return it with words in the gaps that are ``encoded`` already."""
        return b"".join([words[part] if isinstance(part, str) else part for part in self])

    def fill_in(self, words: Words) -> Stencil:
        """Return it with ``words`` in their gaps, and gaps where the other ones will be."""
        known = encoded(words)
        parts: list[bytes | str] = [b""]
        for part in self:
            word = known.get(part, part) if isinstance(part, str) else part
            before = parts[-1]
            if isinstance(word, bytes) and isinstance(before, bytes):
                parts[-1] = before + word
            else:
                parts.append(word)
        return Stencil(parts)


def encoded(words: Words) -> dict[str, bytes]:
    """Return ``words`` as they go out: escaped, unless they are markup already."""
    return {name: _encoded(word) for name, word in words.items()}


def _encoded(word: str | int | Markup) -> bytes:
    if isinstance(word, Markup):
        return word
    is_markup = isinstance(word, (int, SafeString))
    return (str(word) if is_markup else escape(str(word))).encode()


_kept: dict[tuple[Hashable, ...], Stencil] = {}


def draw(template: str, how: Mapping[str, Hashable], words: Words) -> Markup:
    """Return what ``template`` says of ``how`` and ``words``, both of which it knows by name.

    All that it decides by, and whatever else there are few of, is in ``how``: it is drawn once for
    each of these and each language. The words are only written in, wherever they are escaped.
    """
    return Markup(stencil_of(template, how, words).fill(words))


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
    return Stencil(
        names[int(piece)] if at % 2 else piece.encode() for at, piece in enumerate(pieces)
    )


def _gap(place: int, word: str | int | Markup) -> Any:
    return NUMBER * 1000 + place if isinstance(word, int) else Gap(f"{TEXT}{place:03}")
