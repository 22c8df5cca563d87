"""Make a credential for an operator's script."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import credentials
from accounts.models import User
from peerly import database
from peerly.dialects import DIALECTS

NAMES = {each.name: each.key_names for each in DIALECTS if each.key_names is not None}


class Command(BaseCommand):
    """Only ``name=value`` lines go to standard output, so that a script can read them."""

    help = "Make a credential that acts as somebody, and print its parts, once and nowhere else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the family of clients and the owner."""
        parser.add_argument("--dialect", required=True, help=", ".join(sorted(NAMES)))
        parser.add_argument("--owner", required=True, help="e-mail address of whom it acts as")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it. Raises CommandError for an unknown dialect, nobody, or an unfit owner."""
        speaks = options["dialect"]
        names = NAMES.get(speaks)
        if names is None:
            raise CommandError(f"--dialect is {speaks}; it must be one of {', '.join(NAMES)}.")
        database.require_current()
        owner = User.all_objects.with_email(options["owner"]).first()
        if owner is None:
            raise CommandError(f"Nobody has the address {options['owner']}.")
        try:
            made = credentials.issue(by=None, owner=owner, speaks=speaks, identifier=names.prefix)
        except credentials.UnfitOwner as refusal:
            raise CommandError(refusal.message) from None
        if names.identifier is not None:
            self.stdout.write(f"{names.identifier}={made.identifier}")
        self.stdout.write(f"{names.secret}={made.secret}")
