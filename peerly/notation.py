"""How ids, whole numbers, web addresses, names, moments and keys are written: one rule for each.

The API, the admin, tokens and Google's profiles all come here, so none takes what another refuses.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

LARGEST_ID = 2**63 - 1

HEX_ID = re.compile(r"[0-9a-f]{24}")
"""An id as some applications spell theirs."""

KEY = re.compile(r"pl[kcp]_[0-9A-Za-z]{36}")
"""What an integration signs in with, wherever it turns up: in logs, repositories, answers."""

LONGEST_WEB_ADDRESS = 2048

FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)
"""What is kept lies between them: a day later, no clock east of Greenwich could tell it."""

JOINERS = "\u200c\u200d"
"""Invisible, but without them some names and emoji are spelt wrongly."""

UNWELCOME = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Categories that no name needs: controls, what turns the direction of writing, ends of lines.
Not Cn: this year's emoji are unknown to last year's Python."""

BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159"  # fillers, the blank of Braille
    "\u2065\ufff0-\ufff8\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"  # reserved for the unseen
)
"""Letters, marks and the like that show nothing, whatever their category says."""

SIGN = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f|.", re.DOTALL
)
"""A character, or the flag of a part of a country: its code is spelt unseen behind a black flag."""


def as_id(text: Any) -> int | None:
    """Return ``text`` as an id, or None where it cannot be one: not a positive 64-bit integer."""
    if isinstance(text, str):
        return as_number(text, 1, LARGEST_ID)
    is_id = isinstance(text, int) and not isinstance(text, bool) and 0 < text <= LARGEST_ID
    return text if is_id else None


def as_number(text: str, least: int, most: int) -> int | None:
    """Return what ``text`` spells in digits, or None unless it is from ``least`` to ``most``.

    ``most`` is at most LARGEST_ID.
    """
    # int fails on ² and, on purpose, on very long ones.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    number = int(text)
    return number if least <= number <= most else None


def as_hex(number: int) -> str:
    """Return an id in 24 hexadecimal digits; in this spelling too, ids are in their order."""
    return f"{number:024x}"


def from_hex(text: Any) -> int | None:
    """Return the id that ``text`` spells in 24 hexadecimal digits, None where it spells none."""
    return as_id(int(text, 16)) if isinstance(text, str) and HEX_ID.fullmatch(text) else None


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
    return _without_unseen(text) == text and as_name(text) != ""


def is_storable(text: str) -> bool:
    """Tell whether every database keeps ``text``: it has no NUL, and no half of a sign."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def without_keys(text: str) -> str:
    """Return ``text`` with every key in it cut down to its prefix."""
    return KEY.sub(lambda found: f"{found[0][:4]}…", text)


def as_name(text: str) -> str:
    """Return ``text`` without what is no part of a name; empty where nothing is left of it."""
    words = _without_unseen(" ".join(text.split()))
    name = " ".join(words.split()).strip(f" {JOINERS}")
    return name if any(map(_shows, name)) else ""


def _without_unseen(text: str) -> str:
    return "".join(filter(_is_welcome, SIGN.findall(text)))


def _is_welcome(sign: str) -> bool:
    if len(sign) > 1 or sign in JOINERS:
        return True
    return unicodedata.category(sign) not in UNWELCOME and not BLANK.match(sign)


def _shows(sign: str) -> bool:
    """Tell whether there is something to see where ``sign`` stands alone."""
    category = unicodedata.category(sign)
    return category[0] in "LNPS" or category == "Cn"
