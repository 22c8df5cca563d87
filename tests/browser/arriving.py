"""Coming to a page as people do: by its address, and through the form that stands before it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.pages import Shot

SEND = """typed => {
    const isMeant = form => Object.keys(typed).every(name => name in form.elements);
    const form = [...document.forms].find(isMeant);
    for (const [name, text] of Object.entries(typed)) {
        form.querySelectorAll(`[name="${name}"]`).forEach(each => each.remove());
        const field = document.createElement("textarea");
        [field.name, field.value] = [name, text];
        form.append(field);
    }
    HTMLFormElement.prototype.submit.call(form);
}"""
"""Sends what no browser would let one type, too."""


def arrive(page: Page, shot: Shot, *, once: str = "load") -> int:
    """Bring ``shot`` before ``page``, whose paths are ids already; returns its status."""
    answer = page.goto(shot.path, wait_until=once)
    if shot.typed is not None:
        with page.expect_navigation(wait_until=once) as sent:
            page.evaluate(SEND, shot.typed)
        answer = sent.value
    if shot.ready != "body":
        page.locator(shot.ready).first.wait_for()
    assert answer is not None
    return answer.status
