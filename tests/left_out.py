"""Tests that a run leaves out on purpose: counted by reason, and told at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

COUNTS = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin with none."""
    config.stash[COUNTS] = Counter()


def leave_out(
    config: pytest.Config,
    items: list[pytest.Item],
    unwanted: Callable[[pytest.Item], bool],
    why: str,
) -> None:
    """Take the unwanted out of ``items``, and remember how many and why."""
    out = [item for item in items if unwanted(item)]
    if not out:
        return
    items[:] = [item for item in items if not unwanted(item)]
    config.stash[COUNTS][why] += len(out)
    config.hook.pytest_deselected(items=out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send a worker's counts home; every worker of a run has the same."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(session.config.stash[COUNTS])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker has counted."""
    told = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[COUNTS] |= Counter(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many tests were left out, and why."""
    for why, count in sorted(config.stash[COUNTS].items()):
        terminalreporter.write_line(f"left out: {count} {why}")
