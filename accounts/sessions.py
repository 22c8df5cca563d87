"""Sessions as Django keeps them; the statements that every page begins with, written once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from peerly.prepared import Later, Prepared, PreparedRows, told_as

REMEMBERED = 2_000
"""Sessions of which a process remembers whose they were: some 1.5 kB each."""

LONGEST_REMEMBERED = 1_000
"""Characters of a session, signed or not, beyond which that is all it remembers."""


def _sessions() -> QuerySet[Any, Any]:
    """Return what is kept of the session that a cookie names, until it ends."""
    sessions: Any = db.SessionStore.get_model_class().objects
    there = sessions.filter(session_key=Later("key"), expire_date__gt=Later("now"))
    return there.values_list("session_data")  # type: ignore[no-any-return]


@cache
def _kept() -> PreparedRows:
    return PreparedRows(_sessions())


WITH: list[str] = []
"""What else is loaded with whoever a session is of: an app that every page asks adds to it."""


def _owner() -> QuerySet[User]:
    return User.objects.for_session(*WITH).filter(pk=Later("pk"))  # type: ignore[no-any-return]


OWNER: Prepared[User] = Prepared(_owner)
"""Whose session it is, if nobody removed them."""

OWNER_AND_SESSION: Prepared[User] = Prepared(
    lambda: _owner().annotate(session_data=Subquery(_sessions()))
)
"""The same with what is kept of their session."""


class Remembered(NamedTuple):
    """What a process knows of a session that it has seen.

    Whose it was is a hint of whom to load with it. The rest counts for a request that reads all of
    the same again: then it decides the same.
    """

    owner: str
    """The id of whose it was."""
    read: tuple[Any, ...] = ()
    """What it was proven to be theirs by, as it was read: ``SessionStore.read``."""
    ties: tuple[Any, ...] = ()
    """And what of them: ``User.session_ties``."""
    content: Mapping[str, str | int] | None = None
    """What it says, its signature verified; None if that is to be read anew each time."""


_remembered: dict[str, Remembered] = {}
"""By the keys of sessions, the one remembered last at the end."""


class SessionStore(db.SessionStore):
    """Django's own, which writes the statement anew at every request.

    Whose a session was is asked for with it, so that they need no statement of their own. What is
    proven by all the same as before needs no arithmetic again.
    """

    owner: User | None = None
    """Who came with it. Whether it is theirs, ``owner_of`` says."""

    read: tuple[Any, ...] = ()
    """All that decides what it says and whether that counts, but for its owner."""

    def load(self) -> dict[str, Any]:
        """Return what it says; nothing where there is none."""
        key = self.session_key or ""
        known = _remembered.get(key)
        data = self._loaded(key, known)
        if data is None:
            _remembered.pop(key, None)
            self._session_key = None
            return {}
        self.read = (
            data,
            settings.SECRET_KEY,
            tuple(settings.SECRET_KEY_FALLBACKS),
            tuple(settings.AUTHENTICATION_BACKENDS),
        )
        if known is None or known.content is None or known.read != self.read:
            return self.decode(data)
        return dict(known.content)

    def _loaded(self, key: str, known: Remembered | None) -> str | None:
        """Return what is kept, and load with it whose it was; None where nothing is kept."""
        told = {"key": key, "now": told_as(timezone.now())}
        if known is not None:
            owner: Any = OWNER_AND_SESSION.get(pk=int(known.owner), **told)
            if owner is not None:
                self.owner = owner
                return owner.session_data  # type: ignore[no-any-return]
            _remembered.pop(key, None)
        rows = _kept().all(**told)
        return rows[0][0] if rows else None

    def save(self, must_create: bool = False) -> None:
        """Keep it."""
        super().save(must_create)
        if self.session_key and auth.SESSION_KEY in self:
            _remember(self.session_key, Remembered(self[auth.SESSION_KEY]))

    def is_proven_by(self, owner: User) -> bool:
        """Tell whether it was theirs when all was the same that decides about it."""
        known = _remembered.get(self.session_key or "")
        return (
            known is not None
            and not self.modified
            and known.read == self.read
            and known.owner == str(owner.pk)
            and known.ties == owner.session_ties
        )

    def remember(self, owner: User) -> None:
        """Remember whose it is, and what has proven it if that is still as it was read."""
        known = Remembered(str(owner.pk))
        if self.read and not self.modified and len(self.read[0]) <= LONGEST_REMEMBERED:
            content = _plain(dict(self.items()))
            known = Remembered(known.owner, self.read, owner.session_ties, content)
        _remember(self.session_key or "", known)


def _plain(content: dict[str, Any]) -> dict[str, str | int] | None:
    """Return ``content`` if it is short, and nothing in it can be changed within."""
    is_plain = all(isinstance(each, (str, int)) for each in content.values())
    return content if is_plain and len(str(content)) <= LONGEST_REMEMBERED else None


def _remember(key: str, known: Remembered) -> None:
    if key not in _remembered and len(_remembered) >= REMEMBERED:
        with suppress(RuntimeError, StopIteration):  # another thread was there first
            _remembered.pop(next(iter(_remembered)), None)
    _remembered[key] = known


class OwnerMiddleware(AuthenticationMiddleware):
    """Django's own; ``request.user`` is who came with the session, where it is theirs."""

    def process_request(self, request: HttpRequest) -> None:
        """Have them looked up when they are asked for."""
        super().process_request(request)
        lazy: Any = SimpleLazyObject(partial(owner_of, request))
        request.user = lazy


def owner_of(request: HttpRequest) -> User | AnonymousUser:
    """Return whose session ``request`` shows: whoever Django's ``get_user`` would return.

    Of somebody who came with the session, what the session says is held against them as there.
    """
    known: Any = request
    if not hasattr(known, "_cached_user"):  # Django's name for it
        known._cached_user = _owner_of(request)
    return known._cached_user  # type: ignore[no-any-return]


def _owner_of(request: HttpRequest) -> User | AnonymousUser:
    session: Any = request.session
    if auth.SESSION_KEY not in session:
        return AnonymousUser()
    owner: User | None = session.owner
    if owner is not None and session.is_proven_by(owner):
        return owner
    found = owner if owner is not None and _is_theirs(session, owner) else auth.get_user(request)
    if isinstance(found, User):
        session.remember(found)
    return found


def _is_theirs(session: Any, owner: User) -> bool:
    shown, expected = session.get(auth.HASH_SESSION_KEY, ""), owner.get_session_auth_hash()
    return (
        session[auth.SESSION_KEY] == str(owner.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(shown, expected)
    )
