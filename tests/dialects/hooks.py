"""What a dialect tells the contract test about itself; the README beside the dialects says how."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts import keys
from accounts.actions.credentials import Issued
from accounts.models import Credential, User
from peerly.api.dialect import Dialect
from tests.dialects.stage import Side

NO_IDS = ("0", "-1", "1.0", "one", "9" * 20, "9" * 400, str(2**63), "\u0661\u0662", "%00", "1%00")
"""What a number of our own may not be."""

NOBODYS = 2**40
"""A key that no row has."""

Headers = dict[str, str]
Body = dict[str, Any]


def issue(person: User, speaks: str, identifier: str | None = None) -> Issued:
    """Return a credential of ``person``, used just now: the first use would be written down.

    In one statement: every test signs ten people in, and the action locks and tells the history.
    """
    now, secret = timezone.now(), keys.make(keys.SECRET)
    credential = Credential.objects.create(
        organisation=person.home,
        owner=person,
        speaks=speaks,
        identifier=identifier and keys.make(identifier),
        fingerprint=keys.fingerprint(secret),
        beginning=secret[:8],
        ending=secret[-4:],
        made_at=now,
        last_used_at=now,
    )
    return Issued(credential, credential.identifier, secret)


def revoke(person: User, headers: Headers) -> None:
    """Switch all credentials of ``person`` off."""
    Credential.objects.filter(owner=person).update(revoked_at=timezone.now())


def nobody_like(thing: Any) -> Any:
    """Return what looks like ``thing`` and is in no table."""
    twin = copy(thing)
    twin.pk = NOBODYS
    return twin


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One request that succeeds: about ``thing`` of a side, sent by ``by`` of the same side.

    ``references`` are the fields of the body that hold an id of the side, and whose id that is.
    ``everybodys`` is the id in the path where it stands for the same at every organisation, and
    ``signs`` makes the headers where the request is not signed as all others are, and
    ``ends_credentials`` where it is the last one that they sign.
    """

    by: str = "giver"
    thing: str = ""
    body: Callable[[Side], Body] | None = None
    references: Mapping[str, str] = field(default_factory=dict)
    everybodys: str = ""
    signs: Callable[[User], Headers] | None = None
    ends_credentials: bool = False


@dataclass(frozen=True)
class Failure:
    """What a client is told went wrong, taken out of the dialect's error shape."""

    status: int
    code: str | None
    fields: Mapping[str, str]


def read_json(answer: Any) -> Any:
    """Take the body, which is JSON and says so; raises AssertionError for any other."""
    assert answer["Content-Type"] == "application/json"
    return answer.json()


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """A dialect, as its clients use it.

    ``samples`` has a request for each endpoint, by its name. ``credentials`` makes the headers
    that sign a person's request, ``bad_credentials`` those that must not, by what is wrong with
    them; ``worst_credentials`` are the flaws to try on every operation, not only on some.
    ``failures`` has status and code for each of the neutral codes. ``read_failure`` and
    ``read_rows`` raise AssertionError for an answer that is not in the dialect's shape.
    ``first_page`` asks for that many rows, ``next_page`` reads how to go on, None at the end.
    ``made_anew`` are the keys whose text is another one in every answer.

    ``spell`` writes a thing's id as a path has it, ``refer`` as a body has it. ``no_ids`` are no
    ids, ``nobodys`` is nobody's, or says for a route what would be.
    ``sign_out`` ends the credentials that a person's headers carry. ``objects`` are the fields of
    bodies that take an object of whatever, ``numbers`` those that take any number. ``makes`` are
    the endpoints that make what an unknown id stands for, ``sometimes`` the keys that an answer
    has only where they say something. ``arrivals`` is how one more row comes into a list that
    only this dialect has, and ``never_grow`` has those no row comes into.
    ``resource_of`` says in which golden file a route is told.
    ``says_nothing_of`` are querysets that no answer is made of. ``filters`` are the parameters of
    lists that only this dialect has, and what on the stage they take the id of.
    ``crosses``: a SuperAdmin can sign in this way. ``ignores_unknown_fields``, or refuses them.
    ``counts``: a list tells how many rows there are. ``numbers_pages``: a page is asked for by its
    number, so rows that arrive in front show some again. ``reads_json_always``: a request that
    could have a body must say it is JSON. ``reads_forms`` are the endpoints that take a form
    or nothing, and no JSON. ``challenges`` are those of endpoints with one of their
    own. ``signs_places``: a place in a list is refused in another one. ``only_we_know`` is how
    sentences begin about what is wrong with a request that the OpenAPI document allows.
    ``revives``: what a credential has signed counts again when it is reactivated.
    """

    dialect: Dialect
    samples: Mapping[str, Sample]
    challenge: str
    credentials: Callable[[User], Headers]
    bad_credentials: Callable[[User], Mapping[str, Headers]]
    worst_credentials: tuple[str, ...]
    failures: Mapping[str, tuple[int, str | None]]
    read_failure: Callable[[Any], Failure]
    read_thing: Callable[[Any], Any] = read_json
    read_rows: Callable[[Any], list[Any]]
    first_page: Callable[[int], str]
    next_page: Callable[[Any, int], str | None]
    made_anew: tuple[str, ...] = ()
    spell: Callable[[Any], str] = lambda thing: str(thing.pk)
    no_ids: tuple[str, ...] = NO_IDS
    refer: Callable[[Any], Any] = lambda thing: thing.pk
    nobodys: str | Callable[[str], str] = str(NOBODYS)
    sign_out: Callable[[User, Headers], None] = revoke
    objects: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    arrivals: Mapping[type[Any], Callable[[Side], Any]] = field(default_factory=dict)
    never_grow: tuple[type[Any], ...] = ()
    resource_of: Callable[[str], str] = lambda route: route.split("/")[0]
    says_nothing_of: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    crosses: bool = False
    ignores_unknown_fields: bool = True
    counts: bool = False
    numbers_pages: bool = False
    reads_json_always: bool = False
    reads_forms: tuple[str, ...] = ()
    challenges: Mapping[str, str] = field(default_factory=dict)
    signs_places: bool = True
    only_we_know: tuple[str, ...] = ()
    revives: bool = True

    def nobodys_id(self, route: str) -> str:
        """Return an id that could be, in the path ``route``, and is nobody's."""
        return self.nobodys if isinstance(self.nobodys, str) else self.nobodys(route)

    def masked(self, content: bytes) -> bytes:
        """Return ``content`` without what is made anew each time."""
        text = rf'("(?:{"|".join(self.made_anew)})":)"[^"]+"'
        return re.sub(text.encode(), rb'\1"masked"', content) if self.made_anew else content

    def failed(self, answer: Any, code: str, *fields: str) -> str:
        """Return "" where ``answer`` is the failure ``code`` about ``fields``, else what it is."""
        try:
            failure = self.read_failure(answer)
        except (AssertionError, ValueError, KeyError) as problem:
            return f"{answer.status_code} out of shape ({problem!r}): {answer.content[:200]!r}"
        if self.failures[code] == self.failures["unknown_id"]:
            fields = ()  # what is simply not there has no field to name
        is_told = set(fields) <= set(failure.fields) and (not fields or len(failure.fields) > 0)
        if (failure.status, failure.code) == self.failures[code] and is_told:
            return ""
        return f"{failure.status} {failure.code} {dict(failure.fields)}, not {code} {fields}"
