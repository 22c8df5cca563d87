"""Everything that the OpenAPI document allows, and what it does not, sent by Schemathesis."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from accounts.actions import tokens
from tests.cast import BadgeFactory, assemble
from tests.concurrency import ledger
from tests.server import ROOT, Server

HERE = Path(__file__).parent
SEED = 20_261_122
SECONDS = 300
SIGN_OUTS = 1_000

PLAN = {
    # Who asks: the phases, how often per operation and phase, and at least how many requests.
    "postgresql": {"ada": ("examples,coverage,fuzzing,stateful", 2, 1_200)},
    "sqlite": {"root": ("examples,fuzzing,stateful", 4, 150), "ann": ("examples,fuzzing", 2, 80)},
}
"""An OrganisationAdmin at length on one database; a SuperAdmin and an Employee on the other."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PLAN[connection.vendor])
def test_schemathesis_has_no_finding(server, tmp_path, name):
    phases, examples, least = PLAN[connection.vendor][name]
    cast, before = assemble(), server.log_size()
    BadgeFactory(organisation=cast.acme)
    bearers = tmp_path / "tokens"
    bearers.write_text("\n".join(tokens_of(getattr(cast, name))))

    code, told = run(server, bearers, phases, examples)

    print(f"asked by {name}, seed {SEED}", told, sep="\n")  # noqa: T201 - shown on failure
    assert code == 0
    assert "Tested: 34" in told
    generated = re.search(r"(\d+) generated, \1 passed", told)
    assert generated is not None
    assert int(generated[1]) >= least
    assert "ERROR django.request" not in server.logged(since=before)
    ledger.assert_exact()


def tokens_of(person) -> list[str]:
    return [tokens.issue(person=person) for _ in range(SIGN_OUTS)]


def run(server: Server, bearers: Path, phases: str, examples: int) -> tuple[int, str]:
    """Let Schemathesis loose on ``server``; returns its exit code and all it printed."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("st"),
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"http://127.0.0.1:{server.port}/openapi.json",
            f"--phases={phases}",
            f"--max-examples={examples}",
            f"--seed={SEED}",
            "--generation-database=none",
            "--continue-on-failure",
            "--no-color",
            # Hypothesis compiles code, which CPython 3.11 cannot do in several threads at once.
            "--workers=1",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.hostile.schemathesis_hooks",
            "PEERLY_TOKENS": str(bearers),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout
