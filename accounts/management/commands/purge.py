"""Throw away what has expired: safe at any time, with traffic, and as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.db.models import F, QuerySet
from django.utils import timezone
from social_django.models import Association, Code, Nonce, Partial

from accounts.models import KeptAnswer, RevokedToken, Tally
from accounts.models.kept_answer import KEPT_FOR
from peerly import database

BATCH = 1000
"""Rows per transaction: few enough that nobody waits for one."""

SIGN_IN_LEFTOVERS = timedelta(days=1)
"""How long somebody may take from our login page to Google and back."""


class Command(BaseCommand):
    """Nothing depends on its running; without it the tables only grow."""

    help = "Delete expired tokens' revocations, kept answers, tallies and sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and print how many of each kind."""
        database.require_current()
        for kind, rows in _expired(timezone.now()):
            self.stdout.write(f"{kind}: {_delete(rows)}")


def _expired(now: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "revoked tokens", RevokedToken.objects.filter(expires_at__lt=now)
    yield "kept answers", KeptAnswer.objects.filter(created_at__lt=now - KEPT_FOR)
    # A tally does not say how long its window is; the longest one ended then, so all had.
    rates = (settings.SIGN_IN_RATE, settings.PASSWORD_RATE, settings.INTEGRATION_RATE)
    longest = max(24 * 60 * 60, *(seconds for _, seconds in rates))
    yield "tallies", Tally.objects.filter(window__lte=int(now.timestamp()) - longest)
    yield "sessions", Session.objects.filter(expire_date__lt=now)
    begun = now - SIGN_IN_LEFTOVERS
    second = int(begun.timestamp())
    yield "sign-ins begun", Partial.objects.filter(timestamp__lt=begun)
    yield "sign-in codes", Code.objects.filter(timestamp__lt=begun)
    yield "sign-in nonces", Nonce.objects.filter(timestamp__lt=second)
    associations = Association.objects.annotate(ended=F("issued") + F("lifetime"))
    yield "sign-in associations", associations.filter(ended__lt=second)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete ``rows`` in batches; returns how many they were."""
    total = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        # Asked again, in case a row has changed since its key was read.
        deleted, _ = rows.filter(pk__in=keys).delete()
        total += deleted
        if not deleted:
            break
    return total
