"""What forms prove with that they are ours: Django's token against forged ones, made at one go."""

from __future__ import annotations

import secrets

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS as LETTERS
from django.middleware.csrf import CSRF_SECRET_LENGTH as LENGTH
from django.middleware.csrf import get_token

_MASKS = len(LETTERS) ** LENGTH
_PLACE = {letter: at for at, letter in enumerate(LETTERS)}


def token_of(request: HttpRequest) -> str:
    """Return a token for the forms of this answer; another one each time, as of Django's.

    Django asks the system for each letter of its mask, each time losing its turn in Python, and
    has the browser keep the same cookie for another year. Here that is left to signing in, which
    makes a new one, and to whoever shows none: no session lasts as long as the cookie does.
    """
    secret: str | None = request.META.get("CSRF_COOKIE")
    return get_token(request) if secret is None else _masked(secret)


def _masked(secret: str) -> str:
    """Return ``secret`` as Django takes it: a mask that is never the same, and their sum."""
    left, mask, summed = secrets.randbelow(_MASKS), [], []
    for letter in secret:
        left, at = divmod(left, len(LETTERS))
        mask.append(LETTERS[at])
        summed.append(LETTERS[(_PLACE[letter] + at) % len(LETTERS)])
    return "".join(mask + summed)
