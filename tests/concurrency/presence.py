"""Somebody with a role to lose, and requests that their loss overtakes."""

from __future__ import annotations

from accounts.models import Change, User
from accounts.roles import Role
from recognition.models import (
    Badge,
    CoreValue,
    Hi5,
    LedgerEntry,
    Recognition,
    Report,
    Review,
)
from tests.api import Api
from tests.concurrency.interleave import meet


def stored() -> list[object]:
    """Return what an action of Eve's could have changed."""
    rows = [model.objects.order_by("pk").values() for model in (CoreValue, Badge, Recognition)]
    people = User.all_objects.exclude(first_name="Eve").order_by("pk").values()
    kept = [list(each) for each in [*rows, people]]
    counts = [model.objects.count() for model in (Hi5, LedgerEntry, Report, Review)]
    return [kept, counts, Change.objects.exclude(what__startswith="users.").count()]


def overtaken(monkeypatch, cast, case, by: str, act):
    """Send a request that ``act`` overtakes once it has been let in; returns the answer."""
    owner, name, method, path, body = case
    ids = {key: thing.pk for key, thing in vars(cast).items()}
    # The one who asks and what it is about have been read; nothing is locked yet.
    rival = meet(monkeypatch, owner, name, act, guarded=False)
    answer = Api(getattr(cast, by)).ask(method, path.format(**ids), body)
    done = rival.result()
    assert done.status_code == 200, done.content
    return answer


def demote(cast, person, role=Role.EMPLOYEE):
    return lambda: Api(cast.root).put(f"/users/{person.pk}", {"role_id": role})


def remove(cast, person):
    return lambda: Api(cast.root).delete(f"/users/{person.pk}")
