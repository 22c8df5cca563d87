"""How ids are spelled: UUIDs for people and where they belong, digits for everything else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from peerly.notation import as_id

KINDS = {"user": "75736572", "department": "64657074", "business": "62757369"}
"""What has UUIDs, and the eight hex digits theirs begin with: no id of one kind is another's."""

UUID_PATTERN = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-8000-8000-([0-9a-f]{12})", re.IGNORECASE)
"""A version-8 UUID: the kind, and the 64 bits of the key on both sides of what must stand there."""

LOW = 48  # bits in the last group

UUID = {"type": "string", "format": "uuid"}
DIGITS = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}


@lru_cache(4096)
def spell(thing: str, key: int) -> str:
    """Return the id of the ``thing`` with this primary key; greater keys have greater ids."""
    if thing not in KINDS:
        return str(key)
    high, low = divmod(key, 2**LOW)
    return f"{KINDS[thing]}-{high:04x}-8000-8000-{low:012x}"


def read(thing: str, data: Any) -> int | None:
    """Return the primary key that ``data`` spells, None where it is no id of a ``thing``.

    ``thing`` may also be the name of a path's parameter, ``user_id``.
    """
    kind = KINDS.get(thing.removesuffix("_id"))
    if kind is None:
        return as_id(data)
    found = UUID_PATTERN.fullmatch(data) if isinstance(data, str) else None
    if found is None or found[1].lower() != kind:
        return None
    return as_id((int(found[2], 16) << LOW) + int(found[3], 16))
