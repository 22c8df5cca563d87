"""What only the pages around the site have: the API's documents, the admin."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open

pytestmark = pytest.mark.one_database("how a page looks does not depend on where its rows are")

Check = Callable[[Page], None]


def test_the_documents_lead_to_those_of_every_dialect(open_page: Open) -> None:
    page = open_page("/docs")
    assert page.get_by_role("navigation", name="Whose clients").get_by_role("link").count() == 5


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
