"""How ids, whole numbers, web addresses, names and moments may be written: one rule for each.

The API, the admin, tokens and Google's profiles all come here, so none takes what another refuses.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

LARGEST_ID = 2**63 - 1

LONGEST_WEB_ADDRESS = 2048

FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)
"""What is kept lies between them: a day later, no clock east of Greenwich could tell it."""

JOINERS = "\u200c\u200d"
"""Invisible, but without them some names and emoji are spelt wrongly."""

UNSEEN = {"Zl", "Zp"}
"""Ends of lines: beside the categories of "Other", what nobody sees in a name."""


def as_id(text: Any) -> int | None:
    """Return ``text`` as an id, or None where it cannot be one: not a positive 64-bit integer."""
    if isinstance(text, int) and not isinstance(text, bool):
        number = text
    elif isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 19:
        number = int(text)
    else:
        return None
    return number if 0 < number <= LARGEST_ID else None


def is_whole_number(text: str) -> bool:
    """Tell whether ``text`` spells a whole number, of whatever size and sign."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit()


def is_web_address(text: str) -> bool:
    """Tell whether a browser would do nothing with ``text`` but load it from the web."""
    if len(text) > LONGEST_WEB_ADDRESS or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_web and parts.username is None and parts.password is None


def is_name(text: str) -> bool:
    """Tell whether readers see ``text`` as it is: something, on one line, in its own order.

    Controls and what turns the direction of writing would let a name pass for another one.
    """
    return all(map(_is_seen, text)) and bool(text.strip(f" {JOINERS}"))


def as_name(text: str) -> str:
    """Return ``text`` without what is no part of a name; empty where nothing is left of it."""
    words = " ".join(text.split())
    return "".join(filter(_is_seen, words)).strip(f" {JOINERS}")


def _is_seen(sign: str) -> bool:
    category = unicodedata.category(sign)
    return sign in JOINERS or not (category[0] == "C" or category in UNSEEN)
