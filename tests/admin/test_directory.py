"""The directory in the admin: entries checked, and their people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.actions import directory
from accounts.models import Attribute, Business, Change, Department, Membership, User
from accounts.roles import Role
from tests.admin.conftest import Enter
from tests.admin.pages import everything, list_of, opened, page_of, save
from tests.cast import UserFactory

ATTRIBUTES, DEPARTMENTS = "/admin/accounts/attribute/", "/admin/accounts/department/"
SIZE = {"name": "Shirt", "key": "shirt", "values": "single-select", "options": "S\r\n M \r\n\r\nL"}


@pytest.fixture
def vic(cast: SimpleNamespace) -> User:
    """An operator who belongs to Acme."""
    person: User = UserFactory(organisation=cast.acme, first_name="Vic", role=Role.SUPER_ADMIN)
    return person


def department(by: User, name: str, **fields: Any) -> Department:
    return directory.create(by=by, kind=Department, name=name, **fields)


# What is typed -------------------------------------------------------------------------------


def test_the_options_of_an_attribute_are_typed_one_a_line(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    assert browser.post(f"{ATTRIBUTES}add/", SIZE | {"_save": "Save"}).status_code == 302
    attribute = Attribute.objects.get()
    assert (attribute.key, attribute.options) == ("shirt", ["S", "M", "L"])
    assert opened(browser, attribute)["options"] == "S\nM\nL"

    assert save(browser, attribute, options="S\r\nM\r\nL\r\nXL").status_code == 302
    attribute.refresh_from_db()
    assert attribute.options == ["S", "M", "L", "XL"]
    before = everything()
    assert save(browser, attribute).status_code == 302
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("key", "shirt Size!"),
        ("key", "Shirt"),
        ("key", "größe"),
        ("key", ""),
        ("options", ""),
        ("options", "  \r\n "),
        ("options", "S\r\nM\r\nS"),
        ("options", "S\0"),
        ("options", "x" * 256),
        ("options", "\r\n".join(map(str, range(201)))),
    ],
)
def test_an_attribute_that_could_not_be_read_is_refused_beside_its_field(
    cast: SimpleNamespace, enter: Enter, field: str, typed: str
) -> None:
    before = everything()

    page = enter(cast.ada).post(f"{ATTRIBUTES}add/", SIZE | {field: typed})

    assert page.status_code == 200
    assert set(page.context["adminform"].errors) == {field}
    assert everything() == before


@pytest.mark.parametrize("options", [None, 5, "abc", {"S": 1}, ["S", 5], ["S", ""], ["S", "S"], []])
def test_whoever_defines_an_attribute_gives_a_list_of_texts(
    cast: SimpleNamespace, options: Any
) -> None:
    attribute = directory.create(
        by=cast.ada,
        kind=Attribute,
        name="Size",
        key="size",
        values="multiple-select",
        options=["S"],
    )
    before = everything()

    with pytest.raises(directory.definitions.BadOptions):
        directory.change(by=cast.ada, entry=attribute, options=options)
    assert everything() == before


def test_a_department_of_another_organisation_is_no_parent(
    cast: SimpleNamespace, enter: Enter, vic: User
) -> None:
    own, foreign = department(cast.ada, "Export"), department(cast.gus, "Zanzibar")
    browser, before = enter(vic), everything()
    words = {"name": "Import", "parent": foreign.pk, "_save": "Save"}

    for page in (
        browser.post(f"{DEPARTMENTS}add/", words),
        save(browser, own, parent=foreign.pk),
        save(browser, foreign, parent=own.pk),
    ):
        assert page.status_code == 200
        assert page.context["adminform"].errors == {"parent": ["This department does not exist."]}
    assert everything() == before
    with pytest.raises(directory.BadMember):
        directory.change(by=vic, entry=own, members=[cast.zoe])
    assert everything() == before
    assert browser.post(f"{DEPARTMENTS}add/", words | {"parent": own.pk}).status_code == 302
    assert Department.objects.get(name="Import").organisation == cast.acme


def test_a_form_offers_departments_of_the_organisation_it_is_about(
    cast: SimpleNamespace, enter: Enter, vic: User
) -> None:
    own, foreign = department(cast.ada, "Export"), department(cast.gus, "Zanzibar")
    browser = enter(vic)
    what = {"app_label": "accounts", "model_name": "department", "field_name": "parent"}

    for page, home, offered in [
        (f"{DEPARTMENTS}add/", cast.acme, own),
        (page_of(own), cast.acme, own),
        (page_of(foreign), cast.globex, foreign),
    ]:
        address = f"/admin/autocomplete/?organisation={home.pk}"
        assert f'data-ajax--url="{address}"' in browser.get(page).content.decode()
        found = browser.get("/admin/autocomplete/", what | {"organisation": home.pk}).json()
        assert [each["text"] for each in found["results"]] == [offered.name]
    nobodys = browser.get("/admin/autocomplete/", what | {"organisation": "x"}).json()
    assert nobodys["results"] == []


def test_the_operator_changes_entries_of_any_organisation(
    cast: SimpleNamespace, enter: Enter
) -> None:
    business = directory.create(by=cast.ada, kind=Business, name="Trade")
    assert save(enter(cast.root), business, name="Freight").status_code == 302
    change = Change.objects.first()
    assert change is not None
    assert (change.what, change.by) == ("businesses.change", cast.root)
    assert change.organisation == cast.acme


# Members -------------------------------------------------------------------------------------


def test_members_replaced_are_those_in_sight_and_the_history_has_who_came_and_went(
    cast: SimpleNamespace, vic: User
) -> None:
    place = department(cast.ada, "Export", members=[cast.ann])
    directory.change(by=vic, entry=place, members=[cast.ann, cast.ben, vic])
    directory.change(by=cast.ada, entry=place, members=[cast.ben, cast.cal])

    here = Membership.objects.filter(department=place).values_list("user", flat=True)
    assert set(here) == {cast.ben.pk, cast.cal.pk, vic.pk}
    lines = Change.objects.filter(what="departments.change").order_by("id")
    assert [each.details for each in lines] == [
        {"added": [cast.ann.pk]},
        {"added": [cast.ben.pk, vic.pk]},
        {"added": [cast.cal.pk], "removed": [cast.ann.pk]},
    ]
    before = everything()
    with pytest.raises(directory.BadMember):  # whom Ada cannot see
        directory.change(by=cast.ada, entry=place, members=[vic])
    directory.change(by=cast.ada, entry=place, members=[cast.cal, cast.ben])
    assert everything() == before


# Finding the way -----------------------------------------------------------------------------


def test_the_front_page_has_the_directory_together_and_no_bare_rows(
    stage: SimpleNamespace, enter: Enter
) -> None:
    apps = enter(stage.ada).get("/admin/").context["app_list"]
    names = [[model["name"] for model in app["models"]] for app in apps]
    assert names[-1] == [
        "People",
        "Departments",
        "Businesses",
        "Locations",
        "Job titles",
        "Attributes",
        "Organisations",
        "Credentials",
        "History",
    ]


@pytest.mark.parametrize(
    ("entry", "rows", "column"),
    [
        ("department", "membership", "department"),
        ("business", "engagement", "business"),
        ("location", "record", "location"),
        ("job_title", "record", "job_title"),
    ],
)
def test_an_entry_leads_to_its_people(
    stage: SimpleNamespace, enter: Enter, entry: str, rows: str, column: str
) -> None:
    browser, thing = enter(stage.ada), getattr(stage, entry)
    address = f"{list_of(f'accounts/{rows}')}?{column}={thing.pk}"
    assert f'href="{address}"' in browser.get(page_of(thing)).content.decode()

    page = browser.get(address)
    assert [each.user for each in page.context["cl"].result_list] == [stage.ben]
    assert thing.name in page.content.decode()


def test_a_person_leads_to_what_else_was_told_of_them(stage: SimpleNamespace, enter: Enter) -> None:
    page = enter(stage.ada).get(page_of(stage.ann)).content.decode()
    assert f'href="/admin/accounts/event/?user={stage.ann.pk}"' in page
    assert f'href="{page_of(stage.ann.record)}"' in page
    page = enter(stage.mo).get(page_of(stage.ann)).content.decode()
    assert "/admin/accounts/event/" not in page
    assert "/admin/accounts/record/" not in page
