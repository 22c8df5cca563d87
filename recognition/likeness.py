"""How alike two texts are: what a moderator looks for in thanks written by the dozen."""

from __future__ import annotations

import re

from accounts.spelling import folded

WORD = re.compile(r"\w+")

ALIKE = 0.6
"""Of the words of two texts taken together, the share that both have."""


def words_of(text: str) -> frozenset[str]:
    """Return the words of ``text``, in any case and order."""
    return frozenset(WORD.findall(folded(text)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return from 0 (no word in common) to 1 (the same words) how alike two texts are."""
    together = one | other
    return len(one & other) / len(together) if together else 0.0
