"""The native dialect: ``Accept`` chooses the version, and never anything but JSON."""

from __future__ import annotations

import pytest

from peerly.dialects.peerly.dialect import PEERLY
from tests import google as fake
from tests.dialects.asking import Play, findings
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Stage

pytestmark = pytest.mark.django_db

THIS_VERSION = (
    "application/vnd.peerly.v1",
    "application/vnd.peerly.v1+json",
    "Application/Vnd.Peerly.V1",
    "application/vnd.peerly.v1; charset=utf-8",
    "application/json",
    "*/*",
    "",
    "text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/xml",
    "application/vnd.other.v2",
    "application/vnd.peerly.v2, application/vnd.peerly.v1",
    "application/vnd.peerly.v2, application/json;q=0.5",
    "nonsense",
    ";;;,,,",
)
ANOTHER_VERSION = (
    "application/vnd.peerly.v2",
    "application/vnd.peerly.v2+json",
    "application/vnd.peerly.v10",
    "application/vnd.peerly.v1.1",
    "application/vnd.peerly.",
    "application/vnd.peerly.v2, application/vnd.peerly.v3",
    "APPLICATION/VND.PEERLY.V2; q=1",
)


@pytest.fixture
def peerly(stage: Stage) -> Play:
    """The native dialect on the stage."""
    return Play(SPEAK[PEERLY.name], stage)


def test_this_version_and_whatever_names_none_is_answered_in_json(
    peerly: Play, google: fake.Google
):
    with findings() as wrong:
        for endpoint in peerly.endpoints:
            few = endpoint.method != "GET"  # what writes takes longest, and chooses alike
            for accept in THIS_VERSION[:: 3 if few else 1]:
                with undone():
                    answer = peerly.sender(endpoint).play(endpoint, peerly.here, Accept=accept)
                told = answer.status_code, answer.headers["Content-Type"]
                if told != (endpoint.operation.status, "application/json"):
                    wrong.append(f"{endpoint} for {accept!r}: {told}")


def test_another_version_is_a_406_before_anything_is_looked_at(peerly: Play):
    before = everything()
    with findings() as wrong:
        for endpoint in peerly.endpoints:
            for accept in ANOTHER_VERSION:
                for caller in (peerly.nobody, peerly.sender(endpoint)):
                    answer = caller.play(endpoint, peerly.here, Accept=accept)
                    if said := peerly.hooks.failed(answer, "not_acceptable"):
                        wrong.append(f"{endpoint} for {accept!r}: {said}")
    assert everything() == before


def test_a_browser_gets_json_on_the_apis_paths_and_a_page_elsewhere(peerly: Play):
    unknown = peerly.nobody.ask("GET", "/users/1/friends", Accept="text/html")
    elsewhere = peerly.nobody.ask("GET", "/friends", Accept="text/html")
    elsewhere_for_a_program = peerly.nobody.ask("GET", "/friends", Accept="application/json")

    assert peerly.hooks.failed(unknown, "not_found") == ""
    assert (elsewhere.status_code, elsewhere["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert peerly.hooks.failed(elsewhere_for_a_program, "not_found") == ""
