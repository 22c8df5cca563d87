"""Settings read from the environment: typed, with one clear sentence for every nonsense value."""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from peerly.notation import as_number

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


class BadConfiguration(ImproperlyConfigured):
    """A value from outside makes no sense; its text is all an operator gets to see."""


def text(name: str, default: str = "") -> str:
    """Return the variable ``name``, or ``default`` when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return the variable ``name`` as a boolean (1/true/yes/on, 0/false/no/off)."""
    value = text(name, "on" if default else "off").lower()
    if value in YES:
        return True
    if value in NO:
        return False
    raise BadConfiguration(f"{name} is {value!r}; it must be on or off.")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return the variable ``name`` as a whole number from ``least`` to ``most``."""
    value = text(name, str(default))
    found = as_number(value, least, most)
    if found is None:
        raise BadConfiguration(f"{name} is {value!r}; it must be a number from {least} to {most}.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated variable ``name`` as a list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """Return the comma-separated variable ``name`` as host names: no scheme, port or path."""
    found = words(name, default)
    for host in found:
        if set(host) & set("/@ ") or (":" in host and not host.startswith("[")):
            raise BadConfiguration(
                f"{name} has {host!r}; it takes host names, like peerly.acme.org."
            )
    return found


def web_address(name: str, default: str) -> str:
    """Return the variable ``name`` as an http(s) address without a trailing slash."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, a port of 99999
        is_web = False
    if not is_web:
        raise BadConfiguration(f"{name} is {value!r}; it must be an http:// or https:// address.")
    return value


def own_address() -> str:
    """Return the address that HOST and PORT mean to a browser on this machine.

    What makes no sense is left out: other programs set these names too (conda sets HOST), and
    only ``manage.py serve``, which looks at them closely, is about them.
    """
    host, port = text("HOST"), text("PORT")
    try:
        address = ip_address(host)
    except ValueError:
        host = "127.0.0.1"
    else:
        if address.is_unspecified:
            host = "127.0.0.1" if address.version == 4 else "::1"
    if as_number(port, 1, 65535) is None:
        port = "8000"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def host_of(address: str) -> str:
    """Return the host of a web address as ALLOWED_HOSTS wants it: IPv6 in brackets."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def time_zone(name: str, default: str) -> str:
    """Return the variable ``name`` as the name of a time zone of the IANA database."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # a path, a folder, nothing
        raise BadConfiguration(
            f"{name} is {value!r}; it must be a time zone, like Asia/Kolkata."
        ) from None
    return value


def data_folder(name: str, default: Path) -> Path:
    """Return the folder Peerly keeps its files in, made if need be and writable."""
    folder = Path(text(name, str(default)))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadConfiguration(
            f"the data folder {folder} cannot be made ({problem.strerror})."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadConfiguration(f"the data folder {folder} is not writable.")
    return folder


def secret(name: str, file: Path) -> str:
    """Return the secret ``name``: from the environment, else from ``file``, made on first use.

    The file appears whole or not at all (hard link of a finished file), so that workers
    starting together agree on one secret.
    """
    given = text(name)
    if given:
        if len(given) < 32:
            raise BadConfiguration(f"{name} is too short; it needs 32 characters or more.")
        return given
    if not file.exists():
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64))
            os.link(draft, file)
        except FileExistsError:
            pass
        except OSError as problem:
            raise BadConfiguration(f"{file} cannot be written ({problem.strerror}).") from None
        finally:
            draft.unlink(missing_ok=True)
    try:
        kept = file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise BadConfiguration(f"{file} cannot be read; it holds the {name}.") from None
    if len(kept) < 32:
        raise BadConfiguration(
            f"{file} holds no {name} any more; remove it to have a new one made."
        )
    return kept


