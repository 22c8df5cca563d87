"""purge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from social_django.models import Association, Code, Nonce, Partial, UserSocialAuth

from accounts.management.commands import purge
from accounts.models import KeptAnswer, RevokedToken, Tally
from tests.commands.asking import run

HOUR = timedelta(hours=1)


def _fill(cast: Any) -> None:
    """Add, of each kind, three rows that are over and one that is not."""
    now = timezone.now()
    for at, age in enumerate([30, 48, 400, -1]):
        then = now - age * HOUR
        second = int(then.timestamp())
        RevokedToken.objects.create(
            jti=f"token {at}", user=cast.ann, revoked_at=then - HOUR, expires_at=then
        )
        KeptAnswer.objects.create(
            user=cast.ann, key=f"key {at}", fingerprint="", created_at=then + HOUR
        )
        Tally.objects.create(key=f"subject {at}", window=second, count=1)
        Session.objects.create(session_key=f"session{at}", session_data="", expire_date=then)
        partial = Partial.objects.create(token=f"token{at}", backend="google-oauth2")
        Partial.objects.filter(pk=partial.pk).update(timestamp=then)
        code = Code.objects.create(email="a@acme.test", code=f"code{at}")
        Code.objects.filter(pk=code.pk).update(timestamp=then)
        Nonce.objects.create(server_url="", timestamp=second, salt="")
        Association.objects.create(
            server_url="", handle=f"handle{at}", secret="", issued=second, lifetime=0, assoc_type=""
        )


def test_it_deletes_what_has_expired_and_says_how_much(cast: Any) -> None:
    _fill(cast)
    UserSocialAuth.objects.create(user=cast.ann, provider="google-oauth2", uid="1")

    printed = run("purge")

    assert printed.splitlines() == [
        "revoked tokens: 3",
        "kept answers: 3",
        "tallies: 3",
        "sessions: 3",
        "sign-ins begun: 3",
        "sign-in codes: 3",
        "sign-in nonces: 3",
        "sign-in associations: 3",
    ]
    assert RevokedToken.objects.get().jti == "token 3"
    assert KeptAnswer.objects.get().key == "key 3"
    assert Tally.objects.get().key == "subject 3"
    assert Session.objects.get().session_key == "session3"
    assert UserSocialAuth.objects.count() == 1


def test_it_deletes_in_batches(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(cast)
    monkeypatch.setattr(purge, "BATCH", 2)

    assert run("purge").startswith("revoked tokens: 3\nkept answers: 3\n")
    assert RevokedToken.objects.count() == 1


def test_a_second_purge_finds_nothing(cast: Any) -> None:
    _fill(cast)
    run("purge")

    assert all(line.endswith(": 0") for line in run("purge").splitlines())


@pytest.mark.parametrize("rate", ["SIGN_IN_RATE", "PASSWORD_RATE", "INTEGRATION_RATE"])
def test_what_is_counted_in_a_longer_window_stays_until_its_end(
    db: None, settings: Any, rate: str
) -> None:
    week, now = 7 * 24 * 60 * 60, int(timezone.now().timestamp())
    setattr(settings, rate, (5, week))
    Tally.objects.create(key="this week", window=now - week + 60, count=5)
    Tally.objects.create(key="the week before", window=now - week - 60, count=5)

    run("purge")

    assert Tally.objects.get().key == "this week"


def test_what_counts_still_stays(cast: Any, api: Any) -> None:
    ann = api(cast.ann)
    assert ann.post("/logout").status_code == 200
    assert ann.get("/users/me").status_code == 401

    run("purge")

    assert ann.get("/users/me").status_code == 401
