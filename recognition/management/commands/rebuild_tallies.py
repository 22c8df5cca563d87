"""Count what the tallies count all over again: they are right, or made right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from peerly import database
from recognition.actions import tallies

LENGTHS = {1: "", 3: ", the quarter", 12: ", the year"}
"""What is said of how long a stretch of months is."""


class Command(BaseCommand):
    """After a restore, or after an older Peerly has written to the same database.

    A month, quarter or year at a time, for which the people of its organisation wait who give just
    then.
    """

    help = "Count again what the leaderboard and the insights are told by, and correct it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether anything is to be written."""
        parser.add_argument("--check", action="store_true", help="correct nothing; exit 1 if wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at every month. Raises CommandError when one was to be checked and is wrong."""
        database.require_current()
        is_check = options["check"]
        looked_at = wrong = 0
        for organisation in Organisation.objects.all():
            for each in tallies.stretches(organisation=organisation):
                found = tallies.settle(
                    organisation=organisation, stretch=each, correct=not is_check
                )
                if found:
                    when = f"{each.first:%Y-%m}{LENGTHS[each.months]}"
                    self.stdout.write(f"{organisation.domain_name} {when}: {found} wrong")
                looked_at, wrong = looked_at + (each.months == 1), wrong + found
            found = tallies.settle_last(organisation=organisation, correct=not is_check)
            if found:
                self.stdout.write(f"{organisation.domain_name}, last thanks: {found} wrong")
            wrong += found
        if wrong and is_check:
            raise CommandError(f"The tallies are not exact: {wrong} rows are wrong.")
        said = f"{wrong} corrected" if wrong else "exact"
        self.stdout.write(f"{looked_at} months: {said}")
