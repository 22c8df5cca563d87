"""Counting what is limited: exact with any number of workers, on both databases."""

from __future__ import annotations

import time
from hashlib import sha256

from django.db import connection
from django.db.models import F

from accounts.models import Tally

# One statement, whose row lock makes each caller see its own number.
COUNT = (
    f'INSERT INTO {Tally._meta.db_table} ("key", "window", "count") VALUES (%s, %s, 1)'  # noqa: S608
    f' ON CONFLICT ("key", "window") DO UPDATE'
    f' SET "count" = {Tally._meta.db_table}."count" + 1 RETURNING "count"'
)


def count(subject: str, *, limit: int, seconds: int, now: float | None = None) -> int:
    """Count ``subject`` once in the present window of ``seconds``.

    Returns 0 while within ``limit``, else how many seconds remain until the next window.
    """
    moment = int(time.time() if now is None else now)
    window = moment - moment % seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [_key(subject), window])
        (so_far,) = cursor.fetchone()
    return 0 if so_far <= limit else window + seconds - moment


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


def _key(subject: str) -> str:
    # A subject may be an address somebody typed: bounded, and not kept in clear.
    return sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
