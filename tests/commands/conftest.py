"""What the tests of commands may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.installation import Installation, fresh


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that nobody has started yet."""
    with fresh(tmp_path) as made:
        yield made
