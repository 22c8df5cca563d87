"""Every operation × every principal × foreign ids in path, body and query: what leaks, if anything.

A case is one request with one foreign id in it, and beside it the same request with an id that
nothing has. Both must be answered alike, to the byte; no byte may be of the other organisation;
nothing of theirs may change; and no row may refer across afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from accounts.actions import users
from accounts.models import User
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.asking import Caller, Play
from tests.dialects.endpoints import Endpoint
from tests.dialects.hooks import NOBODYS, nobody_like
from tests.dialects.rows import changed, crossing, everything, share_of, undone
from tests.dialects.stage import Side, make_super_admin_of

CLAIMED = ("org_id", "given_by", "user_id", "id", "recognition_id", "organisation", "case_id")
"""Keys that no body has, or not for everybody, and that must not be believed."""


@dataclass(frozen=True)
class Principal:
    """Somebody who asks, and the organisation that is theirs."""

    name: str
    caller: Caller
    side: Side
    person: User | None = None

    @property
    def crosses(self) -> bool:
        """Whether every organisation is theirs to see."""
        return self.person is not None and self.person.role == Role.SUPER_ADMIN


@dataclass(frozen=True)
class Case:
    """One request twice: with a foreign id, and with nobody's in the same place."""

    endpoint: Endpoint
    principal: Principal
    slot: str
    path: tuple[str, ...]
    body: tuple[Any, ...] = (None, None)

    def __str__(self) -> str:
        return f"{self.endpoint} by {self.principal.name}, foreign {self.slot}"


PRINCIPALS = (
    "nobody",
    "giver",
    "moderator",
    "admin",
    "their admin",
    "SuperAdmin",
    "SuperAdmin of Acme",
    "removed",
    "signed out",
)
"""Everybody there is: all roles, those who were, and the other organisation's admin."""

CROSSING = ("SuperAdmin", "SuperAdmin of Acme")
"""Those who belong to every organisation."""


def principal(play: Play, name: str) -> Principal:
    """Return one of ``PRINCIPALS``."""
    here, there = play.here, play.stage.there
    if name == "nobody":
        return Principal(name, play.nobody, here)
    if name == "removed":
        return Principal(name, _removed(play, here), here)
    if name == "signed out":
        return Principal(name, _signed_out(play, here), here)
    if name == "their admin":
        return Principal(name, play.signed_in(there.admin), there, there.admin)
    if name == "SuperAdmin":
        person = play.stage.root
    elif name == "SuperAdmin of Acme":
        person = make_super_admin_of(here)
    else:
        person = getattr(here, name)
    return Principal(name, play.signed_in(person), here, person)


def cases(play: Play, who: Principal) -> Iterator[Case]:
    """Yield every case there is for ``who``."""
    for endpoint in play.endpoints:
        yield from _in_path(play, endpoint, who)
    for endpoint in play.endpoints:
        yield from _in_body(play, endpoint, who)
        yield from _in_query(play, endpoint, who)


