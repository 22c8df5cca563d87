"""Entries of the directory deleted in the admin, behind a page that asks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import directory, records
from accounts.models import Attribute, Change, Department, JobTitle, User
from tests.admin.conftest import Enter
from tests.admin.pages import everything, page_of, said

ATTRIBUTES, DEPARTMENTS = "/admin/accounts/attribute/", "/admin/accounts/department/"


def test_deleting_a_department_asks_first_and_says_how_many_belong_to_it(
    stage: SimpleNamespace, enter: Enter
) -> None:
    top, browser, before = stage.department.parent, enter(stage.ada), everything()
    address = f"{DEPARTMENTS}deletion/"
    page = browser.get(page_of(top)).content.decode()
    assert f'href="{address}?things={top.pk}"' in page
    assert "Delete…" in page

    page = browser.get(address, {"things": top.pk})
    assert "1 person belongs to it" in page.content.decode()
    assert everything() == before
    done = browser.post(address, {"things": page.context["answer"]})

    assert (said(done), done["Location"]) == ([f"{top.name}: deleted."], DEPARTMENTS)
    assert not Department.objects.filter(pk=top.pk).exists()
    assert Department.objects.get(pk=stage.department.pk).parent is None
    assert not stage.ann.memberships.exists()
    assert stage.ben.memberships.exists()
    change = Change.objects.first()
    assert change is not None
    assert (change.what, change.by, change.thing_id) == ("departments.delete", stage.ada, top.pk)
    assert change.details == {
        "name": top.name,
        "members": [stage.ann.pk],
        "parts": [{"id": stage.department.pk, "name": stage.department.name}],
    }
    told = browser.get("/admin/accounts/change/").content.decode()
    assert f"name: {top.name}" in told
    # A second click.
    gone = browser.post(address, {"things": page.context["answer"]})
    assert said(gone)[-1] == "Nothing that you chose is there."


@pytest.mark.parametrize("kind", ["business", "location", "job_title"])
def test_whoever_was_filed_under_what_the_operator_deletes_no_longer_is(
    stage: SimpleNamespace, enter: Enter, kind: str
) -> None:
    entry, browser = getattr(stage, kind), enter(stage.root)
    noun = entry._meta.model_name
    page = browser.get(f"/admin/accounts/{noun}/deletion/", {"things": entry.pk})
    assert "1 person belongs to it" in page.content.decode()

    browser.post(f"/admin/accounts/{noun}/deletion/", {"things": page.context["answer"]})

    assert not type(entry).objects.filter(pk=entry.pk).exists()
    record = User.objects.get(pk=stage.ben.pk).record
    assert (record.job_title is None) == (kind == "job_title")
    assert (record.location is None) == (kind == "location")
    assert stage.ben.engagements.exists() == (kind != "business")
    change = Change.objects.first()
    assert change is not None
    assert (change.by, change.organisation) == (stage.root, stage.acme)
    assert change.details == {"name": entry.name, "members": [stage.ben.pk]}


def test_what_was_noted_under_a_deleted_attribute_stays(
    stage: SimpleNamespace, enter: Enter
) -> None:
    browser, noted = enter(stage.ada), stage.record.attributes
    page = browser.get(f"{ATTRIBUTES}deletion/", {"things": stage.attribute.pk})
    body = page.content.decode()
    assert f"{stage.attribute.key}, noted of 1 person" in body
    assert "stays with them" in body

    browser.post(f"{ATTRIBUTES}deletion/", {"things": page.context["answer"]})

    assert not Attribute.objects.filter(organisation=stage.acme).exists()
    stage.record.refresh_from_db()
    assert stage.record.attributes == noted
    records.keep(by=stage.ada, person=stage.ben, attributes={stage.attribute.key: "anything"})


def test_of_what_somebody_else_deleted_meanwhile_the_message_says_so(
    cast: SimpleNamespace, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    title, browser = directory.create(by=cast.ada, kind=JobTitle, name="Baker"), enter(cast.ada)
    delete = directory.delete

    def twice(**who: Any) -> None:
        delete(**who)
        delete(**who)

    monkeypatch.setattr(directory, "delete", twice)
    told = browser.post("/admin/accounts/jobtitle/deletion/", {"things": f"{title.pk}:"})

    assert said(told) == ["Baker: somebody else was faster."]
