"""Make the demo: two companies and a year of recognition, or millions of rows to measure with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peerly import database
from peerly.notation import as_number
from recognition.demo import building
from recognition.demo.building import Size

LEAST = {"users": 100, "recognitions": 100, "hi5s": 0}
MOST = {"users": 1_000_000, "recognitions": 10_000_000, "hi5s": 30_000_000}
ORDINARY = {"users": 5_000, "recognitions": 30_000, "hi5s": 90_000}


class Command(BaseCommand):
    """The same people and the same words every time; only the days depend on today."""

    help = "Make the demo organisations Acme and Globex, with a year of recognition."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size, for those who want to measure."""
        for name in LEAST:
            parser.add_argument(f"--{name}", metavar="N", help=f"make a big demo, with N {name}")
        parser.add_argument("--public-url", default=settings.PUBLIC_URL, help="where faces are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say that it is there. Raises CommandError if it is there and a size given."""
        given = {name: options[name] for name in LEAST if options[name] is not None}
        size = _size(given) if given else None
        database.require_current()
        if building.exists():
            if size is not None:
                raise CommandError("The demo is there already; make the big one in a new database.")
            self.stdout.write("The demo is there already.")
            return
        try:
            lines = building.build(now=timezone.now(), public_url=options["public_url"], size=size)
        except building.TooManyHi5s as problem:
            raise CommandError(problem.message) from None
        for line in lines:
            self.stdout.write(line)


def _size(given: dict[str, Any]) -> Size:
    numbers = dict(ORDINARY)
    for name, value in given.items():
        number = as_number(str(value), LEAST[name], MOST[name])
        if number is None:
            raise CommandError(
                f"--{name} is {value}; it must be a number from {LEAST[name]} to {MOST[name]}."
            )
        numbers[name] = number
    return Size(numbers["users"], numbers["recognitions"], numbers["hi5s"])
