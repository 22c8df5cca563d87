"""The bench says what it can do, and judges figures as the targets are meant."""

from __future__ import annotations

import json

import pytest

from bench.__main__ import main
from bench.load import Sample
from bench.rounds import Duel
from bench.table import Line, Target, rendered, write_json

AT_LEAST = Target(0.70)
AT_MOST = Target(1.15, is_least=False)


def test_help_names_every_row(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "feed, users, starts_with" in told
    assert "--quick" in told


def test_a_row_that_is_not_there_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--only", "feed,lunch"])
    assert ended.value.code == 2
    assert "lunch is no row" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "judged", "verdict"),
    [
        (AT_LEAST, (0.70, 0.81), "met"),
        (AT_LEAST, (0.90, 0.69), "MISSED"),
        (AT_MOST, (1.15,), "met"),
        (AT_MOST, (1.16,), "MISSED"),
        (AT_MOST, (), "NOT MEASURED"),
        (None, (3.0,), ""),
    ],
)
def test_a_target_is_met_by_all_of_its_figures_or_missed(target, judged, verdict):
    assert Line("a line", target=target, judged=judged).verdict == verdict


def test_a_ratio_is_the_median_of_calm_rounds_each_within_itself():
    duel = Duel([])
    rates = [(100, 50, 0.0), (200, 120, 0.1), (10, 9, 0.9), (300, 150, 0.0), (50, 40, 0.5)]
    duel.samples = {
        "bare": [_sample(theirs, foreign) for theirs, _, foreign in rates],
        "peerly": [_sample(ours, foreign) for _, ours, foreign in rates],
    }
    assert duel.ratio("peerly", "bare", "rate") == 0.5  # of 0.5, 0.6 and 0.5; two are not calm
    assert duel.restless() == 2


def test_the_table_and_the_file_tell_the_same(tmp_path):
    lines = [Line("GET /feed", rate=1234.5, by_rate=0.712, target=AT_LEAST, judged=(0.712,))]
    table = rendered(lines)
    write_json(lines, {"quick": True}, tmp_path / "told.json")
    told = json.loads((tmp_path / "told.json").read_text())
    assert "1,234" in table
    assert "≥ 0.7 ×" in table
    assert table.endswith("met")
    assert told["quick"] is True
    assert told["lines"][0]["verdict"] == "met"


def _sample(rate: float, foreign: float) -> Sample:
    return Sample(rate, p50=1, p99=2, cpu=3, foreign=foreign, requests=4)
