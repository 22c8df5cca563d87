"""The express lane of a hi5: given by one statement where nothing stands against it."""

from __future__ import annotations

import json
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException

from accounts.api.idempotency import HEADER, fingerprint_of, is_key, path_of
from accounts.models.kept_answer import kept_under
from peerly.api.express import named_in, respond
from peerly.api.viewsets import ResourceViewSet
from peerly.prepared import alone
from recognition.actions import allowances, at_once
from recognition.models import Hi5


class JoiningLane:
    """Answers what the ordinary way would; whatever that would refuse, or knows already, it gets.

    So a body that is not quite right, a key that was used before, a balance that is spent or a
    period that has just begun all come to the ordinary way, with nothing done.
    """

    def answer(self, view: ResourceViewSet, request: HttpRequest) -> HttpResponse | None:
        """Return the answer, the hi5 being given; None with nothing done."""
        dialect, named = view.dialect, named_in(view, request)
        number = dialect.path_id("recognition_id", view.kwargs["recognition_id"])
        data = body_of(view, request)
        if named is None or number is None or data is None:
            return None
        word = dialect.words[str(view.asked.body)](data=data)
        if not word.is_valid() or not is_key(request.headers.get(HEADER, "none")):
            return None
        reader, told = named
        now = timezone.now()
        period = allowances.running(organisation=told["home"])
        if period is None:
            return None
        hi5 = Hi5(id=0, recognition_id=number, given_by_id=told["pk"], given_at=now)
        hi5.comment = word.validated_data.get("comment")
        kept = kept_of(view, request, data, hi5)
        with suppress(Error), alone():
            hi5.pk = at_once.join_in(
                reader=reader,
                told=told,
                recognition=number,
                comment=hi5.comment,
                period=period,
                now=now,
                kept=kept,
            )
        return respond(view, told_of(view, hi5), None) if hi5.pk else None


def told_of(view: ResourceViewSet, thing: Any) -> Any:
    """Return what is answered of ``thing``."""
    return view.dialect.words[str(view.asked.answer)](thing).data


def kept_of(view: ResourceViewSet, request: HttpRequest, data: Any, thing: Any) -> at_once.Kept:
    """Return what to keep under the request's key, if it has one; ``thing`` has the id 0 yet."""
    key = request.headers.get(HEADER)
    if key is None:
        return at_once.NOTHING
    fingerprint = fingerprint_of(request.method or "", path_of(view), data)
    before, _, behind = json.dumps(told_of(view, thing)).partition("0")
    return at_once.Kept(kept_under(key), fingerprint, before, behind)


def body_of(view: ResourceViewSet, request: HttpRequest) -> Any:
    """Return the object in the body; None for one that the ordinary way has to look at."""
    try:
        if not request.body:
            return {}
        if request.content_type != "application/json" or request.content_params:
            return None
        data: Any = view.dialect.parser_class().parse(BytesIO(request.body))
    except (APIException, SuspiciousOperation, ValueError):  # too long, or no JSON
        return None
    return None if data.repeated else data
