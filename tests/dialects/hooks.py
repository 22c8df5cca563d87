"""What a dialect tells the contract test about itself; the README beside the dialects says how."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from peerly.api.dialect import Dialect
from tests.dialects.stage import Side

Headers = dict[str, str]
Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One request that succeeds: about ``thing`` of a side, sent by ``by`` of the same side.

    ``references`` are the fields of the body that hold an id of the side, and whose id that is.
    """

    by: str = "giver"
    thing: str = ""
    body: Callable[[Side], Body] | None = None
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """What a client is told went wrong, taken out of the dialect's error shape."""

    status: int
    code: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """A dialect, as its clients use it.

    ``samples`` has a request for each endpoint, by its name. ``credentials`` makes the headers
    that sign a person's request, ``bad_credentials`` those that must not, by what is wrong with
    them; ``worst_credentials`` are the flaws to try on every operation, not only on some.
    ``failures`` has status and code for each of the neutral codes. ``read_failure`` and
    ``read_rows`` raise AssertionError for an answer that is not in the dialect's shape.
    ``first_page`` asks for that many rows, ``next_page`` reads how to go on, None at the end.
    ``made_anew`` finds what no two answers have in common, behind the name that it keeps.
    """

    dialect: Dialect
    samples: Mapping[str, Sample]
    challenge: str
    credentials: Callable[[User], Headers]
    bad_credentials: Callable[[User], Mapping[str, Headers]]
    worst_credentials: tuple[str, ...]
    failures: Mapping[str, tuple[int, str | None]]
    read_failure: Callable[[Any], Failure]
    read_thing: Callable[[Any], Any]
    read_rows: Callable[[Any], list[Any]]
    first_page: Callable[[int], str]
    next_page: Callable[[Any, int], str | None]
    made_anew: re.Pattern[bytes]

    def masked(self, content: bytes) -> bytes:
        """Return ``content`` without what is made anew each time."""
        return self.made_anew.sub(rb'\1"masked"', content)

    def failed(self, answer: Any, code: str, *fields: str) -> str:
        """Return "" where ``answer`` is the failure ``code`` about ``fields``, else what it is."""
        try:
            failure = self.read_failure(answer)
        except (AssertionError, ValueError, KeyError) as problem:
            return f"{answer.status_code} out of shape ({problem!r}): {answer.content[:200]!r}"
        is_told = set(fields) <= set(failure.fields) and (not fields or len(failure.fields) > 0)
        if (failure.status, failure.code) == self.failures[code] and is_told:
            return ""
        return f"{failure.status} {failure.code} {dict(failure.fields)}, not {code} {fields}"
