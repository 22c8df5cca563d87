"""Bad configuration: one clear sentence and a non-zero exit, never a traceback."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.checks import run_checks
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.test import Client

from peerly import database, environment
from tests.commands.installation import ROOT, Installation, free_port

ADDRESS = "it must be an address of this machine."


def _refusal(folder: Path, *words: str, **environment: str) -> str:
    """Return the sentence with which ``manage.py serve`` ends."""
    settings = {"PEERLY_DATA": str(folder / "data"), "PORT": str(free_port()), **environment}
    ended = Installation(settings).manage("serve", *words)
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    assert ended.stderr.endswith("\n")
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.removesuffix("\n").removeprefix("Peerly cannot start: ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not a database URL such as"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must be a postgres:// or sqlite:// URL."),
        ("DATABASE_URL", "sqlite://:memory:", "DATABASE_URL is in memory, where no two processes"),
        ("DATABASE_URL", "sqlite:////dev/null/x", "the database cannot be used: unable to open"),
        ("DATABASE_URL", f"sqlite:///{__file__}", "the database cannot be used: file is not a"),
        ("DATABASE_URL", "postgres://nobody:pw@127.0.0.1:1/x", "the database cannot be used: conn"),
        ("PEERLY_DATA", "/dev/null/x", "the data folder /dev/null/x cannot be made (Not a direct"),
        ("PORT", "abc", "PORT is 'abc'; it must be a number from 1 to 65535."),
        ("HOST", "999.1.1.1", f"HOST is '999.1.1.1'; {ADDRESS}"),
        ("HOST", "192.0.2.1", f"HOST is '192.0.2.1'; {ADDRESS}"),
        ("WORKERS", "0", "WORKERS is '0'; it must be a number from 1 to 64."),
        ("PUBLIC_URL", "foo", "PUBLIC_URL is 'foo'; it must be an http:// or https:// address."),
        ("PUBLIC_URL", "http://[::1", "PUBLIC_URL is 'http://[::1'; it must be an http:// or"),
        ("ALLOWED_HOSTS", "http://x", "ALLOWED_HOSTS has 'http://x'; it takes host names, like"),
        ("TIME_ZONE", "Mars/Phobos", "TIME_ZONE is 'Mars/Phobos'; it must be a time zone, like"),
        ("JWT_ALGORITHM", "none", "JWT_ALGORITHM is 'none'; it must be HS256 or RS256."),
        ("PEERLY_DEMO", "perhaps", "PEERLY_DEMO is 'perhaps'; it must be on or off."),
        ("SECRET_KEY", "short", "SECRET_KEY is too short; it needs 32 characters or more."),
    ],
)
def test_nonsense_ends_in_one_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    told = _refusal(tmp_path, **{name: value})

    assert told.startswith(sentence)
    assert "pw@" not in told


def test_the_command_line_is_checked_like_the_environment(tmp_path: Path) -> None:
    told = _refusal(tmp_path, "--port", "nine")

    assert told == "PORT is 'nine'; it must be a number from 1 to 65535."


@pytest.mark.parametrize(
    "value",
    ["²/60", "600/²", "0/60", "600/0", "600", "9" * 5000 + "/60"],
    ids=lambda value: value[:9],
)
def test_a_rate_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SIGN_IN_RATE", value)

    with pytest.raises(environment.BadConfiguration) as refusal:
        environment.rate("SIGN_IN_RATE", "600/60")

    assert str(refusal.value) == "SIGN_IN_RATE must look like 600/60: requests, then seconds."


def test_a_number_too_long_to_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_HOURS", "9" * 5000)

    with pytest.raises(environment.BadConfiguration):
        environment.number("JWT_HOURS", 12)


def _private(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_pair_of_keys_that_would_sign_what_it_refuses_is_refused(tmp_path: Path) -> None:
    ours, other = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    nonsense = "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n"
    no_private = "JWT_PRIVATE_KEY_FILE holds no private RSA key in PEM."
    no_public = "JWT_PUBLIC_KEY_FILE holds no public RSA key in PEM."
    strangers = "JWT_PUBLIC_KEY_FILE does not belong to JWT_PRIVATE_KEY_FILE."
    curved = _private(ec.generate_private_key(ec.SECP256R1()))

    environment.require_pair(_private(ours), _public(ours))
    for private, public, sentence in [
        ("", _public(ours), no_private),
        (nonsense, _public(ours), no_private),
        (_public(ours), _private(ours), no_private),
        (curved, _public(ours), no_private),
        (_private(ours), nonsense, no_public),
        (_private(ours), _private(ours), no_public),
        (_private(ours), _public(other), strangers),
    ]:
        with pytest.raises(environment.BadConfiguration) as refusal:
            environment.require_pair(private, public)
        assert str(refusal.value) == sentence

    (tmp_path / "private.pem").write_text(_private(ours))
    (tmp_path / "public.pem").write_text(_public(other))
    files = {
        f"JWT_{which.upper()}_KEY_FILE": str(tmp_path / f"{which}.pem")
        for which in ("private", "public")
    }
    assert _refusal(tmp_path, JWT_ALGORITHM="RS256", **files) == strangers


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://[fd00::5]:8000", "[fd00::5]"),
        ("http://10.0.0.5:8000", "10.0.0.5"),
        ("https://Peerly.Acme.test", "peerly.acme.test"),
    ],
)
def test_the_host_of_our_own_address_is_one_we_answer_to(
    settings: Any, address: str, host: str
) -> None:
    settings.ALLOWED_HOSTS = [environment.host_of(address)]

    assert environment.host_of(address) == host
    assert Client().get("/healthz", HTTP_HOST=f"{host}:8000").status_code == 200
    assert Client().get("/healthz", HTTP_HOST="[fd00::6]:8000").status_code == 400


@pytest.mark.parametrize(
    ("https", "proxies", "header", "told"),
    [
        (True, 0, None, ["peerly.W001", "peerly.W002"]),
        (True, 1, None, ["peerly.W002"]),
        (True, 1, ("HTTP_X_FORWARDED_PROTO", "https"), []),
        (False, 0, None, []),
    ],
)
def test_an_https_address_without_a_known_proxy_is_warned_of(
    settings: Any,
    https: bool,
    proxies: int,
    header: tuple[str, str] | None,
    told: list[str],
) -> None:
    settings.ON_HTTPS = https
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    settings.SECURE_PROXY_SSL_HEADER = header

    warnings = [told.id for told in run_checks(include_deployment_checks=True)]

    assert [word for word in warnings if str(word).startswith("peerly.")] == told


def test_a_secret_that_was_emptied_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("")

    told = _refusal(tmp_path)

    assert told.endswith(
        "secret_key holds no SECRET_KEY any more; remove it to have a new one made."
    )


def test_an_older_database_is_not_used_by_the_other_commands(installation: Installation) -> None:
    ended = installation.manage("issue_token", "ann@acme.test")

    assert ended.returncode == 1
    assert ended.stderr == (
        "Peerly cannot start: the database is not up to date; `manage.py migrate` brings it so.\n"
    )


def test_a_newer_database_is_left_alone(installation: Installation) -> None:
    newer = "from django.db.migrations.recorder import MigrationRecorder as R;"
    newer += "from django.db import connection as c; R(c).record_applied('accounts', '0099_next')"
    assert installation.manage("shell", "-v0", "-c", newer).returncode == 0

    ended = installation.manage("serve", PORT=str(free_port()))

    assert ended.returncode == 1
    assert ended.stderr == (
        "Peerly cannot start: the database belongs to a newer Peerly:"
        " this one does not know accounts.0099_next.\n"
    )


def test_a_user_who_may_make_no_tables_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise MigrationSchemaMissing("permission denied for schema public")

    # What PostgreSQL 15 says to a user who does not own the database; SQLite never does.
    monkeypatch.setattr(database, "call_command", refuse)
    monkeypatch.setattr(database, "missing_migrations", lambda: {("accounts", "0001_initial")})

    with pytest.raises(environment.BadConfiguration, match="make that user the owner of it"):
        database.migrate()


def test_an_old_python_is_told_so() -> None:
    # Even Python 3.6 must be able to read the file, or it could only say: SyntaxError.
    source = (ROOT / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0);"
    pretend += "runpy.run_path('manage.py', run_name='__main__')"

    ended = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr == "Peerly needs Python 3.11 or newer; this is Python 3.9.\n"
