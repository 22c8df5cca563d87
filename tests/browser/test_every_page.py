"""What holds of every page: no barrier, nothing sticks out or jumps, no text is a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.browser import places
from tests.browser.arriving import arrive
from tests.browser.conftest import NARROW, Open, at_each_width
from tests.browser.pages import ADA, ANN, MO, PAGES, Shot
from tests.browser.watch import Watch

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")

Check = Callable[[Page], None]

WIDE_TOO = {"feed", "profile", "admin", "admin-people", "admin-reports"}
"""Elsewhere targets are nearest on a phone. But short names let them come near each other where
there is room, and there the admin shows more."""

SHIFT = """async () => {
    let moved = 0;
    const add = entries => {
        for (const entry of entries) if (!entry.hadRecentInput) moved += entry.value;
    };
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({type: "layout-shift", buffered: true});
    await document.fonts.ready;
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    await new Promise(setTimeout);
    add(observer.takeRecords());
    return moved;
}"""
"""How far what is on the page has moved by itself, until its fonts are there and drawn."""


def person_of(whose: str) -> User | None:
    return User.objects.get(email=whose) if whose else None


def shots_of(whose: str, ids: Mapping[str, int]) -> list[Shot]:
    return [shot.at(ids) for shot in PAGES if shot.whose == whose]


@pytest.mark.parametrize("whose", ["", ANN, MO, ADA])
def test_no_page_has_a_barrier_or_sticks_out_or_jumps(
    cast: SimpleNamespace, open_page: Open, axe: Check, watch: Watch, whose: str
) -> None:
    ids = places.of_cast(cast)
    watch.expect("status of 4")  # the pages of those errors are among them
    page = open_page("/about", person_of(whose))
    for shot in shots_of(whose, ids):
        assert (shot.name, arrive(page, shot)) == (shot.name, shot.status)
        if not shot.path.startswith("/admin/"):  # Django's scripts move its lists as they begin
            assert (shot.name, page.evaluate(SHIFT) < 0.01) == (shot.name, True)
        for width in at_each_width(page):
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert (shot.name, width, fits) == (shot.name, width, True)
            if width == NARROW or shot.name in WIDE_TOO:
                axe(page)


def test_every_page_in_the_navigation_has_its_name_in_sight(
    cast: SimpleNamespace, open_page: Open
) -> None:
    page = open_page("/about", cast.ada)
    page.goto("/")
    for width in (320, 360, 870, 1000, 1130):
        page.set_viewport_size({"width": width, "height": 700})
        boxes = [each.bounding_box() for each in page.locator(".navigation span").all()]
        assert (width, len(boxes), min(box["width"] for box in boxes) > 15) == (width, 6, True)
        last, balance = boxes[-1], page.locator("#balance").bounding_box()
        is_below = last["y"] > balance["y"] + balance["height"]
        assert (width, is_below or last["x"] + last["width"] < balance["x"]) == (width, True)
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (width, fits) == (width, True)