def database(name: str, default: str, *, serving: bool) -> dict[str, Any]:
    """Return Django's database settings for the URL in ``name`` (PostgreSQL or SQLite).

    ``serving`` bounds how long one statement or lock may take; an operator's command
    (a migration, a big import) may take as long as it needs.
    """
    url = text(name, default)
    try:
        settings = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    except Exception:  # noqa: BLE001 - several kinds, for all that a URL can be
        # What was given may hold a password, so it is not repeated.
        raise BadConfiguration(
            f"{name} is not a database URL such as postgres://user:password@host:5432/name."
        ) from None
    if settings.get("ENGINE") == "django.db.backends.postgresql":
        return _postgresql(settings, serving=serving)
    if settings.get("ENGINE") == "django.db.backends.sqlite3":
        return _sqlite(settings)
    raise BadConfiguration(f"{name} must be a postgres:// or sqlite:// URL.")


def _postgresql(settings: dict[str, Any], *, serving: bool) -> dict[str, Any]:
    settings["ENGINE"] = "peerly.postgresql"
    if not settings.get("NAME"):
        raise BadConfiguration(
            "DATABASE_URL names no database (postgres://user:password@host/NAME)."
        )
    options = settings.setdefault("OPTIONS", {})
    if serving:  # a stuck neighbour must become an answer, not a worker that hangs
        limits = (
            "-c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=15s"
        )
        options["options"] = f"{options.get('options', '')} {limits}".strip()
    options.setdefault("connect_timeout", 5)
    # Milliseconds: a server that vanished without a word is not waited for a quarter of an hour.
    options.setdefault("tcp_user_timeout", 10_000)
    # What is asked often is planned once: a statement's text stays the same whatever it is told.
    options.setdefault("server_side_binding", True)
    options.setdefault("prepare_threshold", 5)
    return settings


def _sqlite(settings: dict[str, Any]) -> dict[str, Any]:
    settings["OPTIONS"] = {
        "timeout": 20,
        # Without IMMEDIATE two writers that both began by reading fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        # FULL: an acknowledged recognition survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    test_name = text("TEST_DATABASE_NAME")
    if test_name:
        settings["TEST"] = {"NAME": test_name}
    return settings


def pem_file(name: str) -> str:
    """Return the text of the PEM file that the variable ``name`` points to."""
    path = text(name)
    if not path:
        raise BadConfiguration(f"{name} is not set; RS256 needs it.")
    try:
        return Path(path).read_text()
    except (OSError, ValueError):  # ValueError: a file that is no text
        raise BadConfiguration(f"{name} is {path!r}, which cannot be read.") from None


def require_pair(private: str, public: str) -> None:
    """Raise BadConfiguration unless the two are RSA keys in PEM that belong together.

    A pair that does not would start, and then refuse every token that it has signed.
    """
    import jwt  # which only those wait for who use RS256

    try:
        trial = jwt.encode({}, private, "RS256")
    except Exception:  # noqa: BLE001 - several kinds, for all that a file can hold
        raise BadConfiguration("JWT_PRIVATE_KEY_FILE holds no private RSA key in PEM.") from None
    try:
        jwt.decode(trial, public, ["RS256"])
    except jwt.InvalidSignatureError:
        raise BadConfiguration(
            "JWT_PUBLIC_KEY_FILE does not belong to JWT_PRIVATE_KEY_FILE."
        ) from None
    except Exception:  # noqa: BLE001 - likewise
        raise BadConfiguration("JWT_PUBLIC_KEY_FILE holds no public RSA key in PEM.") from None


def rate(name: str, default: str) -> tuple[int, int]:
    """Return the variable ``name`` ("<requests>/<seconds>") as (requests, seconds)."""
    count, slash, seconds = text(name, default).partition("/")
    found = as_number(count, 1, 2**31), as_number(seconds, 1, 2**31)
    if not slash or found[0] is None or found[1] is None:
        raise BadConfiguration(f"{name} must look like 600/60: requests, then seconds.")
    return found[0], found[1]


def log_level(name: str, default: str) -> str:
    """Return the variable ``name`` as one of Python's level names."""
    value = text(name, default).upper()
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise BadConfiguration(f"{name} is {value!r}; it must be DEBUG, INFO, WARNING or ERROR.")
    return value
