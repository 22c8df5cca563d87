"""What users did elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.actions import events
from accounts.models import Change, Event, User
from peerly.errors import Gone, Removed
from tests.dialects.engage.answers import refused

pytestmark = pytest.mark.django_db


def test_an_event_is_kept_and_nothing_follows_from_it(whole, cast):
    changes = Change.objects.count()
    body = {
        "event": "Add to cart",
        "value": 49.99,
        "properties": {"product": "T123", "amount": 12.99, "is_gift": False},
        "timestamp": "2020-05-30T09:30:10Z",
    }
    answer = whole.ask("POST", "/v1/users/ben@acme.test/events", body)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    event = Event.objects.visible_to(cast.ada).get()
    assert (event.user, event.name, event.value) == (cast.ben, "Add to cart", 49.99)
    assert event.properties == body["properties"]
    assert event.at.isoformat() == "2020-05-30T09:30:10+00:00"
    assert Change.objects.count() == changes


@pytest.mark.parametrize("value", [True, False, 0, 1.5, "gold"])
def test_an_event_without_a_moment_happened_now(whole, cast, value):
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False):
        body = {"event": "Paid", "value": value}
        assert whole.ask("POST", "/v1/users/ben@acme.test/events", body).status_code == 200

    event = Event.objects.visible_to(cast.ada).get()
    assert event.at == event.received_at
    assert (event.value, event.properties) == (value, {})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "event"),
        ({"event": ""}, "event"),
        ({"event": "x" * 256}, "event"),
        ({"event": "Paid", "value": None}, "value"),
        ({"event": "Paid", "value": [1]}, "value"),
        ({"event": "Paid", "properties": {"a": None}}, "properties"),
        ({"event": "Paid", "timestamp": "yesterday"}, "timestamp"),
    ],
)
def test_what_is_no_event_is_refused(whole, cast, body, field):
    refused(whole, "POST", "/v1/users/ben@acme.test/events", body, field)


def test_an_event_of_nobody_is_refused(whole):
    refused(whole, "POST", "/v1/users/u1/events", {"event": "Paid"}, "uid", status=404)


def test_a_day_has_room_for_so_many_events_of_one_person(alone, whole, cast, monkeypatch):
    monkeypatch.setattr(events, "MOST_A_DAY", 2)
    path, body = "/v1/users/ben@acme.test/events", {"event": "Paid"}
    with time_machine.travel("2026-11-18T09:30:00Z", tick=False):
        answers = [alone.ask("POST", path, body).status_code for _ in range(3)]
        assert answers == [200, 200, 422]
        # What anybody may say takes no room from who has shown the secret, nor Ben from Cal.
        answers = [whole.ask("POST", path, body).status_code for _ in range(3)]
        assert answers == [200, 200, 422]
        assert whole.ask("POST", "/v1/users/cal@acme.test/events", body).status_code == 200
        assert Event.objects.filter(user=cast.ben).count() == 4
    with time_machine.travel("2026-11-19T00:00:00Z", tick=False):
        assert whole.ask("POST", path, body).status_code == 200


def test_nothing_is_noted_by_or_of_somebody_removed_meanwhile(cast):
    """Whoever asked, and whom it is about, were there when the request began."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    for gone, expected in ((cast.cal, Gone), (cast.ada, Removed)):
        User.all_objects.filter(pk=gone.pk).delete(by=cast.root)
        with pytest.raises(expected):
            events.note(by=cast.ada, person=cast.cal, name="Paid", at=at)
    assert not Event.objects.exists()
