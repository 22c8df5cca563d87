"""healthz and readyz."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.api import error_of

PATHS = ["/healthz", "/healthz/", "/readyz", "/readyz/"]


def _told(response: Any) -> tuple[int, Any]:
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    return response.status_code, response.json()


@pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
def test_healthz_answers_without_the_database(path: str) -> None:
    # This test may not touch the database: pytest-django would stop it.
    assert _told(Client().get(path)) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/readyz", "/readyz/"])
def test_readyz_answers_when_all_is_well(db: None, path: str) -> None:
    assert _told(Client().get(path)) == (200, {"status": "ok"})


def test_readyz_tells_of_missing_migrations(db: None) -> None:
    last = MigrationRecorder(connection).migration_qs.filter(app="recognition").latest("id")
    last.delete()

    told = _told(Client().get("/readyz"))

    assert told == (503, {"status": "unavailable", "failed": "migrations"})
    assert _told(Client().get("/healthz")) == (200, {"status": "ok"})


def test_readyz_tells_of_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(recorder: MigrationRecorder) -> NoReturn:
        raise OperationalError("connection to server at db.internal failed: password secret")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)

    told = _told(Client().get("/readyz"))

    assert told == (503, {"status": "unavailable", "failed": "database"})


@pytest.mark.parametrize("path", PATHS)
def test_probes_only_ask(path: str) -> None:
    refused = Client(enforce_csrf_checks=True).post(path)

    assert (refused["Allow"], error_of(refused)) == ("GET, HEAD", (405, "method_not_allowed"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_may_ask_for_the_head_alone(db: None, path: str) -> None:
    assert Client().head(path).status_code == 200


def test_a_browser_at_the_bare_address_is_shown_the_way() -> None:
    browser = Client(headers={"Accept": "text/html,application/xhtml+xml"})

    assert browser.get("/")["Location"] == "/sign-in?next=%2F"
    assert browser.get("/admin")["Location"] == "/admin/"
