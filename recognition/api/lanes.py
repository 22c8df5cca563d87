"""The express lanes of giving: a hi5 or a recognition by one statement, if nothing is unusual."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError

from accounts.api.idempotency import fingerprint_of, is_key, key_of, path_of
from accounts.models.kept_answer import kept_under
from accounts.periods import day_in
from peerly.api.express import Told, named_in, respond
from peerly.api.renderers import ENCODER
from peerly.api.viewsets import ResourceViewSet
from peerly.prepared import alone
from recognition.actions import allowances, at_once, tallies, thanks_at_once

Thing = SimpleNamespace
"""What is given, as the action's serializer tells it. No model, which has signals to send."""


class GivingLane:
    """Answers what the ordinary way would; whatever that would refuse, or knows already, it gets.

    So a body that is not quite right, a key that was used before, a balance that is spent or a
    period that has just begun all come to the ordinary way, with nothing done.
    """

    def answer(self, view: ResourceViewSet, request: HttpRequest) -> HttpResponse | None:
        """Return the answer, the thing being given; None with nothing done."""
        named, data, key = named_in(view, request), _body(view, request), key_of(request)
        if named is None or data is None or not (key is None or is_key(key)):
            return None
        reader, told = named
        now = timezone.now()
        thing = self.read(view, data, told, now)
        if thing is None:
            return None
        number, answer = None, _word(view, view.asked.answer).to_representation(thing)
        kept = at_once.NOTHING if key is None else _kept(view, request, key, data, answer)
        with suppress(Error), alone():
            number = self.write(thing, reader, told, now, kept)
        return respond(view, answer | {"id": number}, None) if number else None

    def read(self, view: ResourceViewSet, data: Any, told: Told, now: datetime) -> Thing | None:
        """Return what is to be given, with the id 0 yet; None for what is not said rightly."""
        raise NotImplementedError

    def write(
        self, thing: Thing, reader: Any, told: Told, now: datetime, kept: at_once.Kept
    ) -> int | None:
        """Give it; returns its id, None with nothing done. Raises django.db.Error likewise."""
        raise NotImplementedError


class JoiningLane(GivingLane):
    """A hi5."""

    def read(self, view: ResourceViewSet, data: Any, told: Told, now: datetime) -> Thing | None:
        """Return the hi5: what it is on is looked up by the statement, and not before."""
        number = view.dialect.path_id("recognition_id", view.kwargs["recognition_id"])
        said = _said(view, data)
        if number is None or said is None:
            return None
        ids = {"recognition_id": number, "given_by_id": told["pk"]}
        return Thing(id=0, given_at=now, comment=said.get("comment"), **ids)

    def write(
        self, thing: Thing, reader: Any, told: Told, now: datetime, kept: at_once.Kept
    ) -> int | None:
        """Give it, if this process knows which period runs."""
        period = allowances.running(organisation=told["home"])
        if period is None:
            return None
        return at_once.join_in(
            reader=reader,
            told=told,
            recognition=thing.recognition_id,
            comment=thing.comment,
            period=period,
            now=now,
            kept=kept,
        )


class ThankingLane(GivingLane):
    """A recognition."""

    def read(self, view: ResourceViewSet, data: Any, told: Told, now: datetime) -> Thing | None:
        """Return the recognition: whom and what it is for is looked up by the statement."""
        fields = _word(view, view.asked.body).fields.values()
        names = {field.source: field.field_name for field in fields}
        receiver, value = (
            view.dialect.body_id("", data.get(names[source]))
            for source in ("given_for", "core_value")
        )
        said = _said(view, {names["text"]: data.get(names["text"])})
        if receiver is None or value is None or said is None:
            return None
        ids = {"given_by_id": told["pk"], "given_for_id": receiver, "core_value_id": value}
        return Thing(id=0, given_at=now, **ids, **said)

    def write(
        self, thing: Thing, reader: Any, told: Told, now: datetime, kept: at_once.Kept
    ) -> int | None:
        """Give it, if this process knows by which time zone it is counted."""
        zone = tallies.zone_of(organisation=told["home"])
        if zone is None:
            return None
        return thanks_at_once.thank(
            reader=reader,
            told=told,
            receiver=thing.given_for_id,
            value=thing.core_value_id,
            text=thing.text,
            zone=zone,
            month=day_in(zone, now).replace(day=1),
            now=now,
            kept=kept,
        )


@cache
def _kept_word(word: Any) -> Any:
    # DRF copies all fields of a serializer for each one that is made, which takes longer than
    # what is done with them here. One that is told nothing of a request can serve them all.
    return word(partial=True)


def _word(view: ResourceViewSet, name: str | None) -> Any:
    word: Any = view.dialect.words[str(name)]
    return _kept_word(word)


def _said(view: ResourceViewSet, data: Any) -> dict[str, Any] | None:
    """Return what is said in the fields of the body that are in ``data``; None if not rightly."""
    try:
        said: dict[str, Any] = _word(view, view.asked.body).run_validation(data)
    except ValidationError:
        return None
    return said


def _kept(
    view: ResourceViewSet, request: HttpRequest, key: str, data: Any, answer: Any
) -> at_once.Kept:
    """Return what to keep under the request's ``key``; in the ``answer`` the id is 0 yet."""
    fingerprint = fingerprint_of(request.method or "", path_of(view), data)
    before, _, behind = ENCODER.encode(answer).decode().partition("0")
    return at_once.Kept(kept_under(key), fingerprint, before, behind)


def _body(view: ResourceViewSet, request: HttpRequest) -> Any:
    """Return the object in the body; None for one that the ordinary way has to look at."""
    try:
        body = request.body
        if not body:
            return {}
        if request.content_type != "application/json" or request.content_params:
            return None
        data: Any = view.dialect.parser_class().parse(BytesIO(body))
    except (APIException, SuspiciousOperation, ValueError):  # too long, or no JSON
        return None
    return None if data.repeated else data
