"""Everything that the OpenAPI documents allow, and what they do not, sent by Schemathesis."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from peerly.dialects import DIALECTS
from tests.concurrency import ledger
from tests.dialects.endpoints import PARAMETER, endpoints
from tests.dialects.fixtures import SPEAK
from tests.dialects.hooks import Hooks
from tests.dialects.stage import Stage
from tests.hostile.probes import Asker
from tests.server import ROOT, Answer, Server

HERE = Path(__file__).parent
SEED = 20_261_122
SECONDS = 300
SIGN_OUTS = 100
LEAST = 15
"""Requests to each operation, on average at least."""

NAMES = [dialect.name for dialect in DIALECTS]
PLAN = {"sqlite": NAMES[:3], "postgresql": NAMES[3:]}
"""Which documents are tried on which database: the prober tries all of them on both."""

ONLY_WE_KNOW = (
    # Which ids there are, and which names are taken.
    "This does not exist",
    "Your organisation has this core value already",
    "Another organisation has this domain",
    "Somebody has this already",
    "There is one of this name already",
    "The address must be of the organisation's domain",
    # How they stand to each other now.
    "This core value does not exist",
    "The parent must be a top-level core value",
    "A core value cannot be its own parent",
    "A core value with children must stay at the top level",
    "Nobody manages themselves",
    "They sign in with their address",
    # What no text can hold, though each text would need a pattern of its own to say so.
    "Null characters are not allowed",
    "Enter a name without invisible characters",
    # What the time zone database has, and what is left of a text without the blanks around it.
    "Enter an IANA time zone such as",
    "This field may not be blank",
    # Who asks: only a SuperAdmin makes SuperAdmins.
    "This role does not exist",
)
"""How it begins, what may be wrong with a request that a document allows."""

NO_INTEGER = ("A valid integer is required", "Enter whole epoch seconds")
"""To JSON Schema 5.0 is an integer. To Peerly it is not, and no schema can say so."""


@pytest.mark.parametrize("name", PLAN[connection.vendor])
def test_schemathesis_has_no_finding(server, committed, tmp_path, name):
    hooks, before = SPEAK[name], server.log_size()
    errand, refused = tmp_path / "errand", tmp_path / "refused"
    errand.write_text(json.dumps(told(hooks, committed) | {"judged_later": str(refused)}))
    refused.touch()

    code, said = run(server, errand, reverse(f"openapi-{name}"))

    print(f"in the dialect {name}, seed {SEED}", said, sep="\n")  # noqa: T201 - shown on failure
    assert code == 0
    assert f"Tested: {len(hooks.samples)}" in said
    generated = re.search(r"(\d+) generated, \1 passed", said)
    assert generated is not None
    assert int(generated[1]) >= LEAST * len(hooks.samples)
    judged = [not_understood(hooks, json.loads(line)) for line in refused.read_text().splitlines()]
    assert [found for several in judged for found in several] == []
    assert "ERROR django.request" not in server.logged(since=before)
    ledger.assert_exact()


def told(hooks: Hooks, stage: Stage) -> dict[str, Any]:
    """Return what is told to our hooks in Schemathesis: good requests, and how they are signed."""
    good, signed = {}, {}
    for endpoint in endpoints(hooks.dialect):
        asker = Asker(hooks, endpoint, stage, stage.here)
        documented = PARAMETER.sub(r"{\1}", str(endpoint))
        good[documented] = {"path": asker.spelt, "body": asker.body}
        times = SIGN_OUTS if asker.sample.ends_credentials else 1
        signed[documented] = [asker.headers for _ in range(times)]
    codes = ("invalid_data", "invalid_query", "malformed_body")
    return {"good": good, "signed": signed, "invalid": [hooks.failures[code][0] for code in codes]}


def not_understood(hooks: Hooks, refused: dict[str, Any]) -> list[str]:
    """Return why a request that the document allows was refused, but for what it cannot tell."""
    headers = HTTPMessage()
    for name, value in refused["headers"]:
        headers[name] = value
    failure = hooks.read_failure(Answer(refused["status"], headers, refused["body"].encode()))
    found = []
    for name, said in (failure.fields or {"the request": refused["body"]}).items():
        is_whole = said.startswith(NO_INTEGER) and isinstance(refused["sent"].get(name), float)
        if not said.startswith((*ONLY_WE_KNOW, *hooks.only_we_know)) and not is_whole:
            sent = str(refused["sent"].get(name))[:60]
            found.append(f"{refused['operation']}: {name} {sent!r}: {said}")
    return found


def run(server: Server, errand: Path, document: str) -> tuple[int, str]:
    """Let Schemathesis loose on ``server``; returns its exit code and all it printed."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("st"),
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"http://127.0.0.1:{server.port}{document}",
            "--phases=examples,coverage",
            "--max-examples=1",
            f"--seed={SEED}",
            "--generation-database=none",
            "--continue-on-failure",
            "--no-color",
            # Hypothesis compiles code, which CPython 3.11 cannot do in several threads at once.
            "--workers=1",
        ],
        cwd=ROOT,
        # And no more than it needs: it reads all of it for each request.
        env={
            "PATH": os.environ["PATH"],
            "SCHEMATHESIS_HOOKS": "tests.hostile.schemathesis_hooks",
            "PEERLY_ERRAND": str(errand),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout
