"""What the tests of pages share with those of the admin."""

from __future__ import annotations

from tests.admin.conftest import opened, stage

__all__ = ["opened", "stage"]
