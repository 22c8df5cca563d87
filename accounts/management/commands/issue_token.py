"""Print a token for an operator's script (peerly-v1 §4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import tokens
from accounts.models import User
from peerly import database
from peerly.notation import as_number

MOST_HOURS = 365 * 24


class Command(BaseCommand):
    """The token alone goes to standard output, so that a script can catch it."""

    help = "Print a token for the person with this e-mail address, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and, if the setting will not do, how long."""
        parser.add_argument("email")
        parser.add_argument("--hours", help=f"how long it is valid, 1 to {MOST_HOURS}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it. Raises CommandError for nobody, somebody removed, or odd hours."""
        lifetime = None if options["hours"] is None else timedelta(hours=_hours(options["hours"]))
        database.require_current()
        person = User.all_objects.with_email(options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        try:
            token = tokens.issue(person=person, lifetime=lifetime)
        except tokens.PersonRemoved:
            raise CommandError(f"{person.email} is removed; restore them first.") from None
        self.stdout.write(token)


def _hours(given: object) -> int:
    hours = as_number(str(given), 1, MOST_HOURS)
    if hours is None:
        raise CommandError(f"--hours is {given}; it must be a whole number from 1 to {MOST_HOURS}.")
    return hours
