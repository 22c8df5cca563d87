"""What both files of traps need: something to post, and a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def thanks(cast):
    """A body that Ann may post."""
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you."}
