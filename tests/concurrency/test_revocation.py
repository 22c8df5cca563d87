"""What was taken away stays away: no request begun after the acknowledgement still succeeds.

Sixteen connections, spread over both workers, keep asking meanwhile.
"""

from __future__ import annotations

import time

import pytest

from accounts.api.authentication import BearerAuthentication
from accounts.roles import Role
from recognition.models import Recognition
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency.pressure import ENOUGH, Attempt, Load, do, pressure

pytestmark = pytest.mark.django_db(transaction=True)


def bearer(client) -> dict[str, str]:
    """Return the header with the token of ``client``."""
    return {"Authorization": f"Bearer {client.token}"}


def assert_effective(load: Load, acknowledged: float, refusal: int) -> None:
    """Everything begun later is refused, and there was something to refuse."""
    later = [attempt.status for attempt in load.within(acknowledged)]
    assert set(later) == {refusal}, f"after the acknowledgement: {sorted(set(later))}"
    assert len(later) >= ENOUGH
    assert any(attempt.status < 300 for attempt in load.within(0.0, acknowledged))


def test_after_a_logout_no_worker_takes_the_token(server, cast):
    with server.client(cast.ann) as ann, server.client(cast.ann) as other_device:
        with pressure(server, bearer(ann), "GET", "/users/me") as load:
            acknowledged = do(ann, "POST", "/logout")

        assert_effective(load, acknowledged, 401)
        assert other_device.ask("GET", "/users/me").status_code == 200


def test_after_a_removal_no_worker_takes_any_token_of_that_person(server, cast):
    body = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thanks!"}
    devices = server.client(cast.ann), server.client(cast.ann)
    with server.client(cast.ada) as ada, devices[0] as ann, devices[1] as other_device:
        with pressure(server, bearer(ann), "POST", "/recognitions", body) as load:
            acknowledged = do(ada, "DELETE", f"/users/{cast.ann.pk}")

        assert_effective(load, acknowledged, 401)
        given = [attempt for attempt in load.attempts if attempt.status == 201]
        assert Recognition.objects.filter(text="Thanks!").count() == len(given)
        assert other_device.ask("GET", "/users/me").status_code == 401


def test_after_a_demotion_no_worker_lets_the_person_administer(server, cast):
    eve = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    with server.client(cast.ada) as ada, server.client(eve) as client:
        with pressure(server, bearer(client), "GET", f"/users/{cast.ben.pk}") as load:
            acknowledged = do(ada, "PUT", f"/users/{eve.pk}", {"role_id": Role.EMPLOYEE})

        assert_effective(load, acknowledged, 403)
        # The token still says 2; what it is good for is what Eve is now.
        assert client.ask("GET", "/users/me").json()["data"]["role_id"] == Role.EMPLOYEE


def test_a_promotion_counts_with_the_old_token(server, cast):
    with server.client(cast.ada) as ada, server.client(cast.cal) as cal:
        assert cal.ask("GET", f"/users/{cast.ben.pk}").status_code == 403
        do(ada, "PUT", f"/users/{cast.cal.pk}", {"role_id": Role.ORGANISATION_ADMIN})

        assert cal.ask("GET", f"/users/{cast.ben.pk}").status_code == 200


def test_a_restored_person_goes_on_with_no_old_token(server, cast):
    devices = server.client(cast.ann), server.client(cast.ann)
    with server.client(cast.ada) as ada, devices[0] as ann, devices[1] as other_device:
        do(other_device, "POST", "/logout")
        do(ada, "DELETE", f"/users/{cast.ann.pk}")
        assert ann.ask("GET", "/users/me").status_code == 401
        do(ada, "POST", f"/users/{cast.ann.pk}/restore")

        assert ann.ask("GET", "/users/me").status_code == 401
        assert other_device.ask("GET", "/users/me").status_code == 401
        with server.client(cast.ann) as anew:
            assert anew.ask("GET", "/users/me").status_code == 200


def test_control_remembering_who_has_a_token_keeps_it_alive(monkeypatch, cast):
    look_up = BearerAuthentication._person
    known = {}

    def remembered(authentication, token):
        if token.fingerprint not in known:
            known[token.fingerprint] = look_up(authentication, token)
        return known[token.fingerprint]

    monkeypatch.setattr(BearerAuthentication, "_person", remembered)
    ann = Api(cast.ann)

    def ask(count: int) -> list[Attempt]:
        return [
            Attempt(time.monotonic(), time.monotonic(), ann.get("/users/me")) for _ in range(count)
        ]

    before = ask(1)
    ann.post("/logout")
    acknowledged = time.monotonic()

    with pytest.raises(AssertionError, match=r"after the acknowledgement: \[200\]"):
        assert_effective(Load(before + ask(ENOUGH)), acknowledged, 401)
