"""Forms that make something: what a page was filled in with is made once, however often sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest

from accounts.actions import once
from accounts.models import User
from accounts.models.kept_answer import kept_under

KEY = "once"
"""The input that is another one on each page (the template tag ``form_key``)."""

OF_THE_SESSION = "csrfmiddlewaretoken"


def make_once(request: HttpRequest, viewer: User, make: Callable[[], int]) -> tuple[int, bool]:
    """Call ``make``, which returns an id, unless this very form has been sent and gone through.

    A second click, a reload and the way back in the browser send it again. Returns the id, and
    whether this was the first time.
    """
    if not request.POST.get(KEY):
        return make(), True
    # What was typed is part of the key: nothing that reads differently is taken for made.
    said = sorted(each for each in request.POST.lists() if each[0] != OF_THE_SESSION)
    key = kept_under(json.dumps(said), path=request.path)
    kept, is_first = once.carry_out(
        by=viewer, key=key, fingerprint=key, act=lambda: (HTTPStatus.CREATED, str(make()))
    )
    return int(kept.body), is_first
