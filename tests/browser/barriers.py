"""What axe finds in a page, in light and in dark: nothing, or a list that says what and where."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2's own rule is off by default
}
COLOURS_ONLY = {**OPTIONS, "runOnly": ["color-contrast", "link-in-text-block"], "rules": {}}
"""For the second scheme of the same page: what else there is, the first has shown."""

RUN = """async options => {
    const fading = document.getAnimations().filter(each => each instanceof CSSTransition);
    await Promise.allSettled(fading.map(each => each.finished));
    return axe.run(options);
}"""
"""Halfway from light to dark nothing can be read."""


def of_page(page: Page) -> list[str]:
    """Return every barrier as a line, with its places below."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [*_found(page, "light", OPTIONS), *_found(page, "dark", COLOURS_ONLY)]


def _found(page: Page, scheme: Literal["light", "dark"], options: dict[str, Any]) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = page.evaluate(RUN, options)
    return [_told(each, scheme) for each in found["violations"]]


def _told(violation: dict[str, Any], scheme: str) -> str:
    told = f"{scheme}, {violation['impact']}: {violation['help']} ({violation['id']})"
    for node in violation["nodes"]:
        told += f"\n    {' '.join(map(str, node['target']))}"
        told += "".join(f"\n        {check['message']}" for check in node["any"][:1])
    return told
