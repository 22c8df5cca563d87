"""What the directory knows of somebody, on their page in the admin."""

from __future__ import annotations

from types import SimpleNamespace

from accounts.actions import directory, records, users
from accounts.models import Business, User
from tests.admin.conftest import Enter
from tests.admin.pages import everything, page_of


def test_the_directory_shows_on_the_persons_page(stage: SimpleNamespace, enter: Enter) -> None:
    word = stage.record.employee_id.removeprefix("E-7-")
    page = enter(stage.ada).get(page_of(stage.ben)).content.decode()
    for told in (
        f"Forwarder {word}",
        f"Export {word}",
        f"Trade {word}",
        f"Harbour {word}",
        "Ada Tester",
        f"E-7-{word}",
        f"ext{word}7",
        f"555 {word}",
        "2 Jan 2020",
        f"shirt_{word}: L {word}",
    ):
        assert told in page, told
    assert "Directory" in page
    assert "Directory" not in enter(stage.ada).get(page_of(stage.cal)).content.decode()


def test_moderators_see_where_somebody_works_and_not_what_else_was_told(
    stage: SimpleNamespace, enter: Enter
) -> None:
    word = stage.record.employee_id.removeprefix("E-7-")
    page = enter(stage.mo).get(page_of(stage.ben)).content.decode()
    assert f"Export {word}" in page
    for told in (f"E-7-{word}", f"ext{word}7", f"555 {word}", f"shirt_{word}"):
        assert told not in page, told


def test_whoever_is_only_in_a_business_is_in_the_directory_too(
    cast: SimpleNamespace, enter: Enter
) -> None:
    trade = directory.create(by=cast.ada, kind=Business, name="Trade", members=[cast.cal])
    page = enter(cast.ada).get(page_of(cast.cal)).content.decode()
    assert "Directory" in page
    assert trade.name in page


def test_managers_are_named_to_those_who_can_see_them(stage: SimpleNamespace, enter: Enter) -> None:
    def page(viewer: User) -> str:
        return enter(viewer).get(page_of(stage.ben)).content.decode()

    for viewer in (stage.mo, stage.ada):
        told = page(viewer)
        assert f'<a href="{page_of(stage.ada)}">Ada Tester</a>' in told
        assert f'<a href="{page_of(stage.mo)}">Mo Tester</a> (in matters of HR)' in told
        assert f'<a href="{page_of(stage.cal)}">Cal Tester</a> (as a second manager)' in told
    records.keep(by=stage.ada, person=stage.ben, manager=stage.ann)
    users.remove(by=stage.ada, person=stage.ann)
    users.remove(by=stage.ada, person=stage.cal)
    for name in ("Ann Tester", "Cal Tester"):
        assert name not in page(stage.mo)
        assert name in page(stage.ada)


def test_what_the_directory_says_is_not_changed_there(stage: SimpleNamespace, enter: Enter) -> None:
    before = everything()
    words = {"role": 3, "employee_id": "E-0", "job_title": "1", "manager": "1", "_save": "Save"}
    assert enter(stage.ada).post(page_of(stage.ben), words).status_code == 302
    assert everything() == before
