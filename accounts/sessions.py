"""Sessions as Django keeps them; the statements that every page begins with, written once."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.models import User
from peerly.prepared import Later, Prepared, PreparedRows, told_as


class Kept(NamedTuple):
    """What is read of a session."""

    session_data: str


@cache
def _kept() -> PreparedRows:
    """Return the statement for the session that a cookie names, until it ends."""
    sessions = db.SessionStore.get_model_class().objects
    kept = sessions.filter(session_key=Later("key"), expire_date__gt=Later("now"))
    return PreparedRows(kept.values_list(*Kept._fields))


WITH: list[str] = []
"""What else is loaded with whoever a session is of: an app that every page asks adds to it."""

OWNER: Prepared[User] = Prepared(lambda: User.objects.for_session(*WITH).filter(pk=Later("pk")))
"""Whose session it is, if nobody removed them."""


class SessionStore(db.SessionStore):
    """Django's own, which writes that statement anew at every request."""

    def _get_session_from_db(self) -> Any:
        rows = _kept().all(key=self.session_key or "", now=told_as(timezone.now()))
        if not rows:
            self._session_key = None
            return None
        return Kept(*rows[0])
