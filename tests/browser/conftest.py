"""What a test in a browser may ask for: pages as somebody has them, axe, a provider to sign in at.

One Chromium for all tests of a process, and a context (cookies, console) for each page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from accounts.models import User
from tests.browser import barriers, chromium, provider, site
from tests.browser.sessions import cookie_of
from tests.browser.watch import Watch

WIDE, NARROW = 1280, 360
HEIGHTS = {WIDE: 800, NARROW: 740}
PATIENCE = 10_000
"""Milliseconds that anything in a page may take before the test gives up."""

Open = Callable[..., Page]


def at_each_width(page: Page) -> Iterator[int]:
    """Look at ``page`` as wide as it is, then at the other width, without loading it again."""
    now = page.viewport_size
    for width, height in sorted(HEIGHTS.items(), key=lambda each: each[0] != now["width"]):
        if width != now["width"]:
            page.set_viewport_size({"width": width, "height": height})
        yield width


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Drive browsers, for this folder only: it keeps an event loop running in our thread.

    While it does, Django would refuse every query, and ``asyncio.run`` would refuse to start.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Return the Chromium that was found before the tests began."""
    ours = {"executable_path": os.environ["PEERLY_CHROMIUM"], "args": chromium.flags()}
    started = playwright.chromium.launch(**browser_type_launch_args, **ours)
    yield started
    started.close()


@pytest.fixture(scope="package")
def browser_context_args() -> dict[str, Any]:
    """Return how every context is made."""
    return {"locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture(scope="session")
def site_address(django_db_setup: None) -> Iterator[str]:
    """Serve the site; one for all tests that need none of their own."""
    with site.serving() as address:
        yield address


@pytest.fixture
def address(site_address: str) -> str:
    """Return where the site is; a module whose tests sign in puts its own here."""
    return site_address


@pytest.fixture
def watch(address: str) -> Watch:
    """Return what watches every page; a fault in one fails the test."""
    return Watch(address)


@pytest.fixture
def open_page(
    transactional_db: None,
    new_context: Callable[..., Any],
    address: str,
    watch: Watch,
) -> Iterator[Open]:
    """Return what opens a path as somebody, in a window ``width`` wide; nobody is a stranger.

    More arguments are for the context, like ``java_script_enabled=False``.
    """

    def at(path: str, person: User | None = None, *, width: int = WIDE, **context: Any) -> Page:
        size = {"width": width, "height": HEIGHTS[width]}
        made = new_context(base_url=address, viewport=size, **context)
        made.set_default_timeout(PATIENCE)
        if person is not None:
            made.add_cookies([cookie_of(person, address)])
        watch.over(made)
        page: Page = made.new_page()
        page.goto(path)
        return page

    yield at
    watch.assert_clean()


@pytest.fixture
def axe(watch: Watch) -> Callable[[Page], None]:
    """Return what asserts that axe finds no barrier in a page, in light and in dark."""

    def assert_none(page: Page) -> None:
        watch.assert_clean()
        with watch.looking_away():  # axe tries out styles, which the page's policy forbids
            found = barriers.of_page(page)
        assert not found, "\n".join([page.url, *found])

    return assert_none


@pytest.fixture(scope="session")
def started_provider() -> Iterator[provider.Provider]:
    """Run an OpenID provider."""
    with provider.running() as started:
        yield started


@pytest.fixture(scope="session")
def address_with_provider(
    django_db_setup: None, started_provider: provider.Provider
) -> Iterator[str]:
    """Serve a site whose pages lead to the provider."""
    with site.serving(**started_provider.settings()) as address:
        yield address


@pytest.fixture
def google(
    started_provider: provider.Provider, address_with_provider: str, watch: Watch, settings: Any
) -> provider.Provider:
    """Return the provider, in Google's place; the module's ``address`` must lead to it."""
    back = f"{address_with_provider}/auth/complete/google-oauth2/"
    for name, value in started_provider.register(back).items():
        setattr(settings, name, value)
    watch.strangers.add(started_provider.address)
    started_provider.authorisations.clear()
    return started_provider
