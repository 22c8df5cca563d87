"""Every dialect: what each operation answers, to the byte, at a moment that stands still.

A changed answer is a changed file: ``UPDATE_GOLDEN=1 pytest tests/dialects/test_golden.py`` writes
them anew, and the diff shows what clients will see.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests import google as fake
from tests.dialects.asking import Play
from tests.dialects.endpoints import Endpoint
from tests.dialects.fixtures import introduce
from tests.dialects.hooks import Hooks
from tests.dialects.rows import count_from_one, undone
from tests.dialects.stage import furnish

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
NOW = "2026-11-18T09:30:00Z"
IN_GERMAN = {"Accept_Language": "de", "Cookie": "language=de"}
"""Sent along with everything: what a program is answered is in no visitor's language."""


@pytest.fixture
def still(hooks: Hooks, db: None, settings: Any) -> Any:
    """A dialect on a stage where every id and every moment is always the same."""
    with time_machine.travel(NOW, tick=False), fake.running() as google:
        count_from_one()
        stage = furnish()
        introduce(stage, google, settings)
        yield Play(hooks, stage)


def test_every_answer_is_the_golden_one(still: Play):
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in still.endpoints:
        told[still.hooks.resource_of(endpoint.route)].update(_answers(still, endpoint))
    folder = HERE / still.hooks.dialect.name / "golden"
    if os.environ.get("UPDATE_GOLDEN"):
        _write(folder, told)
    golden = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}

    assert golden.keys() == told.keys()
    for resource, answers in told.items():
        assert list(golden[resource]) == list(answers)
        for name, answer in answers.items():
            # As text: two dicts are equal in whatever order their keys are.
            assert _text(answer) == _text(golden[resource][name]), f"{name} has changed"


def _answers(play: Play, endpoint: Endpoint) -> dict[str, Any]:
    """Return what the sample is answered, and two ways to get it wrong."""
    caller = play.sender(endpoint)
    asked = {str(endpoint): (caller.path(endpoint, play.here), caller.body(endpoint, play.here))}
    if endpoint.operation.many:
        path = caller.path(endpoint, play.here) + play.hooks.first_page(1)
        asked[f"{endpoint}, one row"] = path, None
    if endpoint.operation.body:
        nonsense: dict[str, Any] = {name: [] for name in _names(endpoint)}
        asked[f"{endpoint}, wrong"] = asked[str(endpoint)][0], nonsense
    if endpoint.parameters:
        nobodys = play.hooks.nobodys_id(endpoint.route)
        asked[f"{endpoint}, unknown"] = endpoint.path(nobodys), asked[str(endpoint)][1]
    answers = {}
    for name, (path, body) in asked.items():
        with undone():
            answer = caller.ask(endpoint.method, path, body, **IN_GERMAN)
        assert "Content-Language" not in answer
        answers[name] = {"status": answer.status_code, "body": _body(play, answer.content)}
    return answers


def _names(endpoint: Endpoint) -> list[str]:
    return list(endpoint.word(endpoint.operation.body)().fields)


def _body(play: Play, content: bytes) -> Any:
    masked = play.hooks.masked(content)
    if not masked:
        return None
    body = json.loads(masked)
    # The golden file is indented for people; this is why it stands for the very bytes.
    assert json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode() == masked
    return body


def _write(folder: Path, told: dict[str, dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.json"):
        file.unlink()
    for resource, answers in told.items():
        (folder / f"{resource}.json").write_text(f"{_text(answers)}\n")


def _text(told: Any) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False)
