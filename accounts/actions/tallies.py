"""Counting what is limited: exact with any number of workers, on both databases."""

from __future__ import annotations

import time
from hashlib import sha256

from django.db.models import F

from accounts.models import Tally
from peerly.prepared import PreparedText

FORGIVEN_AFTER = 15 * 60
"""Seconds after a pause in which the next one counts as another in a row."""

_TABLE = Tally._meta.db_table

# One statement, whose row lock makes each caller see its own number.
COUNT = PreparedText(
    f'INSERT INTO {_TABLE} ("key", "window", "count") SELECT :key, :window, 1'  # noqa: S608
    f' WHERE NOT EXISTS (SELECT 1 FROM {_TABLE} WHERE "key" = :pause AND "window" > :now)'
    f' ON CONFLICT ("key", "window") DO UPDATE SET "count" = {_TABLE}."count" + 1'
    ' RETURNING "count"'
)


def count(subject: str, *, limit: int, seconds: int, now: float | None = None) -> int:
    """Count ``subject`` once in the present window of ``seconds``.

    Returns 0 while within ``limit``, else how many seconds remain until the next window.
    """
    moment = int(time.time() if now is None else now)
    so_far, until = add(subject=subject, seconds=seconds, now=moment)
    return 0 if so_far <= limit else until - moment


def add(*, subject: str, seconds: int, now: int) -> tuple[int, int]:
    """Count ``subject`` once, unless it is paused.

    Returns how often it was by now, and when the window ends; 0 and when the pause does. Of
    requests counted at once, no two are told the same number.
    """
    window = now - now % seconds
    rows = COUNT.all(key=_key(subject), window=window, pause=_pause_of(subject), now=now)
    if not rows:
        return 0, pause(subject=subject, now=now)[0]
    return rows[0][0], window + seconds


def pause(*, subject: str, now: int) -> tuple[int, int]:
    """Return until when ``subject`` is paused, and which pause in a row that is; 0, 0 for none."""
    rows = Tally.objects.filter(key=_pause_of(subject), window__gt=now - FORGIVEN_AFTER)
    return rows.order_by("-window").values_list("window", "count").first() or (0, 0)


def begin_pause(*, subject: str, until: int, which: int) -> None:
    """Pause ``subject``: the ``which``-th time in a row."""
    Tally.objects.get_or_create(key=_pause_of(subject), window=until, defaults={"count": which})


def give_back(subject: str, *, seconds: int, now: float) -> None:
    """Take back what ``count`` counted at ``now``: it turned out not to matter."""
    window = int(now) - int(now) % seconds
    counted = Tally.objects.filter(key=_key(subject), window=window, count__gt=0)
    counted.update(count=F("count") - 1)


def is_spent(subject: str, *, limit: int, seconds: int) -> bool:
    """Tell, without counting, whether ``subject`` has reached ``limit`` in this window."""
    moment = int(time.time())
    window = moment - moment % seconds
    return Tally.objects.filter(key=_key(subject), window=window, count__gte=limit).exists()


def _pause_of(subject: str) -> str:
    return _key(f"pause:{subject}")


def _key(subject: str) -> str:
    # A subject may be an address somebody typed: bounded, and not kept in clear.
    return sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
