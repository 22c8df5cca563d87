#!/usr/bin/env python3
"""Django's command line for Peerly."""

import os
import sys


def main() -> None:
    """Run one management command; a bad setting ends in one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerly.settings")
    from django.core.management import execute_from_command_line

    from peerly.environment import BadConfiguration

    try:
        execute_from_command_line(sys.argv)
    except BadConfiguration as problem:
        sys.exit(f"Peerly cannot start: {problem}")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the point is to tell an older Python
        sys.exit("Peerly needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
    main()
