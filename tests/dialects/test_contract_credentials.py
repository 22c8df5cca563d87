"""Every dialect × every operation: who is let in, and what all others are told."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actions import users
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db


def test_without_credentials_it_is_a_401_that_says_how_to_sign_a_request(play: Play):
    before = everything()
    with findings() as wrong:
        for endpoint in play.guarded():
            answer = play.nobody.play(endpoint, play.here)
            if said := play.hooks.failed(answer, "invalid_token"):
                wrong.append(f"{endpoint}: {said}")
            challenge = play.hooks.challenges.get(str(endpoint), play.hooks.challenge)
            if answer.headers.get("WWW-Authenticate") != challenge:
                wrong.append(f"{endpoint}: {answer.headers}")
    assert everything() == before


def test_bad_credentials_are_all_answered_alike(play: Play):
    """Nobody learns what was wrong with a token, nor what it would have opened."""
    bad = play.hooks.bad_credentials(play.here.admin)
    assert len(bad) >= 35
    before = everything()
    with findings() as wrong:
        for number, endpoint in enumerate(play.guarded()):
            plain = play.nobody.play(endpoint, play.here)
            # The worst on every operation; all of them on one, and each on some others.
            some = {*play.hooks.worst_credentials, *list(bad)[number % 7 :: 7]}
            for flaw in bad if number == 0 else some:
                answer = Caller(play.hooks, headers=bad[flaw]).play(endpoint, play.here)
                if _told(answer) != _told(plain):
                    wrong.append(f"{endpoint}, {flaw}: {answer.status_code} {answer.content!r}")
    assert everything() == before


def test_a_removed_persons_credentials_stop(play: Play):
    signed_before = play.signed_in(play.here.colleague)
    users.remove(by=play.here.admin, person=play.here.colleague)
    before = everything()
    with findings() as wrong:
        for endpoint in play.guarded():
            answer = signed_before.play(endpoint, play.here)
            if _told(answer) != _told(play.nobody.play(endpoint, play.here)):
                wrong.append(f"{endpoint}: {answer.status_code} {answer.content!r}")
    assert everything() == before


def test_cookies_are_no_credentials(play: Play):
    caller = Caller(play.hooks)
    caller.client = Client()
    caller.client.force_login(play.here.admin, "accounts.passwords.PasswordBackend")
    with findings() as wrong:
        for endpoint in play.guarded():
            answer = caller.play(endpoint, play.here)
            if said := play.hooks.failed(answer, "invalid_token"):
                wrong.append(f"{endpoint}: {said}")


def _told(answer):
    headers = {name: said for name, said in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.content, headers
