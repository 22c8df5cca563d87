"""One effect per ``Idempotency-Key``: the key commits with the effect, or neither does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.request import HttpHeaders
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import once
from accounts.models import Credential, KeptAnswer
from accounts.models.kept_answer import kept_under
from peerly.api.problems import InvalidQuery
from peerly.api.renderers import ENCODER
from peerly.api.viewsets import ResourceViewSet
from peerly.errors import InvalidField, Refused

HEADER = "Idempotency-Key"
LONGEST = 255
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")

SORTED = json.JSONEncoder(sort_keys=True)
"""Made once: ``json.dumps`` would make one for each body."""

IN_WSGI = HttpHeaders.to_wsgi_name(HEADER)

Handler = Callable[..., Response]


class KeyReused(Refused):
    """The key came with another request before; answering either would be wrong."""

    message = "This Idempotency-Key was used with another request."


def once_per_key(handler: Handler) -> Handler:
    """Make a viewset's POST answer a repeated key with its first answer and no second effect.

    Kept are successes and refusals of the domain, for 24 hours, per person; where a credential
    acts, per credential and path, so that two integrations of one person are strangers. A request
    that was never carried out (bad body, unknown id, missing right) may be sent again, corrected.
    """

    @wraps(handler)
    def guarded(view: ResourceViewSet, request: Request, **kwargs: Any) -> Response:
        key = key_of(request)
        if key is None:
            return handler(view, request, **kwargs)
        if not is_key(key):
            raise InvalidQuery({HEADER: f"Enter 1 to {LONGEST} printable characters."})
        return _answer_once(view, request, key, lambda: handler(view, request, **kwargs))

    guarded.once_per_key = True  # type: ignore[attr-defined]
    guarded.refuses = KeyReused  # type: ignore[attr-defined]
    return guarded


def _answer_once(
    view: ResourceViewSet, request: Request, key: str, answer: Callable[[], Response]
) -> Response:
    path, answers = path_of(view), []

    def act() -> tuple[int, str]:
        response = _decide(view, answer)
        answers.append(response)
        return response.status_code, ENCODER.encode(response.data).decode()

    fingerprint = fingerprint_of(request.method or "", path, request.data)
    kept, is_first = once.carry_out(
        by=view.viewer, key=_kept_under(request, key, path), fingerprint=fingerprint, act=act
    )
    return answers[0] if is_first else _replay(kept, fingerprint)


def _decide(view: ResourceViewSet, answer: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            return answer()
    except InvalidField:
        raise  # to whoever asks, a taken name is a field to correct like any other
    except Refused as refusal:
        response = view.handle_exception(refusal)
        response.exception = True
        return response


def _replay(kept: KeptAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyReused
    response = Response(json.loads(kept.body), status=kept.status)
    response.exception = kept.status >= 400
    response["Idempotency-Replayed"] = "true"
    return response


def path_of(view: ResourceViewSet) -> str:
    """Return what is asked for, the same for all spellings of its path."""
    return "/" + PARAMETER.sub(lambda found: view.kwargs[found[1]], view.route)


def _kept_under(request: Request, key: str, path: str) -> str:
    if not isinstance(request.auth, Credential):
        return kept_under(key)
    return kept_under(key, credential=request.auth.pk, path=path)


def key_of(request: Request | HttpRequest) -> str | None:
    """Return the key that ``request`` came with, None if with none."""
    key: str | None = request.META.get(IN_WSGI)
    return key


def is_key(text: str) -> bool:
    """Tell whether ``text`` can be a key: 1 to 255 printable characters."""
    return 0 < len(text) <= LONGEST and text.isprintable()


def fingerprint_of(method: str, path: str, data: Any) -> str:
    """Return what makes two requests the same: method, path, body; not spacing or key order."""
    told = f"{method} {path} {SORTED.encode(data)}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
