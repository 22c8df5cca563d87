"""Which spellings are the same text: the one definition of "in any case"."""

from __future__ import annotations

from unicodedata import normalize

LAST_CHARACTER = "\U0010ffff"


def folded(text: str) -> str:
    """Return ``text`` as it is compared where case does not count.

    Done here because databases differ: SQLite, and PostgreSQL in the C locale, know the case of
    ASCII letters only.
    """
    # Composed first and last: é is one character or two, depending on the keyboard.
    small = normalize("NFC", normalize("NFC", text).casefold())
    # Turkish İ folds to an i and a dot above, which nobody types when looking for İbrahim.
    return small.replace("i\u0307", "i")


def spellings(word: str) -> set[str]:
    """Return how ``word`` is usually capitalised, for searches in text that is not kept folded.

    The databases know the case of ASCII letters, so a word without others has one spelling.
    """
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}


def end_of(start: str) -> str:
    """Return what stands behind every text that begins with ``start``, and before all others.

    Empty if there is no such text: ``start`` is empty, or only the last character there is.
    """
    start = start.rstrip(LAST_CHARACTER)
    if not start:
        return ""
    following = ord(start[-1]) + 1
    # Between the halves of a pair there are no characters.
    return start[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)
