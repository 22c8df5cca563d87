"""The pytest plugin behind the tests in a browser: finds one before they start, or leaves them out.

Loaded by `-p tests.browser.plugin` in pyproject.toml: the workers of a run inherit what it found.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.left_out import leave_out

FOLDER = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --no-browser."""
    parser.getgroup("peerly").addoption(
        "--no-browser", action="store_true", help="leave out the tests that need a Chromium"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find a Chromium, once for all workers, if this run may come to tests that need it."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if is_worker or config.option.no_browser or not _comes_here(config):
        return
    try:
        os.environ["PEERLY_CHROMIUM"] = chromium.find(say=_aloud(config))
    except chromium.NoChromiumError as failure:
        raise pytest.UsageError(str(failure)) from failure


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say at the top of the run which Chromium it uses."""
    found = os.environ.get("PEERLY_CHROMIUM")
    return f"chromium: {found}" if found and _comes_here(config) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser, if asked to."""
    if config.option.no_browser:
        leave_out(config, items, needs_browser, "which need a browser (--no-browser)")


def needs_browser(item: pytest.Item) -> bool:
    """Tell whether a test asks for a browser, itself or through a fixture."""
    return "browser" in getattr(item, "fixturenames", ())


def _comes_here(config: pytest.Config) -> bool:
    asked = [Path(config.invocation_params.dir, arg.partition("::")[0]) for arg in config.args]
    paths = [path.resolve() for path in asked]
    return any(path.is_relative_to(FOLDER) or FOLDER.is_relative_to(path) for path in paths)


def _aloud(config: pytest.Config) -> object:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.write_line if reporter is not None else print
