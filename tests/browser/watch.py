"""What no page may do while a test looks at it: complain in the console, fail, ask elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

INSIDE = {"data", "blob", "about"}
"""Schemes of what a page has in itself."""


class Watch:
    """Collects what goes wrong in the contexts it is set over, at ``origin``."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.strangers: set[str] = set()
        """Origins whose pages are none of ours, where a test goes on purpose: a provider's."""
        self.pictures: set[str] = set()
        """Addresses of people's pictures, which may be anywhere."""
        self._expected: list[str] = []
        self._looks_away = False

    def over(self, context: BrowserContext) -> None:
        """Watch every page of ``context``."""
        self.contexts.append(context)
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        context.on("request", self._asked)

    def expect(self, *words: str) -> None:
        """Let pass what says one of ``words``: "status of 404" where the test is about a 404."""
        self._expected += words

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Ignore what happens inside: a tool of ours at work in the page."""
        self._looks_away = True
        try:
            yield
            self._catch_up()
        finally:
            self._looks_away = False

    def assert_clean(self) -> None:
        """Nothing went wrong so far."""
        self._catch_up()
        assert self.faults == [], "\n".join(self.faults)

    def _catch_up(self) -> None:
        """Wait for what the pages have said already: an answer cannot overtake it."""
        for context in self.contexts:
            for page in context.pages:
                if not page.is_closed():
                    page.evaluate("null")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            at = message.location.get("url", "")
            page = message.page.url if message.page is not None else at
            self._note(f"{message.type} in the console: {message.text} ({at})", at, page)

    def _failed(self, error: WebError) -> None:
        page = error.page.url if error.page is not None else ""
        self._note(f"uncaught: {error.error}", page)

    def _asked(self, request: Request) -> None:
        address = request.url
        parts = urlsplit(address)
        if parts.scheme in INSIDE or f"{parts.scheme}://{parts.netloc}" == self.origin:
            return
        by = request.headers.get("referer", "")
        self._note(f"asked elsewhere: {address}", address, by)

    def _note(self, fault: str, *about: str) -> None:
        known = {f"{urlsplit(each).scheme}://{urlsplit(each).netloc}" for each in about}
        if self._looks_away or known & self.strangers or self.pictures & set(about):
            return
        if not any(words in fault for words in self._expected):
            self.faults.append(fault)
