"""What is done through a key is told of that key: nobody hides behind its owner."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from accounts.actions import credentials, users
from accounts.models import Change, Credential, Department, User
from accounts.roles import Role
from peerly.errors import NotAllowed
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency.rush import together
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db

ENGAGEDLY, AGYLETIME = SPEAK["engagedly"], SPEAK["agyletime"]


def adds_department(caller: Caller, name: str, **headers: str) -> Any:
    """Have ``caller`` add a department."""
    return caller.ask("POST", "/beta/departments", {"name": name}, **headers)


def lines() -> list[tuple[str, User | None, Credential | None]]:
    """Return what the history tells: the action, by whom, through which key."""
    told = Change.objects.select_related("by", "through").order_by("id")
    return [(line.what, line.by, line.through) for line in told]


def test_the_history_names_the_key_and_its_owner(cast: SimpleNamespace) -> None:
    one, two = (Caller(ENGAGEDLY, cast.ada) for _ in range(2))
    first, second = Credential.objects.order_by("id")

    assert [
        adds_department(each, each.headers["ClientKey"]).status_code for each in (one, two)
    ] == [
        201,
        201,
    ]

    assert lines() == [
        ("departments.create", cast.ada, first),
        ("departments.create", cast.ada, second),
    ]


def test_a_token_got_with_a_key_is_that_key(cast: SimpleNamespace) -> None:
    caller = Caller(AGYLETIME, cast.ada)

    assert caller.ask("POST", "/organisation/business-roles", {"name": "Baker"}).status_code == 201

    assert [through for _, _, through in lines()] == [Credential.objects.get()]


def test_what_comes_after_was_done_by_the_person_themselves(cast: SimpleNamespace) -> None:
    caller, own = Caller(ENGAGEDLY, cast.ada), Api(cast.ada)
    value = {"text": "Be kind", "description": "Always."}

    assert adds_department(caller, "Export").status_code == 201
    assert own.post("/core_values", value).status_code == 201
    assert caller.ask("GET", "/beta/nowhere").status_code == 404
    users.remove(by=cast.ada, person=cast.cal)

    assert [through is None for _, _, through in lines()] == [False, True, True]


def test_a_bug_leaves_no_key_to_the_next_request(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(ENGAGEDLY, cast.ada)
    with monkeypatch.context() as broken:
        broken.setattr(Department, "save", lambda *args, **kwargs: 1 / 0)
        assert adds_department(caller, "Export").status_code == 500
    users.remove(by=cast.ada, person=cast.cal)

    assert lines() == [("users.remove", cast.ada, None)]


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_each_have_their_own(cast: SimpleNamespace) -> None:
    callers = [Caller(ENGAGEDLY, cast.ada) for _ in range(3)]
    made = list(Credential.objects.order_by("id"))
    together([asking(caller, f"D{number}") for number, caller in enumerate(callers)])

    told = Change.objects.filter(what="departments.create").values_list("through", "details__name")
    assert sorted(told) == [(each.pk, f"D{number}") for number, each in enumerate(made)]


def asking(caller: Caller, name: str) -> Callable[[Callable[[], object]], None]:
    """Return what one thread does: it adds three departments, one after another."""

    def add(start: Callable[[], object]) -> None:
        start()
        assert adds_department(caller, name).status_code == 201
        connections.close_all()

    return add


# Who may make one ---------------------------------------------------------------


@pytest.fixture
def bea(cast: SimpleNamespace) -> User:
    """Bea, who administers Acme beside Ada."""
    return UserFactory(organisation=cast.acme, first_name="Bea", role=Role.ORGANISATION_ADMIN)


def made(by: User | None, owner: User) -> Credential:
    """Make a key."""
    return credentials.issue(by=by, owner=owner, speaks="betterworks", identifier=None).credential


def test_one_administrator_makes_no_key_that_acts_as_another(
    cast: SimpleNamespace, bea: User
) -> None:
    before = everything()

    with pytest.raises(NotAllowed):
        made(cast.ada, bea)

    assert everything() == before
    assert [made(by, bea).owner for by in (bea, cast.root, None)] == [bea] * 3
    assert made(cast.ada, cast.mo).owner == cast.mo


def test_another_administrators_key_is_switched_off_but_not_on(
    cast: SimpleNamespace, bea: User
) -> None:
    key = made(bea, bea)
    assert credentials.revoke(by=cast.ada, credential=key).is_revoked
    before = everything()

    with pytest.raises(NotAllowed):
        credentials.reactivate(by=cast.ada, credential=key)

    assert everything() == before
    assert not credentials.reactivate(by=bea, credential=key).is_revoked


def test_a_key_grows_with_its_owner_and_is_told_of(cast: SimpleNamespace) -> None:
    caller = Caller(ENGAGEDLY, cast.ben)
    assert adds_department(caller, "Export").status_code == 403
    users.change_role(by=cast.ada, person=cast.ben, role_id=Role.ORGANISATION_ADMIN)

    assert adds_department(caller, "Export").status_code == 201

    assert lines()[-1] == ("departments.create", cast.ben, Credential.objects.get())
