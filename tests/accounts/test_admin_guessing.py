"""/admin/login/: guessing at passwords."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import connection
from django.test import RequestFactory

from accounts.models import User
from tests.accounts.login_page import (
    LOGIN,
    PASSWORD,
    WINDOW,
    gets_in,
)

# Guessing ---------------------------------------------------------------------------


def test_after_the_tenth_failure_not_even_the_right_password_works(
    admin: User, clock: time_machine.Traveller
) -> None:
    for _ in range(9):
        assert not gets_in(admin.email, "wrong")
    assert gets_in(admin.email, PASSWORD)  # which neither counts nor forgives
    assert not gets_in(admin.email, "wrong")
    for _ in range(3):
        assert not gets_in(admin.email.upper(), PASSWORD)


def test_failures_are_logged_without_the_password_or_the_whole_address(
    admin: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "canary", REMOTE_ADDR="192.0.2.1")
    assert not gets_in(admin.email, "canary", REMOTE_ADDR="192.0.2.1")
    told = [entry.getMessage() for entry in caplog.records if entry.name == "accounts.sign_ins"]
    assert len(told) == 2
    assert all("r…@peerly.test" in line and "192.0.2.1" in line for line in told)
    assert "canary" not in caplog.text
    assert admin.email not in caplog.text


def test_the_limit_ends_with_its_window(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (2, WINDOW)
    for _ in range(2):
        assert not gets_in(admin.email, "wrong")
    clock.shift(timedelta(seconds=WINDOW - 2))
    assert not gets_in(admin.email, PASSWORD)
    clock.shift(timedelta(seconds=1))
    assert gets_in(admin.email, PASSWORD)


def test_successes_do_not_count(admin: User, settings: Any, clock: time_machine.Traveller) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for _ in range(6):
        assert gets_in(admin.email, PASSWORD)


def test_failures_elsewhere_lock_nobody_out(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "wrong", REMOTE_ADDR="192.0.2.1")
    assert not gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.1")
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.2")


def test_a_network_address_has_five_times_the_failures_of_one_person(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for number in range(4):
        assert not gets_in(f"nobody{number}@peerly.test", "wrong")
    assert gets_in(admin.email, PASSWORD)
    assert not gets_in("nobody4@peerly.test", "wrong")
    assert not gets_in(admin.email, PASSWORD)
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.2")


def test_refused_attempts_do_not_use_up_the_network_address(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for _ in range(6):
        assert not gets_in("nobody@peerly.test", "wrong")
    assert gets_in(admin.email, PASSWORD)


def test_one_ipv6_network_is_one_address(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "wrong", REMOTE_ADDR="2001:db8::1")
    assert not gets_in(admin.email, PASSWORD, REMOTE_ADDR="2001:db8::ffff:2")
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("proxies", "first", "second", "same"),
    [
        (0, "192.0.2.1", "192.0.2.2", True),
        (1, "192.0.2.1", "192.0.2.2", False),
        (1, "1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", True),
        (2, "192.0.2.1, 10.0.0.1", "192.0.2.2, 10.0.0.1", False),
        (2, "1.1.1.1, 192.0.2.1, 10.0.0.1", "2.2.2.2, 192.0.2.1, 10.0.0.1", True),
        (1, "nonsense", "nonsense", True),
    ],
)
def test_forwarded_addresses_are_believed_behind_declared_proxies_only(
    admin: User,
    settings: Any,
    clock: time_machine.Traveller,
    proxies: int,
    first: str,
    second: str,
    same: bool,
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    assert not gets_in(admin.email, "wrong", HTTP_X_FORWARDED_FOR=first)
    assert gets_in(admin.email, PASSWORD, HTTP_X_FORWARDED_FOR=second) is not same


@pytest.mark.django_db(transaction=True)
def test_however_many_guess_at_once_only_so_many_guesses_are_looked_at(
    admin: User,
    settings: Any,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PASSWORD_RATE = (3, WINDOW)
    looked_at = []
    monkeypatch.setattr(User, "check_password", lambda self, guess: looked_at.append(guess))
    barrier = threading.Barrier(8)

    def guess(number: int) -> None:
        try:
            barrier.wait()
            request = RequestFactory().post(LOGIN)
            assert authenticate(request, username=admin.email, password=f"{number}") is None
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 3
