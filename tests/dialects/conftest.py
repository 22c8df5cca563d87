"""Each test of the contract is run for each dialect, on a stage with two organisations."""

from __future__ import annotations

from tests.dialects.fixtures import google, hooks, play, stage

__all__ = ["google", "hooks", "play", "stage"]
