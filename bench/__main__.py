"""``python -m bench``: make the rows, measure, print the table."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import databases, dataset, postgres
from bench.dataset import Say
from bench.load import require_wrk
from bench.places import DATA
from bench.rounds import Pace
from bench.rows import FULL_ONLY, ROWS
from bench.stage import Stage
from bench.table import Line, rendered, write_json

FULL = Pace(rounds=5, seconds=3, patience=20)
QUICK = Pace(rounds=3, seconds=1, patience=2)


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for. Returns 0, however fast it is: to judge is for who reads."""
    asked = _arguments(words)
    require_wrk()
    say = _teller()
    with postgres.running() as server:
        if asked.stay:
            say(f"PostgreSQL stays until Ctrl-C: {server}")
            postgres.stay()
            return 0
        if asked.prepare:
            for shape in (dataset.STANDARD, dataset.SMALL, dataset.LARGE):
                databases.ensure(server, shape, say)
            return 0
        lines = _measured(server, asked, say)
    print(rendered(lines))
    write_json(lines, _facts(asked), asked.out)
    say(f"written to {asked.out}")
    return 0


def _measured(server: str, asked: argparse.Namespace, say: Say) -> list[Line]:
    """Measure one row after another; what Ctrl-C leaves out is left out of the table."""
    pace = Pace(
        rounds=asked.rounds or (QUICK if asked.quick else FULL).rounds,
        seconds=asked.seconds or (QUICK if asked.quick else FULL).seconds,
        patience=(QUICK if asked.quick else FULL).patience,
    )
    stage = Stage(server, pace, asked.quick, say)
    lines: list[Line] = []
    try:
        for name in asked.only or [
            each for each in ROWS if not asked.quick or each not in FULL_ONLY
        ]:
            say(name)
            lines += ROWS[name](stage)
    except KeyboardInterrupt:
        say("stopped; this is what was measured")
    finally:
        stage.close()
    return lines


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three minutes, small figures")
    parser.add_argument(
        "--only", type=_names, help=f"rows, parted by commas: {', '.join(ROWS)}", metavar="ROWS"
    )
    parser.add_argument("--rounds", type=int, help="rounds of each comparison")
    parser.add_argument("--seconds", type=int, help="seconds of each round")
    parser.add_argument("--out", type=Path, default=DATA / "last.json", help="where the JSON goes")
    parser.add_argument("--prepare", action="store_true", help="only make the rows, of all sizes")
    parser.add_argument("--stay", action="store_true", help="only run its PostgreSQL, until Ctrl-C")
    return parser.parse_args(words)


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in ROWS:
            raise argparse.ArgumentTypeError(f"{name} is no row; there are {', '.join(ROWS)}")
    return names


def _teller() -> Say:
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} {text}", file=sys.stderr, flush=True)

    return say


def _facts(asked: argparse.Namespace) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "quick": asked.quick,
    }


if __name__ == "__main__":
    sys.exit(main())