def leaks(play: Play, who: Principal, sent: Iterable[Case]) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with an answer to ``sent``, as it is found."""
    theirs = share_of(who.side.other.organisation)
    whole = everything()
    for case in sent:
        with undone():
            foreign = _ask(case, 0)
            # That a GET changes nothing is the permission table's to say.
            if case.endpoint.method != "GET" and (now := everything()) != whole:
                yield from _traces(case, theirs, changed(whole, now))
        if foreign.status_code >= 500:
            yield f"{case}: {foreign.status_code}"
        if who.crosses:
            continue
        yield from _words(case, foreign)
        with undone():
            unknown = _ask(case, 1)
        if _bytes(play, foreign) != _bytes(play, unknown):
            yield f"{case}: told from nobody's id by {_difference(foreign, unknown)}"
    if everything() != whole:
        yield f"{who.name} changed something by asking"


def _ask(case: Case, which: int) -> Any:
    caller = case.principal.caller
    return caller.ask(case.endpoint.method, case.path[which], case.body[which])


def _traces(case: Case, before: Any, touched: list[str]) -> Iterator[str]:
    theirs = case.principal.side.other
    if not case.principal.crosses and share_of(theirs.organisation) != before:
        yield f"{case}: changed something of {theirs.word} in {touched}"
    for reference in crossing():
        yield f"{case}: {reference} refers across"


def _words(case: Case, answer: Any) -> Iterator[str]:
    theirs = case.principal.side.other
    told = answer.content + repr(answer.headers).encode()
    if theirs.word.encode() in told.lower():
        yield f"{case}: tells {theirs.word}: {answer.content[:200]!r}"


def _bytes(play: Play, answer: Any) -> tuple[Any, ...]:
    # What is masked may be longer in one of the two: ids go on counting.
    apart = {"X-Request-Id", "Content-Length"}
    headers = {name: told for name, told in answer.headers.items() if name not in apart}
    return answer.status_code, play.hooks.masked(answer.content), headers


def _difference(foreign: Any, unknown: Any) -> str:
    return (
        f"{foreign.status_code} {foreign.content[:160]!r} / "
        f"{unknown.status_code} {unknown.content[:160]!r}"
    )


# Where an id can stand -------------------------------------------------------


def _in_path(play: Play, endpoint: Endpoint, principal: Principal) -> Iterator[Case]:
    # Without a thing the id stands for the same on both sides, such as a role.
    if endpoint.parameters and play.hooks.samples[str(endpoint)].thing:
        caller, theirs = principal.caller, principal.side.other
        body = caller.body(endpoint, principal.side)
        nobodys = play.hooks.nobodys_id(endpoint.route)
        path = caller.path(endpoint, theirs), endpoint.path(nobodys)
        yield Case(endpoint, principal, "id in the path", path, (body, body))
        if body is not None:
            # And with everything else foreign too.
            body = caller.body(endpoint, theirs)
            yield Case(endpoint, principal, "id in the path, body too", path, (body, body))


def _in_body(play: Play, endpoint: Endpoint, principal: Principal) -> Iterator[Case]:
    caller, mine = principal.caller, principal.side
    body = caller.body(endpoint, mine)
    if body is None:
        return
    path = (caller.path(endpoint, mine),) * 2
    sample = play.hooks.samples[str(endpoint)]
    for key, thing in sample.references.items():
        theirs = getattr(mine.other, thing)
        both = tuple(
            body | {key: _as_in(body[key], play.hooks.refer(each))}
            for each in (theirs, nobody_like(theirs))
        )
        yield Case(endpoint, principal, f"{key} in the body", path, both)
    claims = [key for key in CLAIMED if key not in sample.references]
    foreign = body | {key: _of(mine.other, key) for key in claims}
    unknown = body | dict.fromkeys(claims, NOBODYS)
    yield Case(endpoint, principal, "claims in the body", path, (foreign, unknown))


def _as_in(value: Any, reference: Any) -> Any:
    return [reference] if isinstance(value, list) else reference


def _of(side: Side, key: str) -> int:
    thing = {"org_id": "organisation", "organisation": "organisation", "id": "thanks"}.get(key)
    thing = thing or {"recognition_id": "thanks", "case_id": "doubted"}.get(key, "giver")
    return int(getattr(side, thing).pk)


def _in_query(play: Play, endpoint: Endpoint, principal: Principal) -> Iterator[Case]:
    if endpoint.method != "GET":
        return
    path, theirs = principal.caller.path(endpoint, principal.side), principal.side.other
    foreign = {
        "given_by": theirs.giver.pk,
        "given_for": theirs.receiver.pk,
        "core_value_id": theirs.value.pk,
        "org_id": theirs.organisation.pk,
        "starts_with": theirs.giver.first_name,
        "email": theirs.giver.email,
        "q": theirs.word,
    }
    foreign |= {name: getattr(theirs, each).pk for name, each in play.hooks.filters.items()}
    unknown = dict.fromkeys(foreign, NOBODYS) | {
        "starts_with": "Nobody is called this",
        "email": "nobody@nowhere.test",
        "q": "?",
    }
    if not endpoint.operation.many:
        slots = [tuple(foreign)]  # what is no filter is not even looked at
    else:
        query = endpoint.operation.query
        filters = set(endpoint.word(query)().fields) if query else set()
        slots = [(name,) for name in foreign if name in filters]
        slots.append(tuple(name for name in foreign if name not in filters) or ("org_id",))
        place = _place_of(play, endpoint, theirs)
        cursors = f"{path}?cursor={place}", f"{path}?cursor=forged"
        yield Case(endpoint, principal, "cursor", cursors)
    for names in slots:
        asked = (urlencode({name: told[name] for name in names}) for told in (foreign, unknown))
        paths = tuple(f"{path}?count=true&{query}" for query in asked)
        yield Case(endpoint, principal, f"{names[0]} in the query", paths)


def _place_of(play: Play, endpoint: Endpoint, side: Side) -> str:
    """Return the cursor of ``side``'s own person for this list, if it has one."""
    owner = play.signed_in(side.moderator)
    answer = owner.ask("GET", f"{owner.path(endpoint, side)}?limit=1")
    found = answer.json().get("meta", {}).get("next_cursor") if answer.status_code == 200 else None
    return str(found or "none")


# Those who were --------------------------------------------------------------


def _removed(play: Play, side: Side) -> Caller:
    former = UserFactory(organisation=side.organisation, role=Role.ORGANISATION_ADMIN)
    caller = play.signed_in(former)
    users.remove(by=side.admin, person=former)
    return caller


def _signed_out(play: Play, side: Side) -> Caller:
    caller = Caller(play.hooks, side.admin)
    play.hooks.sign_out(side.admin, caller.headers)
    return caller
