"""Where the bench keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PEERLY_BENCH") or ROOT / "bench" / ".data").resolve()
"""Kept between runs: PostgreSQL's rows, the SQLite copy, secret keys, the last figures."""

URL_FILE = DATA / "url"
"""Says where PostgreSQL listens while one is running."""

SECRETS = DATA / "secrets"
"""What PEERLY_DATA is for all programs of a run, so that a token of one counts with all."""


OWN = DATA / "runs" / str(os.getpid())
"""What this run alone makes, removed at its end."""


def folder(path: Path) -> Path:
    """Return ``path``, made if need be."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
