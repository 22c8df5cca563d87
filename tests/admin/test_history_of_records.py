"""What the directory was told of somebody, as their history tells it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.actions import directory, records
from accounts.models import Department, JobTitle
from tests.admin.conftest import Enter
from tests.admin.pages import page_of

pytestmark = pytest.mark.django_db


def test_a_history_names_what_is_no_longer_there(cast: SimpleNamespace, enter: Enter) -> None:
    title = directory.create(by=cast.ada, kind=JobTitle, name="Forwarder")
    export = directory.create(by=cast.ada, kind=Department, name="Export & <b>")
    records.keep(by=cast.ada, person=cast.ben, job_title=title, departments=[export])
    records.keep(by=cast.ada, person=cast.ben, attributes={"shirt": "M", "remote": True})
    for entry in (title, export):
        directory.delete(by=cast.ada, entry=entry)

    page = enter(cast.ada).get(page_of(cast.ben, "history")).content.decode()

    for told in (
        "job title: none → Forwarder",
        "departments: none → Export &amp; &lt;b&gt;",
        "attributes: none → shirt M, remote yes",
    ):
        assert told in page, told
