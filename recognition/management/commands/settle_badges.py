"""Make every award of late true again: safe at any time, and as often as one likes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.actions import presence
from peerly import database
from peerly.notation import as_number
from recognition.actions import badges
from recognition.models import Hi5

MOST_DAYS = 366


class Command(BaseCommand):
    """Badges are awarded after a hi5 is committed, and that may fail: who waits too long for
    the receiver gives up, and a process may be killed.
    """

    help = "Award what the hi5s of the last days have earned, take back what they no longer earn."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how far to look back."""
        parser.add_argument("--days", default="35", help=f"days back, 1 to {MOST_DAYS} (35)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everybody who received hi5s since; print how many, and what came of it."""
        since = timezone.now() - timedelta(days=_days(options["days"]))
        database.require_current()
        recent = Hi5.objects.filter(given_at__gte=since).order_by("recognition__given_for")
        receivers = list(recent.values_list("recognition__given_for", flat=True).distinct())
        done = [_settle(person, since) for person in receivers]
        awarded = sum(each.awarded for each in done)
        taken_back = sum(each.taken_back for each in done)
        self.stdout.write(
            f"{len(receivers)} people: {awarded} badges awarded, {taken_back} taken back"
        )


def _settle(person: int, since: datetime) -> badges.Settlement:
    with transaction.atomic():
        held = presence.lock(ids=[person])[person]
        hi5s = Hi5.objects.filter(recognition__given_for=person, given_at__gte=since)
        return badges.settle(to=held, moments=hi5s.values_list("given_at", flat=True))


def _days(given: object) -> int:
    days = as_number(str(given), 1, MOST_DAYS)
    if days is None:
        raise CommandError(f"--days is {given}; it must be a whole number from 1 to {MOST_DAYS}.")
    return days
