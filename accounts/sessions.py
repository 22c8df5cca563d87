"""Sessions as Django keeps them; the statements that every page begins with, written once."""

from __future__ import annotations

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

REMEMBERED = 5_000
"""Sessions of which a process remembers whose they were."""


class Kept(NamedTuple):
    """What is read of a session."""

    session_data: str


def _sessions() -> QuerySet[Any, Any]:
    """Return what is kept of the session that a cookie names, until it ends."""
    sessions: Any = db.SessionStore.get_model_class().objects
    there = sessions.filter(session_key=Later("key"), expire_date__gt=Later("now"))
    return there.values_list(*Kept._fields)  # type: ignore[no-any-return]


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

_owners: dict[str, str] = {}
"""The id of whose each session was when this process saw it last: a hint, and no proof."""


class SessionStore(db.SessionStore):
    """Django's own, which writes the statement anew at every request.

    Whose a session was is asked for with it, so that they need no statement of their own.
    """

    owner: User | None = None
    """Who came with it. Whether it is theirs, ``owner_of`` says."""

    def save(self, must_create: bool = False) -> None:
        """Keep it."""
        super().save(must_create)
        self.remember()

    def remember(self) -> None:
        """Remember whose it is, if anybody's."""
        if self.session_key and auth.SESSION_KEY in self:
            if len(_owners) >= REMEMBERED:
                _owners.clear()
            _owners[self.session_key] = self[auth.SESSION_KEY]

    def _get_session_from_db(self) -> Any:
        key = self.session_key or ""
        told = {"key": key, "now": told_as(timezone.now())}
        hint = _owners.get(key)
        owner: Any = OWNER_AND_SESSION.get(pk=int(hint), **told) if hint else None
        if owner is None:
            rows = _kept().all(**told)
            data = rows[0][0] if rows else None
        else:
            data = owner.session_data
        if owner is None or data is None:
            _owners.pop(key, None)
        if data is None:
            self._session_key = None
            return None
        self.owner = owner
        return Kept(data)


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
    if session.owner is not None and _is_theirs(session, session.owner):
        return session.owner  # type: ignore[no-any-return]
    found: User | AnonymousUser = auth.get_user(request)
    if found.is_authenticated:
        session.remember()
    return found


def _is_theirs(session: Any, owner: User) -> bool:
    shown, expected = session.get(auth.HASH_SESSION_KEY, ""), owner.get_session_auth_hash()
    return (
        session[auth.SESSION_KEY] == str(owner.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(shown, expected)
    )
