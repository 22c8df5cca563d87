"""A credential is worth what is true now: no request begun after the acknowledgement disagrees.

In every dialect that has credentials, while eight connections to both workers keep asking.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from accounts.api.credentials import CredentialAuthentication
from accounts.models import Credential, User
from accounts.roles import Role
from peerly.dialects import DIALECTS
from tests.cast import UserFactory
from tests.concurrency.pressure import ENOUGH, Attempt, do, pressure
from tests.dialects.asking import Caller
from tests.dialects.endpoints import Endpoint, endpoints
from tests.dialects.fixtures import SPEAK
from tests.dialects.hooks import Hooks
from tests.dialects.settings_page import SettingsPage
from tests.dialects.stage import Side, furnish

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 8

NAMES = [each.name for each in DIALECTS if each.key_names]


@pytest.fixture(params=NAMES)
def hooks(request: pytest.FixtureRequest) -> Hooks:
    """Each dialect that has credentials."""
    return SPEAK[request.param]


@pytest.fixture
def here(transactional_db: None) -> Side:
    """An organisation, committed."""
    return furnish().here


@pytest.fixture
def eve(here: Side) -> User:
    """An administrator beside the other one, who owns a credential."""
    eve: User = UserFactory(
        organisation=here.organisation, first_name="Eve", role=Role.ORGANISATION_ADMIN
    )
    return eve


def for_administrators(hooks: Hooks, employee: User) -> Endpoint:
    """Return the least harmful request about nothing in particular that is for administrators."""
    able = [each for each in endpoints(hooks.dialect) if not each.operation.may(employee)]
    plain = [each for each in able if not each.parameters]
    return min(plain, key=lambda each: each.method != "GET")


def assert_all_told(hooks: Hooks, attempts: list[Attempt], failure: str | None) -> None:
    """All were refused as ``failure``, or all succeeded if that is None; and there were enough."""
    told = {
        hooks.failed(each.answer, failure) if failure else "" if each.status < 300 else each.status
        for each in attempts
    }
    assert told == {""}, f"not {failure}: {told}"
    assert len(attempts) >= ENOUGH


def test_whatever_happens_to_a_credential_or_its_owner_counts_at_once(server, here, eve, hooks):
    endpoint, signed = for_administrators(hooks, here.giver), hooks.credentials(eve)
    make, credential = hooks.samples[str(endpoint)].body, Credential.objects.get(owner=eve)
    # As an administrator only her own key acts, so that she alone can have it back.
    page, path = SettingsPage(eve), f"/users/{eve.pk}"

    with server.client(here.admin) as ada:
        happenings: list[tuple[Callable[[], object], str | None]] = [
            (lambda: do(ada, "PUT", path, {"role_id": Role.EMPLOYEE}), "access_denied"),
            (lambda: do(ada, "PUT", path, {"role_id": Role.ORGANISATION_ADMIN}), None),
            (lambda: page.revoke(credential), "invalid_token"),
            (lambda: page.reactivate(credential), None if hooks.revives else "invalid_token"),
            (lambda: signed.update(hooks.credentials(eve)), None),
            (lambda: do(ada, "DELETE", path), "invalid_token"),
        ]
        body = make(here) if make else None
        with pressure(
            server, signed, endpoint.method, endpoint.path(""), body, connections=CONNECTIONS
        ) as load:
            since, failure = 0.0, None
            for happen, then in happenings:
                load.wait(since)
                told = load.within(since, time.monotonic())
                happen()
                assert_all_told(hooks, told, failure)
                since, failure = time.monotonic(), then
        assert_all_told(hooks, load.within(since), failure)


@pytest.mark.parametrize("hooks", NAMES[:2], indirect=True)
def test_control_remembering_whose_a_credential_is_keeps_it_alive(monkeypatch, here, eve, hooks):
    known: dict[object, Credential] = {}
    for name in ("look_up", "recall"):
        look = getattr(CredentialAuthentication, name)

        def remembered(authentication, shown, look=look):
            if shown not in known:
                known[shown] = look(authentication, shown)
            return known[shown]

        monkeypatch.setattr(CredentialAuthentication, name, remembered)
    endpoint, client = for_administrators(hooks, here.giver), Caller(hooks, eve)

    def ask(count: int) -> list[Attempt]:
        asked = time.monotonic()
        return [Attempt(asked, asked, client.play(endpoint, here)) for _ in range(count)]

    ask(1)
    SettingsPage(here.admin).revoke(Credential.objects.get(owner=eve))
    later = ask(ENOUGH)

    assert_all_told(hooks, later, None)
    with pytest.raises(AssertionError, match="not invalid_token"):
        assert_all_told(hooks, later, "invalid_token")
