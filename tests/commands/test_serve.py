"""serve, as `make run` starts it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.commands.installation import PATIENCE, Installation, Running

THANKS = {"given_for": 3, "core_value_id": 2, "text": "Kept over a restart"}


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


PAGES = (
    "/docs",
    "/admin/login/",
    "/readyz",
    "/static/admin/css/base.css",
    "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
)


def _assert_its_port_is_taken(installation: Installation, running: Running) -> None:
    again = installation.manage("serve", PORT=str(running.port))
    assert again.returncode == 1
    assert again.stderr == (
        f"Peerly cannot start: port {running.port} on 127.0.0.1 is in use;"
        " stop what uses it, or choose another PORT.\n"
    )


def test_two_first_starts_at_once_make_one_demo_and_a_later_one_keeps_it(
    installation: Installation, tmp_path: Path
) -> None:
    with (
        installation.serving(tmp_path / "one") as one,
        installation.serving(tmp_path / "other") as other,
    ):
        said = one.greeting() + other.greeting()
        assert said.count("Making the demo") == 1
        assert one.ask("/readyz")[0] == other.ask("/readyz")[0] == 200
        # Ctrl-C reaches the server alone; stopped twice at once, a worker would get stuck.
        assert {os.getpgid(worker) for worker in other.workers()} == set(other.workers())
        os.killpg(other.process.pid, signal.SIGINT)
        assert other.process.wait(PATIENCE) == 0
        assert "Traceback" not in said
        verified = installation.manage("verify_ledger")
        assert verified.stdout.startswith("64 people, ")
        where = f"http://127.0.0.1:{one.port}"
        first, _, others = one.said.partition("is running. Ctrl-C stops it.\n\n")[2].partition("\n")
        assert first == f"Open {where} in a browser and continue as Ann."
        assert one.ask("/")[0] == 302
        assert b"Continue as Ann" in one.ask("/sign-in")[1]
        for place in ("/docs", "/admin/", "/healthz"):
            assert f"  {where}{place} " in others
        first_token = one.token()
        as_ann = {"Authorization": f"Bearer {first_token}", "Content-Type": "application/json"}
        assert one.ask("/recognitions", "POST", json.dumps(THANKS), **as_ann)[0] == 201
        for path in PAGES:
            assert one.ask(path)[0] == 200
        _assert_its_port_is_taken(installation, one)
        assert one.stop() == 0
    with installation.serving(tmp_path / "later") as running:
        assert running.token() != first_token
        assert "Making the demo" not in running.said
        status, body = running.ask("/recognitions", **as_ann)
        assert status == 200
        told = json.loads(body)["data"]
        assert len(told) == 10
        assert told[0]["text"] == "Kept over a restart"


def _assert_an_organisation_can_be_made(installation: Installation, running: Running) -> None:
    made = installation.manage(
        "create_organisation",
        "--name=Initech",
        "--domain=initech.test",
        "--admin=b@initech.test",
    )
    assert made.stdout == "1\n"
    token = installation.manage("issue_token", "b@initech.test").stdout.strip()
    status, body = running.ask("/users/me", Authorization=f"Bearer {token}")
    assert status == 200
    assert json.loads(body)["data"]["email"] == "b@initech.test"


def test_a_server_without_a_demo_stays_empty_replaces_dead_workers_and_is_outlived_by_none(
    installation: Installation, tmp_path: Path
) -> None:
    https = "https://peerly.test"
    with installation.serving(tmp_path / "log", PEERLY_DEMO="off", PUBLIC_URL=https) as running:
        said = running.greeting()
        assert "curl" not in said
        assert "demo" not in said
        assert f"Open {https} in a browser; GOOGLE_CLIENT_ID must be set before" in said
        assert "PUBLIC_URL is https, but PROXIES is 0: " in said
        assert "PUBLIC_URL is https, but BEHIND_TLS_PROXY is off: no HSTS is sent. " in said
        _assert_an_organisation_can_be_made(installation, running)
        (worker,) = running.workers()

        os.kill(worker, signal.SIGKILL)

        _until(lambda: running.workers() not in ([], [worker]) and running.answers())
        running.process.kill()
        running.process.wait(PATIENCE)
        _until(lambda: not running.answers())
