"""Make up for awards that a crash has lost: safe at any time, and as often as one likes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.actions import presence
from peerly import database
from recognition.actions import badges
from recognition.models import BadgeAward, Hi5

MOST_DAYS = 366


class Command(BaseCommand):
    """Badges are awarded after a hi5 is committed; between the two, a process may be killed."""

    help = "Award every badge that the hi5s of the last days have earned and nobody was given."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how far to look back."""
        parser.add_argument("--days", default="35", help=f"days back, 1 to {MOST_DAYS} (35)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everybody who received hi5s since; print how many, and what came of it."""
        since = timezone.now() - timedelta(days=_days(options["days"]))
        database.require_current()
        before = BadgeAward.objects.count()
        recent = Hi5.objects.filter(given_at__gte=since).order_by("recognition__given_for")
        receivers = list(recent.values_list("recognition__given_for", flat=True).distinct())
        for person in receivers:
            _settle(person, since)
        more = BadgeAward.objects.count() - before
        self.stdout.write(f"{len(receivers)} people, {more} more awards")


def _settle(person: int, since: datetime) -> None:
    with transaction.atomic():
        held = presence.lock(ids=[person])[person]
        hi5s = Hi5.objects.filter(recognition__given_for=person, given_at__gte=since)
        badges.settle(to=held, moments=hi5s.values_list("given_at", flat=True))


def _days(given: object) -> int:
    text = str(given)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DAYS):
        raise CommandError(f"--days is {text}; it must be a whole number from 1 to {MOST_DAYS}.")
    return int(text)
