"""The lists of the other dialects, beside the native list of the same rows."""

from __future__ import annotations

import base64
import json
from typing import Any

import psycopg

from bench.rounds import Side
from bench.rows.reads import FEED, ROWS, USERS, versus
from bench.served import App
from bench.stage import ADMINISTRATOR, Stage, reading
from bench.table import Line, Target

# A path, where its rows are in the answer, and the native list of the same ones.
LISTS = {
    "engagedly": (f"/beta/activities/praises?size={ROWS}", ["data"], FEED),
    "engage": (f"/v1/users?limit={ROWS}", ["data"], USERS),
    "betterworks": (f"/api/v1/recognitions/?size={ROWS}", ["results"], FEED),
    "agyletime": (f"/organisation/users?pageLimit={ROWS}", ["data"], USERS),
}


def lists(stage: Stage) -> list[Line]:
    """Each as an administrator's key has it, so that the rows are the same."""
    with psycopg.connect(stage.work) as connection:  # some take no key of who never signed in
        connection.execute(
            "UPDATE accounts_user SET last_login = now() WHERE email = %s", [ADMINISTRATOR]
        )
    app = stage.app("peerly")
    made = stage.inside("credentials", dialects=list(LISTS), owner=ADMINISTRATOR)
    native = stage.bearers([ADMINISTRATOR])
    lines = []
    for dialect, (path, where, own) in LISTS.items():
        spoken = Side(dialect, app, reading(path, [_headers(app, dialect, made[dialect])]))
        _require_rows(spoken, where)
        duel = stage.duel([spoken, Side("native", app, reading(own, native))])
        what = f"{dialect}: {path}, × native"
        lines += versus(duel, dialect, "native", what, Target(0.90))
    return lines


def _headers(app: App, dialect: str, parts: dict[str, str]) -> dict[str, str]:
    if dialect == "engagedly":
        return {"ClientKey": parts["client_key"], "SecretKey": parts["secret_key"]}
    if dialect == "engage":
        return {"Authorization": _basic(parts["api_key"], parts["api_secret"])}
    if dialect == "betterworks":
        return {"Authorization": f"APIToken {parts['api_token']}"}
    keys = {"Authorization": _basic(parts["identifier"], parts["secret"])}
    answer = app.ask("POST", "/api/authority/token", keys)
    assert answer.status in {200, 201}, answer
    return {"Authorization": f"Bearer {answer.json()['data']['accessToken']}"}


def _basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def _require_rows(side: Side, where: list[str]) -> None:
    answer = side.load.one(side.app)
    assert answer.status == 200, (side.name, answer)
    found: Any = json.loads(answer.body)
    for key in where:
        found = found[key]
    assert len(found) == ROWS, (side.name, len(found))
