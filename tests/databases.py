"""The pytest plugin that gives a test run its databases: --database=sqlite or postgres.

Django's settings read the environment, and pytest-django reads the settings before any conftest
is imported. So this is a plugin, loaded by `-p tests.databases` in pyproject.toml.
"""

import os
import tempfile
from contextlib import ExitStack

import pytest

from tests import postgres
from tests.left_out import leave_out


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --database."""
    parser.getgroup("peerly").addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="the database to test on; postgres is TEST_DATABASE_URL, or else a server of our own",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set the environment that the settings will read, and start PostgreSQL if it is wanted."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # a worker has inherited all this; pytest-django gives it a database of its own
    cleanup = ExitStack()
    # Not pytest_unconfigure: that is not called when, say, a conftest cannot be imported.
    early_config.add_cleanup(cleanup.close)
    folder = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="peerly-tests-"))
    os.environ.update(
        PEERLY_DATA=folder,
        PUBLIC_URL="http://testserver",
        GOOGLE_CLIENT_ID="peerly-tests.apps",
    )
    if early_config.known_args_namespace.database == "postgres":
        os.environ.pop("TEST_DATABASE_NAME", None)
        os.environ["DATABASE_URL"] = _postgres(cleanup)
    else:
        # A file, not memory: threads and real server processes can share it.
        os.environ["TEST_DATABASE_NAME"] = f"{folder}/tests.sqlite3"
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/peerly.sqlite3"


def pytest_report_header(config: pytest.Config) -> str:
    """Say at the top of the run which database it is about."""
    return f"database: {config.option.database}"


def _postgres(cleanup: ExitStack) -> str:
    """The URL of the server to test on. Never skips: a run without its database is a failure."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    try:
        return cleanup.enter_context(postgres.server())
    except postgres.NoPostgresError as failure:
        raise pytest.UsageError(str(failure)) from failure


TOUCH_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "installation"}
"""The fixtures by which a test, or a fixture it asks for, gets at the database."""


def pytest_configure(config: pytest.Config) -> None:
    """Explain the marker of tests to which the database does not matter."""
    config.addinivalue_line(
        "markers",
        "one_database(reason): uses a database, but which one does not matter: SQLite's run has it",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what SQLite's run has said already."""
    for item in items:
        _require_reason(item)
    if config.option.database == "sqlite":
        return
    leave_out(config, items, _asks_for_none, "which ask for no database: SQLite's run has them")
    leave_out(
        config, items, _any_will_do, "to which either database is as good: SQLite's run has them"
    )


def _asks_for_none(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is None and TOUCH_THE_DATABASE.isdisjoint(fixtures)


def _any_will_do(item: pytest.Item) -> bool:
    return item.get_closest_marker("one_database") is not None


def _require_reason(item: pytest.Item) -> None:
    marker = item.get_closest_marker("one_database")
    if marker is not None and not (marker.args and str(marker.args[0]).strip()):
        raise pytest.UsageError(f"{item.nodeid}: one_database needs a reason")
