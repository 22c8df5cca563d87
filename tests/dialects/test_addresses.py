"""Whoever has somebody's address is them: whose address an integration may change."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.actions import records
from accounts.models import User
from accounts.roles import Role
from peerly.dialects.engagedly import ids
from tests.cast import UserFactory
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db

Tell = Callable[[User, str], Any]

WAYS: dict[str, tuple[str, Callable[[User], str], int]] = {
    "engagedly": ("PUT", lambda person: f"/beta/users/{ids.spell('user', person.pk)}", 422),
    "engage": ("PUT", lambda person: f"/v1/users/u{person.pk}", 400),
    "betterworks": ("POST", lambda person: f"/api/v1/users/{person.pk}/", 400),
    "agyletime": ("PUT", lambda person: f"/organisation/users/{person.pk}", 400),
}
"""How each dialect tells of somebody, and the status with which it refuses."""


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Return the name of each dialect that can change an address."""
    return str(request.param)


@pytest.fixture
def tell(way: str, cast: SimpleNamespace) -> Tell:
    """Return what tells the dialect somebody's address with Ada's key."""
    ada = Caller(SPEAK[way], cast.ada)
    for person in User.objects.filter(organisation=cast.acme):
        records.keep(by=cast.ada, person=person, external_id=f"u{person.pk}")
    method, path, _ = WAYS[way]
    return lambda person, email: ada.ask(method, path(person), {"email": email})


@pytest.fixture
def settled(cast: SimpleNamespace) -> list[User]:
    """Return people of whom one has each reason to keep their address."""
    bea = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    User.objects.filter(pk=cast.ben.pk).update(last_login=timezone.now())
    UserSocialAuth.objects.create(user=cast.cal, provider="google-oauth2", uid="7")
    return [bea, cast.mo, cast.ben, cast.cal]


def test_who_has_come_or_may_more_than_everybody_keeps_their_address(
    way: str, settled: list[User], tell: Tell
):
    for person in settled:
        before = everything()
        answer = tell(person, "eve@acme.test")
        failure = SPEAK[way].read_failure(answer)
        assert (answer.status_code, set(failure.fields)) == (WAYS[way][2], {"email"}), person
        assert everything() == before


def test_who_is_told_the_address_they_have_is_not_refused(settled: list[User], tell: Tell):
    for person in settled:
        assert tell(person, str(person.email).upper()).status_code == 200
        assert User.objects.get(pk=person.pk).email == person.email


def test_who_has_not_come_yet_can_be_given_another_address(cast: SimpleNamespace, tell: Tell):
    assert tell(cast.ann, "Anna@acme.test").status_code == 200
    assert User.objects.get(pk=cast.ann.pk).email == "anna@acme.test"
