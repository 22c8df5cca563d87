"""Passwords: only those who run the installation have one, and guessing them is limited."""

from __future__ import annotations

import logging
import time
from typing import Any, TypeGuard

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.actions import tallies
from accounts.google_claims import masked
from accounts.models import User
from accounts.sessions import OWNER
from peerly.api.throttling import network_of
from peerly.notation import is_storable

log = logging.getLogger("accounts.sign_ins")

LONGEST = 1024
"""More than anybody types, as an address or as a password."""

GUESSES_OF_A_NETWORK = 5
"""How many times the limit of one e-mail address all guesses of a network address may fail."""


class PasswordBackend(ModelBackend):
    """Django's own, slowed down: ``settings.PASSWORD_RATE`` is (failures, seconds).

    Failures count per e-mail address and network address together, so that a stranger elsewhere
    cannot lock anybody out.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the person, or None: also for the right password once the limit is reached."""
        email = username if username is not None else kwargs.get(User.USERNAME_FIELD)
        if not _is_typeable(email) or not _is_typeable(password):
            return None
        attempt = _Attempt(email, "" if request is None else network_of(request))
        if not attempt.is_allowed():
            log.warning("too many failed passwords for %s from %s", masked(email), attempt.network)
            return None
        person: User | None = super().authenticate(request, username=email, password=password)
        if person is None:
            log.warning("a wrong password for %s from %s", masked(email), attempt.network)
            return None
        attempt.forgive()
        return person

    def get_user(self, user_id: int) -> User | None:
        """Return whose session it is, if nobody removed them."""
        return OWNER.get(pk=user_id)


class _Attempt:
    """One try of a password, counted first and forgiven on success.

    So however many guess at once, no more guesses than the limit are ever looked at.
    """

    def __init__(self, email: str, network: str) -> None:
        self.network = network
        self.everybody = f"password {network}"
        self.one = f"password {network} {email.lower()}"
        self.limit, self.seconds = settings.PASSWORD_RATE
        self.now = time.time()

    def is_allowed(self) -> bool:
        """Count this; tell whether the password may be looked at."""
        anybody, seconds = self.limit * GUESSES_OF_A_NETWORK, self.seconds
        if tallies.is_spent(self.everybody, limit=anybody, seconds=seconds):
            return False
        return not (
            tallies.count(self.one, limit=self.limit, seconds=seconds, now=self.now)
            or tallies.count(self.everybody, limit=anybody, seconds=seconds, now=self.now)
        )

    def forgive(self) -> None:
        """Take the counting back."""
        tallies.give_back(self.one, seconds=self.seconds, now=self.now)
        tallies.give_back(self.everybody, seconds=self.seconds, now=self.now)


def _is_typeable(text: object) -> TypeGuard[str]:
    """Tell whether the database and the hasher can take ``text``."""
    return isinstance(text, str) and len(text) <= LONGEST and is_storable(text)
