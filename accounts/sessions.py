"""Sessions as Django keeps them; the statements that every page begins with, written once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from accounts.models import User
from peerly.prepared import Later, Prepared

KEPT: Prepared[Any] = Prepared(
    lambda: db.SessionStore.get_model_class().objects.filter(
        session_key=Later("key"), expire_date__gt=Later("now")
    )
)
"""The session that a cookie names, until it ends."""

WITH: list[str] = []
"""What else is loaded with whoever a session is of: an app that every page asks adds to it."""

OWNER: Prepared[User] = Prepared(lambda: User.objects.for_session(*WITH).filter(pk=Later("pk")))
"""Whose session it is, if nobody removed them."""


class SessionStore(db.SessionStore):
    """Django's own, which writes that statement anew at every request."""

    def _get_session_from_db(self) -> Any:
        now: Any = connection.ops.adapt_datetimefield_value(timezone.now())
        session = KEPT.get(key=self.session_key or "", now=now)
        if session is None:
            self._session_key = None
        return session
