"""The pages around the site: the API's documents, the admin, and the page of an error."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.conftest import NARROW, Open, at_each_width
from tests.browser.pages import ADA, AROUND, MO, Shot
from tests.browser.watch import Watch

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")

Check = Callable[[Page], None]

FORMS = (
    Shot("admin-person", "/admin/accounts/user/{ben}/change/", ADA),
    Shot("admin-organisation", "/admin/accounts/organisation/{acme}/change/", ADA),
    Shot("admin-value-new", "/admin/recognition/corevalue/add/", ADA),
    Shot("admin-key-new", "/admin/accounts/credential/add/", ADA),
)
"""The admin's forms: of each kind of field there is, one stands on one of them."""


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_documents_are_open_to_everybody_without_barriers(open_page: Open, axe: Check) -> None:
    page = open_page("/docs")
    page.locator(".opblock").first.wait_for()
    assert page.get_by_role("navigation", name="Whose clients").get_by_role("link").count() == 5
    assert all(fits(page) for _ in at_each_width(page))
    axe(page)


def shots_of(whose: str) -> list[Shot]:
    return [shot for shot in AROUND + FORMS if shot.whose == whose and shot.path != "/docs"]


@pytest.mark.parametrize("whose", ["", ADA, MO])
def test_no_page_of_the_admin_has_a_barrier(
    cast: SimpleNamespace, open_page: Open, axe: Check, whose: str
) -> None:
    page = open_page("/about", User.objects.get(email=whose) if whose else None)
    for shot in shots_of(whose):
        page.goto(shot.path.format(ben=cast.ben.pk, acme=cast.acme.pk))
        page.locator(shot.ready).first.wait_for()
        for width in at_each_width(page):
            assert (shot.name, width, fits(page)) == (shot.name, width, True)
            if page.locator("#changelist-filter").count() and width > NARROW:
                axe(page)  # the filters are beside the list only here
        axe(page)


def test_a_search_field_of_the_admin_has_a_name_closed_and_open(
    cast: SimpleNamespace, open_page: Open, axe: Check
) -> None:
    page = open_page("/admin/recognition/corevalue/add/", cast.ada)
    page.get_by_role("combobox", name="Parent").click()
    page.get_by_role("searchbox", name="Parent").fill(cast.outcome.text[:3])
    axe(page)
    page.get_by_role("option", name=cast.outcome.text).click()
    chosen = page.get_by_role("combobox", name=f"Parent: {cast.outcome.text}")
    assert chosen.is_visible()


def test_what_is_not_there_is_a_page_without_barriers(
    open_page: Open, axe: Check, watch: Watch
) -> None:
    watch.expect("status of 404")
    page = open_page("/nowhere-at-all")
    assert page.get_by_role("heading", level=1).inner_text() == "There is nothing here"
    axe(page)
