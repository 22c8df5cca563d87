"""Whose key something was done through, on pages of the history; and who makes whose key."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.models import Change, Credential, Department
from accounts.roles import Role
from tests.admin.conftest import Enter
from tests.admin.pages import everything, page_of
from tests.cast import UserFactory
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK

pytestmark = pytest.mark.django_db


def test_every_page_of_the_history_names_the_key_and_nothing_secret(
    cast: SimpleNamespace, enter: Enter
) -> None:
    caller = Caller(SPEAK["engagedly"], cast.ada)
    assert caller.ask("POST", "/beta/departments", {"name": "Export"}).status_code == 201
    key, department, line = (each.objects.get() for each in (Credential, Department, Change))
    browser = enter(cast.ada)

    words = f"Ada Tester, through {key.beginning}…{key.ending}"
    pages = ("/admin/", "/admin/accounts/change/", page_of(department, "history"), page_of(line))
    for address in pages:
        body = browser.get(address).content.decode()
        assert words in body.replace("</a>", ""), address
        assert caller.headers["SecretKey"] not in body


def test_the_form_makes_nobody_a_key_that_acts_as_another_administrator(
    cast: SimpleNamespace, enter: Enter
) -> None:
    bea = UserFactory(organisation=cast.acme, first_name="Bea", role=Role.ORGANISATION_ADMIN)
    browser = enter(cast.ada)
    before = everything()
    words = {"speaks": "betterworks", "owner": bea.pk, "_save": "Save"}

    page = browser.post("/admin/accounts/credential/add/", words)

    assert "You may not do this." in page.content.decode()
    assert everything() == before
