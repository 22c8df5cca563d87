"""The pages around the site: the API's documents, the admin, and the page of an error."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, at_each_width
from tests.browser.watch import Watch

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")

Check = Callable[[Page], None]


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_documents_are_open_to_everybody(open_page: Open) -> None:
    page = open_page("/docs")
    page.locator(".opblock").first.wait_for()
    assert page.get_by_role("navigation", name="Whose clients").get_by_role("link").count() == 5
    assert all(fits(page) for _ in at_each_width(page))


def test_the_login_page_has_no_barrier(open_page: Open, axe: Check) -> None:
    page = open_page("/admin/login/")
    assert page.get_by_role("heading", level=1).inner_text() == "Log in"
    for _ in at_each_width(page):
        assert fits(page)
        axe(page)


def test_the_admins_front_page_has_no_barrier(
    cast: SimpleNamespace, open_page: Open, axe: Check
) -> None:
    page = open_page("/admin/", cast.ada)
    assert page.get_by_text("Ada").first.is_visible()
    for _ in at_each_width(page):
        assert fits(page)
        axe(page)


def test_what_is_not_there_is_a_page_without_barriers(
    open_page: Open, axe: Check, watch: Watch
) -> None:
    watch.expect("status of 404")
    page = open_page("/nowhere-at-all")
    assert page.get_by_role("heading", level=1).inner_text() == "There is nothing here"
    axe(page)
