"""Running a command as an operator does, and looking at what it says."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def run(command: str, /, *args: str, **options: Any) -> str:
    """Return what the command prints."""
    output = StringIO()
    call_command(command, *args, stdout=output, **options)
    return output.getvalue()


def refused(command: str, /, *args: str, **options: Any) -> str:
    """Return the one sentence with which the command refuses."""
    with pytest.raises(CommandError) as refusal:
        run(command, *args, **options)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    return sentence
