"""Load by wrk: who asks for what, and what came of it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import Watch, cpu_seconds
from bench.places import OWN, folder
from bench.served import Answer, App

SCRIPT = Path(__file__).with_name("wrk.lua")
Client = tuple[str, dict[str, str]]
"""A path and headers."""


class Turns:
    """Ids that every client uses once, and how many have been used."""

    def __init__(self, ids: list[int], name: str) -> None:
        self.ids, self.used = ids, 0
        self.file = folder(OWN) / f"{name}.ids"
        self.file.write_text("".join(f"{each}\n" for each in ids))

    def next(self) -> int:
        """Return an id for a single request."""
        self.used += 1
        return self.ids[(self.used - 1) % len(self.ids)]


@dataclass(frozen=True)
class Load:
    """What is asked, by whom, over how many connections."""

    clients: list[Client]
    method: str = "GET"
    body: str = ""
    turns: Turns | None = None
    connections: int = 16

    def one(self, app: App) -> Answer:
        """Send one request of this kind; returns its answer."""
        path, headers = self.clients[0]
        body = self.body
        if self.turns is not None:
            number = str(self.turns.next())
            path, body = path.replace("@", number), body.replace("@", number)
            headers = {**headers, "Idempotency-Key": secrets.token_hex(8)}
        return app.ask(self.method, path, headers, body)


@dataclass(frozen=True)
class Sample:
    """One round: requests a second, milliseconds, microseconds of CPU a request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    foreign: float
    requests: int = field(compare=False)


def require_wrk() -> None:
    """End with a sentence where wrk is missing; nothing is fetched without being asked for."""
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk, which is not here: apt install wrk")


def drive(app: App, load: Load, seconds: float, database: int) -> Sample:
    """Load ``app`` for ``seconds``. Ends the bench where an answer was not a success."""
    command = _command(app, load, seconds)
    watch = Watch(os.getpid(), database)
    before = cpu_seconds(app.process, database)
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60)
    spent, foreign = cpu_seconds(app.process, database) - before, watch.foreign()
    told = json.loads(done.stdout.rpartition("RESULT ")[2])
    if load.turns is not None:
        load.turns.used += told["requests"] // len(load.clients) + load.connections
    if told["refused"] or told["broken"]:
        raise SystemExit(f"{app.kind} answered {load.clients[0][0]} with failures: {told}")
    requests = max(told["requests"], 1)
    rate = requests / told["seconds"]
    return Sample(rate, told["p50"], told["p99"], spent / requests * 1e6, foreign, requests)


def _command(app: App, load: Load, seconds: float) -> list[str]:
    clients = folder(OWN) / f"{app.kind}.clients"
    lines = [
        "\t".join([path, *(f"{name}: {value}" for name, value in headers.items())])
        for path, headers in load.clients
    ]
    clients.write_text("".join(f"{line}\n" for line in lines))
    ids, first = (str(load.turns.file), load.turns.used) if load.turns else ("-", 0)
    script = [str(clients), load.method, load.body, ids, str(first), secrets.token_hex(6)]
    # wrk only knows whole seconds.
    options = ["-t1", f"-c{load.connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
    url = f"http://127.0.0.1:{app.port}"
    return ["wrk", *options, "-s", str(SCRIPT), url, "--", *script]
