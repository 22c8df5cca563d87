"""Engage's own SDK for Python, pointed at Peerly by its base URL."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import engagesdk
import pytest
from engagesdk.base import Borg

from accounts.models import Event, User
from peerly.notation import as_hex
from tests.dialects.engage import keys
from tests.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def engage(
    transactional_db: None, cast: SimpleNamespace, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Return the SDK, as a server of Ada's uses it."""
    made = keys.issue(cast.ada)
    monkeypatch.setattr(engagesdk, "API_URL", f"http://127.0.0.1:{server.port}/v1")
    monkeypatch.setattr(Borg, "_shared_state", {})  # or it would keep the first key it saw
    return engagesdk.Engage(made.identifier, made.secret)


def test_engages_own_sdk_identifies_tracks_creates_lists_and_deletes(engage: Any, cast: Any):
    # Identify: Ben is here already, so he is known by what the application calls him from now on.
    ben = engage.users.identify({"id": "u7", "email": "ben@acme.test", "plan": "pro", "age": 34})
    assert (ben["id"], ben["uid"]) == (as_hex(cast.ben.pk), "u7")
    assert ben["meta"] == {"age": 34, "plan": "pro"}
    changed = engage.users.add_attribute("u7", {"first_name": "Benjamin", "plan": "custom"})
    assert (changed["first_name"], changed["meta"]) == ("Benjamin", {"age": 34, "plan": "custom"})
    nia = engage.users.identify({"id": "u8", "first_name": "Nia", "number": "2348023456789"})
    assert (nia["uid"], nia["number"], nia["email"]) == ("u8", "2348023456789", None)

    # Track: a name, and something about it.
    assert engage.users.track("u8", "Signed up") == {"status": "ok"}
    bought = {"event": "Add to cart", "product": "T123", "timestamp": "2020-05-30T09:30:10Z"}
    assert engage.users.track("u8", bought) == {"status": "ok"}
    told = [(event.name, event.value, event.properties) for event in Event.objects.all()]
    assert told == [("Signed up", True, {}), ("Add to cart", None, {"product": "T123"})]

    # What it has no method for, its own requests ask for.
    requests = engage.users().requests
    made = requests.post("/users", data={"id": "u9", "email": "roe@acme.test"})
    assert (made["uid"], made["email"]) == ("u9", "roe@acme.test")
    seen: list[str] = []
    page = requests.get("/users", qs={"limit": 3})
    while page["data"]:
        seen += [row["uid"] for row in page["data"]]
        page = requests.get("/users", qs={"limit": 3, "after_id": page["data"][-1]["id"]})
    assert seen == [
        "ann@acme.test",
        "u7",
        "cal@acme.test",
        "mo@acme.test",
        "ada@acme.test",
        "u8",
        "u9",
    ]
    assert requests.delete("/users/u9") == {"status": "ok"}
    assert requests.get("/users/u9") == {"error": "uid: This does not exist"}
    assert User.all_objects.get(email="roe@acme.test").is_removed

    # What is not Peerly's is an error that the SDK reads like any other.
    assert engage.users.add_to_account("u7", "a1", "owner") == {"error": "There is nothing here."}
