"""POST /oauth/google: what is kept and logged of it, and who wins when two sign in at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from social_django.models import UserSocialAuth

from accounts.actions import users
from accounts.models import Change, User
from tests.accounts.signing_in import (
    LONGER_THAN_ANY_TEST,
    SOON,
    UNAUTHORISED,
    assert_refused,
    claims_of,
    everything,
    person_of,
    sign_in,
)
from tests.google import Google, closed_port

# What is kept and what is logged --------------------------------------------------


def test_google_s_token_is_neither_stored_nor_logged(
    cast: SimpleNamespace, google: Google, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS = SOON
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])
    token = google.mint(email="new@acme.test", token="ya29.secret-canary")
    assert sign_in(token).status_code == 200
    assert UserSocialAuth.objects.get().extra_data == {}
    google.mint(tokeninfo={"aud": "evil.apps"}, token=token)
    assert sign_in(token).status_code == 401
    google.status = 503
    assert sign_in(token).status_code == 500
    google.status, google.delay = 200, LONGER_THAN_ANY_TEST
    assert sign_in(token).status_code == 500
    settings.GOOGLE_API_ROOT = closed_port()
    assert sign_in(token).status_code == 500
    assert "canary" not in caplog.text
    assert "canary" not in repr(everything())


def test_the_reason_of_a_refusal_is_in_the_log_with_the_address_masked(
    cast: SimpleNamespace, google: Google, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(google.mint(email="eve.adams@evil-acme.test"))
    (record,) = [entry for entry in caplog.records if entry.name == "accounts.sign_ins"]
    assert "e…@evil-acme.test" in record.getMessage()
    assert "domain" in record.getMessage()
    assert "adams" not in caplog.text


# The page's own request ---------------------------------------------------------------


def test_another_origin_may_post_without_cookies_or_csrf(
    cast: SimpleNamespace, google: Google
) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(
        "/oauth/google",
        {"access_token": google.mint()},
        content_type="application/json",
        headers={"Origin": "https://app.acme.example", "Referer": "https://app.acme.example/"},
    )
    assert person_of(response) == cast.ann
    assert not response.cookies


# Races --------------------------------------------------------------------------------


def _at_once(tokens: list[str]) -> list[str]:
    """Sign in with each token in a thread of its own; returns our tokens."""
    barrier = threading.Barrier(len(tokens))
    got: list[Any] = []

    def run(token: str) -> None:
        try:
            barrier.wait()
            got.append(sign_in(token))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [claims_of(response)["sub"] for response in got]


@pytest.mark.django_db(transaction=True)
def test_first_sign_ins_at_once_make_one_person(google: Google, cast: SimpleNamespace) -> None:
    before = User.all_objects.count()
    history = Change.objects.count()
    people = _at_once([google.mint(email="new@acme.test") for _ in range(6)])
    person = User.objects.get(email="new@acme.test")
    assert people == [str(person.pk)] * 6
    assert User.all_objects.count() == before + 1
    assert UserSocialAuth.objects.filter(user=person).count() == 1
    assert Change.objects.count() == history + 1


@pytest.mark.django_db(transaction=True)
def test_sign_ins_of_a_known_person_at_once_make_one_link(
    google: Google, cast: SimpleNamespace
) -> None:
    history = Change.objects.count()
    people = _at_once([google.mint(email="ann@acme.test") for _ in range(6)])
    assert people == [str(cast.ann.pk)] * 6
    assert UserSocialAuth.objects.filter(user=cast.ann).count() == 1
    assert Change.objects.count() == history


def _elsewhere(action: Callable[..., Any], *args: Any, **given: Any) -> None:
    """Do and commit something, as another request would, in the middle of this one."""
    if connection.vendor == "sqlite":
        # There, one transaction writes at a time: this one has to do the other's work itself.
        action(*args, **given)
        return

    def run() -> None:
        try:
            action(*args, **given)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_loser_of_the_race_for_the_person_finds_the_winners(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race made certain: the winner joins after the loser looked and before it writes."""
    join = users.join

    def late(**given: Any) -> User:
        monkeypatch.setattr(users, "join", join)
        _elsewhere(join, **given)
        return join(**given)

    monkeypatch.setattr(users, "join", late)
    person = person_of(sign_in(google.mint(email="new@acme.test")))
    assert User.all_objects.filter(email="new@acme.test").get() == person
    assert UserSocialAuth.objects.get().user == person
    assert Change.objects.about(person).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("email", ["ann@acme.test", "new@acme.test"])
def test_the_loser_of_the_race_for_the_google_account_is_let_in_or_leaves_no_trace(
    google: Google, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """The winner, always Ann, links the account after the loser looked and before it writes."""
    link = UserSocialAuth.create_social_auth

    def late(*args: Any, **given: Any) -> Any:
        monkeypatch.setattr(UserSocialAuth, "create_social_auth", link)
        _elsewhere(link, cast.ann, *args[1:], **given)
        return link(*args, **given)

    people = User.all_objects.count()
    monkeypatch.setattr(UserSocialAuth, "create_social_auth", late)
    response = sign_in(google.mint(email=email, sub="one account"))
    if email == "ann@acme.test":
        assert person_of(response) == cast.ann
        assert UserSocialAuth.objects.get().user == cast.ann
    else:
        assert (response.status_code, response.json()) == (401, UNAUTHORISED)
        assert not UserSocialAuth.objects.exclude(user=cast.ann).exists()
    assert User.all_objects.count() == people
    assert not Change.objects.exists()
