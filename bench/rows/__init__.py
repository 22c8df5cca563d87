"""The rows of the table, by name: each is a function of the stage that returns lines."""

from __future__ import annotations

from collections.abc import Callable

from bench.rows import alone, dialects, growth, reads, writes
from bench.stage import Stage
from bench.table import Line

ROWS: dict[str, Callable[[Stage], list[Line]]] = {
    "feed": reads.feed,
    "users": reads.users,
    "starts_with": reads.starts_with,
    "give": writes.give,
    "hi5": writes.hi5,
    "one_giver": writes.one_giver,
    "race": writes.race,
    "page": reads.page,
    "dialects": dialects.lists,
    "cpu": alone.cpu,
    "memory": alone.memory,
    "sqlite": alone.sqlite,
    "offset": growth.offset,
    "pages": growth.pages,
    "growth": growth.feed,
    "cursor": growth.cursor,
    "search": growth.search,
    "rollups": growth.rollups,
}
"""In the order they are measured: the databases of other sizes come last."""

FULL_ONLY = {"growth", "cursor", "search", "rollups"}
"""What needs the large database, which takes minutes to make: not in a quick run."""
