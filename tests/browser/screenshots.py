"""Pictures of every page of the demo, wide and narrow, light and dark: `make screenshots`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.arriving import arrive
from tests.browser.pages import PAGES, Shot
from tests.commands.installation import fresh

SIZES = {1280: 800, 360: 740}
SCHEMES = ("light", "dark")
LOAD_ALL = """async () => {
  for (const one of document.images) one.loading = "eager";
  await Promise.all([...document.images].map((one) => one.decode().catch(() => null)));
}"""
"""What is further down comes when somebody scrolls there; nobody does, in a picture of it all."""

Cookies = dict[str, list[Any]]


def main(folder: Path) -> None:
    """Take them all into ``folder``; exits with 1 when a page is not what it should be."""
    program = chromium.find(say=_say)
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    with _demo() as (address, cookies, places), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium.flags())
        for shot in PAGES:
            wrong += _take(browser, shot.at(places), address, cookies, folder)
        browser.close()
    _say(f"{len(PAGES)} pages, {len(SIZES) * len(SCHEMES)} pictures each, in {folder}")
    if wrong:
        sys.exit("\n".join(wrong))


@contextmanager
def _demo() -> Iterator[tuple[str, Cookies, dict[str, int]]]:
    """Serve the demo from a folder that is thrown away; yields where, people's cookies, and ids."""
    with tempfile.TemporaryDirectory(prefix="peerly-pictures-") as name:
        data = Path(name, "data")
        os.environ["PEERLY_DATA"] = str(data)
        os.environ["DATABASE_URL"] = f"sqlite:///{data / 'peerly.sqlite3'}"
        # A client id, so that the pages offer to sign in with Google.
        client = {"GOOGLE_CLIENT_ID": "screenshots.apps"}
        with (
            fresh(Path(name)) as installation,
            installation.serving(Path(name, "log"), **client) as server,
        ):
            server.greeting()
            address = f"http://127.0.0.1:{server.port}"
            _be_ready_for_its_rows()
            yield address, _cookies(address), _places()


def _be_ready_for_its_rows() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "peerly.settings"
    import django

    django.setup()


def _places() -> dict[str, int]:
    """Return the ids that paths name."""
    from tests.browser import places

    return places.of_demo()


def _cookies(address: str) -> Cookies:
    """Begin a session for everybody whose pages there are."""
    from accounts.models import User
    from tests.browser.sessions import cookie_of

    whose = {shot.whose for shot in PAGES} - {""}
    people = User.objects.filter(email__in=whose)
    cookies: Cookies = {person.email: [cookie_of(person, address)] for person in people}
    return {"": [], **cookies}


def _take(
    browser: Browser, shot: Shot, address: str, cookies: Cookies, folder: Path
) -> Iterator[str]:
    """Take the pictures of one page; yields what was wrong with it."""
    context = browser.new_context(base_url=address, reduced_motion="reduce", locale="en-GB")
    context.add_cookies(cookies[shot.whose])
    page = context.new_page()
    status = arrive(page, shot, once="networkidle")
    if status != shot.status:
        yield f"{shot.path} for {shot.whose or 'a stranger'}: {status}"
    # What is sent is sent once, so it is one page that all pictures are of.
    for (width, height), scheme in product(SIZES.items(), SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(LOAD_ALL)
        page.screenshot(path=folder / f"{shot.name}-{width}-{scheme}.png", full_page=True)
    context.close()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command, which reports by printing


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
