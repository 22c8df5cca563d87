"""Bad configuration: one clear sentence and a non-zero exit, never a traceback."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.installation import ROOT, Installation, free_port

ADDRESS = "it must be an address of this machine."


def _refusal(folder: Path, *words: str, **environment: str) -> str:
    """Return the sentence with which ``manage.py serve`` ends."""
    settings = {"PEERLY_DATA": str(folder / "data"), "PORT": str(free_port()), **environment}
    ended = Installation(settings).manage("serve", *words)
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    assert ended.stderr.endswith("\n")
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.removesuffix("\n").removeprefix("Peerly cannot start: ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not a database URL such as"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must be a postgres:// or sqlite:// URL."),
        ("DATABASE_URL", "sqlite://:memory:", "DATABASE_URL is in memory, where no two processes"),
        ("DATABASE_URL", "sqlite:////dev/null/x", "the database cannot be used: unable to open"),
        ("DATABASE_URL", f"sqlite:///{__file__}", "the database cannot be used: file is not a"),
        ("DATABASE_URL", "postgres://nobody:pw@127.0.0.1:1/x", "the database cannot be used: conn"),
        ("PEERLY_DATA", "/dev/null/x", "the data folder /dev/null/x cannot be made (Not a direct"),
        ("PORT", "abc", "PORT is 'abc'; it must be a number from 1 to 65535."),
        ("HOST", "999.1.1.1", f"HOST is '999.1.1.1'; {ADDRESS}"),
        ("HOST", "192.0.2.1", f"HOST is '192.0.2.1'; {ADDRESS}"),
        ("WORKERS", "0", "WORKERS is '0'; it must be a number from 1 to 64."),
        ("PUBLIC_URL", "foo", "PUBLIC_URL is 'foo'; it must be an http:// or https:// address."),
        ("PUBLIC_URL", "http://[::1", "PUBLIC_URL is 'http://[::1'; it must be an http:// or"),
        ("TIME_ZONE", "Mars/Phobos", "TIME_ZONE is 'Mars/Phobos'; it must be a time zone, like"),
        ("JWT_ALGORITHM", "none", "JWT_ALGORITHM is 'none'; it must be HS256 or RS256."),
        ("PEERLY_DEMO", "perhaps", "PEERLY_DEMO is 'perhaps'; it must be on or off."),
        ("SECRET_KEY", "short", "SECRET_KEY is too short; it needs 32 characters or more."),
    ],
)
def test_nonsense_ends_in_one_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    told = _refusal(tmp_path, **{name: value})

    assert told.startswith(sentence)
    assert "pw@" not in told


def test_the_command_line_is_checked_like_the_environment(tmp_path: Path) -> None:
    told = _refusal(tmp_path, "--port", "nine")

    assert told == "PORT is 'nine'; it must be a number from 1 to 65535."


def test_a_secret_that_was_emptied_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("")

    told = _refusal(tmp_path)

    assert told.endswith(
        "secret_key holds no SECRET_KEY any more; remove it to have a new one made."
    )


def test_an_older_database_is_not_used_by_the_other_commands(installation: Installation) -> None:
    ended = installation.manage("issue_token", "ann@acme.test")

    assert ended.returncode == 1
    assert ended.stderr == (
        "Peerly cannot start: the database is not up to date; `manage.py migrate` brings it so.\n"
    )


def test_a_newer_database_is_left_alone(installation: Installation) -> None:
    newer = "from django.db.migrations.recorder import MigrationRecorder as R;"
    newer += "from django.db import connection as c; R(c).record_applied('accounts', '0099_next')"
    assert installation.manage("shell", "-v0", "-c", newer).returncode == 0

    ended = installation.manage("serve", PORT=str(free_port()))

    assert ended.returncode == 1
    assert ended.stderr == (
        "Peerly cannot start: the database belongs to a newer Peerly:"
        " this one does not know accounts.0099_next.\n"
    )


def test_an_old_python_is_told_so() -> None:
    # Even Python 3.6 must be able to read the file, or it could only say: SyntaxError.
    source = (ROOT / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0);"
    pretend += "runpy.run_path('manage.py', run_name='__main__')"

    ended = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr == "Peerly needs Python 3.11 or newer; this is Python 3.9.\n"
