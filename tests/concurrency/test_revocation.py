"""What was taken away stays away: no request begun after the acknowledgement still succeeds.

Sixteen connections, spread over both workers, keep asking meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from accounts.api.authentication import BearerAuthentication
from accounts.roles import Role
from recognition.models import Recognition
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency.rush import together

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 16
ENOUGH = 40
"""Requests before the revocation, and after it."""

SECONDS = 20
"""After which the server is too slow to be tested."""


@dataclass(frozen=True)
class Attempt:
    """One request: when it began (``time.monotonic``) and how it ended."""

    began: float
    status: int


def assert_effective(attempts: list[Attempt], acknowledged: float, refusal: int) -> None:
    """Everything begun later is refused, and there was something to refuse."""
    later = [attempt.status for attempt in attempts if attempt.began > acknowledged]
    assert set(later) == {refusal}, f"after the acknowledgement: {sorted(set(later))}"
    assert len(later) >= ENOUGH
    assert any(attempt.status < 300 for attempt in attempts if attempt.began < acknowledged)


@contextmanager
def pressure(server, token: str, method: str, path: str, body=None) -> Iterator[list[Attempt]]:
    """Keep asking with ``token`` until the block and enough requests after it are over."""
    attempts: list[Attempt] = []
    stop = threading.Event()

    def keep_asking(start: Callable[[], object]) -> None:
        with server.client() as client:
            client.token = token
            start()
            while not stop.is_set():
                began = time.monotonic()
                answer = client.ask(method, path, body)
                attempts.append(Attempt(began, answer.status_code))

    load = threading.Thread(target=together, args=([keep_asking] * CONNECTIONS,))
    load.start()
    try:
        wait_for(attempts, ENOUGH)
        yield attempts
        # Those that were under way may have begun before.
        wait_for(attempts, len(attempts) + CONNECTIONS + ENOUGH)
    finally:
        stop.set()
        load.join()


def wait_for(attempts: list[Attempt], count: int) -> None:
    deadline = time.monotonic() + SECONDS
    while len(attempts) < count:
        assert time.monotonic() < deadline, "the server is too slow"
        time.sleep(0.005)


def do(client, method: str, path: str, body=None) -> float:
    """Send what takes something away; returns when it was acknowledged."""
    answer = client.ask(method, path, body)
    assert answer.status_code == 200, answer.body
    return time.monotonic()


def test_after_a_logout_no_worker_takes_the_token(server, cast):
    with server.client(cast.ann) as ann, server.client(cast.ann) as other_device:
        with pressure(server, ann.token, "GET", "/users/me") as attempts:
            acknowledged = do(ann, "POST", "/logout")

        assert_effective(attempts, acknowledged, 401)
        assert other_device.ask("GET", "/users/me").status_code == 200


def test_after_a_removal_no_worker_takes_any_token_of_that_person(server, cast):
    body = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thanks!"}
    devices = server.client(cast.ann), server.client(cast.ann)
    with server.client(cast.ada) as ada, devices[0] as ann, devices[1] as other_device:
        with pressure(server, ann.token, "POST", "/recognitions", body) as attempts:
            acknowledged = do(ada, "DELETE", f"/users/{cast.ann.pk}")

        assert_effective(attempts, acknowledged, 401)
        given = [attempt for attempt in attempts if attempt.status == 201]
        assert Recognition.objects.filter(text="Thanks!").count() == len(given)
        assert other_device.ask("GET", "/users/me").status_code == 401


def test_after_a_demotion_no_worker_lets_the_person_administer(server, cast):
    eve = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    with server.client(cast.ada) as ada, server.client(eve) as client:
        with pressure(server, client.token, "GET", f"/users/{cast.ben.pk}") as attempts:
            acknowledged = do(ada, "PUT", f"/users/{eve.pk}", {"role_id": Role.EMPLOYEE})

        assert_effective(attempts, acknowledged, 403)
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

    def attempts(count: int) -> list[Attempt]:
        return [Attempt(time.monotonic(), ann.get("/users/me").status_code) for _ in range(count)]

    before = attempts(1)
    ann.post("/logout")
    acknowledged = time.monotonic()

    with pytest.raises(AssertionError, match=r"after the acknowledgement: \[200\]"):
        assert_effective(before + attempts(ENOUGH), acknowledged, 401)
