"""What forms prove with that they are ours: Django's token against forged ones, made faster."""

from __future__ import annotations

import secrets

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS as LETTERS
from django.middleware.csrf import CSRF_SECRET_LENGTH as LENGTH
from django.middleware.csrf import get_token

_MASKS = len(LETTERS) ** LENGTH
_PLACE = {letter: at for at, letter in enumerate(LETTERS)}


def token_of(request: HttpRequest) -> str:
    """Return the token for all forms of this answer; in each answer another one, as of Django's.

    Django asks the system for each of the 32 letters of its mask, and loses its turn in Python each
    time; here it is asked once or twice. Nor is the browser told at every page to keep the same
    cookie for another year: whoever signs in, or shows none, gets a new one.
    """
    known: str | None = getattr(request, "token_of_forms", None)
    if known is None:
        secret: str | None = request.META.get("CSRF_COOKIE")
        known = get_token(request) if secret is None else _masked(secret)
        request.token_of_forms = known  # type: ignore[attr-defined]
    return known


def _masked(secret: str) -> str:
    """Return ``secret`` as Django takes it: a mask that is never the same, and their sum."""
    left, mask, summed = secrets.randbelow(_MASKS), [], []
    for letter in secret:
        left, at = divmod(left, len(LETTERS))
        mask.append(LETTERS[at])
        summed.append(LETTERS[(_PLACE[letter] + at) % len(LETTERS)])
    return "".join(mask + summed)
