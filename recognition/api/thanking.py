"""The express lane of giving: a recognition by one statement, where nothing stands against it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.api.idempotency import HEADER, is_key
from accounts.periods import day_in
from peerly.api.express import named_in, respond
from peerly.api.viewsets import ResourceViewSet
from peerly.prepared import alone
from recognition.actions import tallies, thanks_at_once
from recognition.api.joining import body_of, kept_of, told_of
from recognition.models import Recognition


class ThankingLane:
    """Answers what the ordinary way would; all that is unusual comes there, with nothing done."""

    def answer(self, view: ResourceViewSet, request: HttpRequest) -> HttpResponse | None:
        """Return the answer, the recognition being given; None with nothing done."""
        named = named_in(view, request)
        data = body_of(view, request)
        if named is None or not data:
            return None
        reader, told = named
        zone = tallies.zone_of(organisation=told["home"])
        given = _read(view, data)
        if zone is None or given is None or not is_key(request.headers.get(HEADER, "none")):
            return None
        now = timezone.now()
        thanks = Recognition(id=0, given_by_id=told["pk"], given_at=now, **given)
        kept = kept_of(view, request, data, thanks)
        with suppress(Error), alone():
            thanks.pk = thanks_at_once.thank(
                reader=reader,
                told=told,
                receiver=given["given_for_id"],
                value=given["core_value_id"],
                text=given["text"],
                zone=zone,
                month=day_in(zone, now).replace(day=1),
                now=now,
                kept=kept,
            )
        return respond(view, told_of(view, thanks), None) if thanks.pk else None


def _read(view: ResourceViewSet, data: Any) -> dict[str, Any] | None:
    """Return what the body says: the ids are looked up by the statement, and not before."""
    word: Any = view.dialect.words[str(view.asked.body)]
    names = {field.source: name for name, field in word().fields.items()}
    ids = [
        view.dialect.body_id("", data.get(names[source])) for source in ("given_for", "core_value")
    ]
    words = word(data={names["text"]: data.get(names["text"])}, partial=True)
    if None in ids or not words.is_valid():
        return None
    return {"given_for_id": ids[0], "core_value_id": ids[1], **words.validated_data}
