"""A script of plain curl, against the server that people get."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cast import RecognitionFactory, assemble
from tests.dialects.betterworks import keys
from tests.server import Server

SCRIPT = Path(__file__).with_name("client.sh")


@pytest.fixture
def cast(transactional_db: None) -> SimpleNamespace:
    """The cast, committed: the server is another process."""
    return assemble()


def test_an_hr_sync_written_with_curl_works(
    cast: SimpleNamespace, server: Server, settings: Any, tmp_path: Path
) -> None:
    # The address that the API tells of is public; here nobody but curl is told where it leads.
    name = urlsplit(settings.PUBLIC_URL).hostname
    (tmp_path / ".curlrc").write_text(f'connect-to = "{name}:80:127.0.0.1:{server.port}"\n')
    for _ in range(4):
        RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
    environment = {
        **os.environ,
        "CURL_HOME": str(tmp_path),
        "HOST": settings.PUBLIC_URL,
        "API_TOKEN": keys.issue(cast.ada),
        "EMPLOYEE_TOKEN": keys.issue(cast.ann),
        "no_proxy": "*",
    }

    run = subprocess.run(
        ["sh", str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")
    rows = run.stdout.splitlines()
    rows[3] = rows[3].partition('"id"')[0]
    assert rows == [
        "made",
        "put again: Harbour",
        "left: false",
        'rows: {"results":[{"index":0,"status":200,',
        "departments: 2",
        "refused: You do not have permission to perform this action.",
        "pages: 3 of 5 recognitions",
        "request id: sync-2026-11-18",
        "no goals: Not found.",
    ]
