"""Prove the ledger: exit 0 and one line, or exit 1 and a line for every wrong row."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from peerly import database
from recognition.management import proof
from recognition.models import LedgerEntry


class Command(BaseCommand):
    """For a restore, a nightly job, the end of a load test."""

    help = "Check that everybody's hi5 balance is exactly what the ledger says."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everybody. Raises CommandError when anything is wrong."""
        database.require_current()
        wrong = 0
        for fault in proof.faults():
            self.stdout.write(fault)
            wrong += 1
        if wrong:
            raise CommandError(f"The ledger is not exact: {wrong} faults.")
        people = User.all_objects.filter(organisation__isnull=False).count()
        self.stdout.write(f"{people} people, {LedgerEntry.objects.count()} entries: exact")
