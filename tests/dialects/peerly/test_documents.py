"""The native dialect's own description: /openapi.json, and /docs that shows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.api import error_of

SPELLINGS = ("/openapi.json", "/openapi.json/", "/docs", "/docs/")
ACCEPTED = (
    "application/vnd.peerly.v1",
    "application/json",
    "application/vnd.oai.openapi+json",
    "text/html,application/xhtml+xml",
    "image/png",
    "*/*",
    "",
)


@pytest.fixture(scope="module")
def document() -> Any:
    """The document as anybody gets it."""
    return Client().get("/openapi.json").json()


@pytest.mark.parametrize("accept", ACCEPTED)
def test_the_document_is_json_and_the_page_a_page_whatever_is_accepted(accept: str) -> None:
    document = Client().head("/openapi.json", headers={"Accept": accept})
    page = Client().head("/docs", headers={"Accept": accept})

    assert (document.status_code, document["Content-Type"]) == (200, "application/json")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_each_is_the_same_at_both_spellings(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert Client().get("/openapi.json/").json() == document
    assert Client().get("/docs/").content.replace(b"/docs/?", b"/docs?") == (
        Client().get("/docs").content
    )


def test_a_version_there_is_none_of_has_no_document() -> None:
    refused = Client().get("/openapi.json", headers={"Accept": "application/vnd.peerly.v2"})

    assert error_of(refused) == (406, "not_acceptable")


@pytest.mark.parametrize("path", SPELLINGS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_they_are_only_asked(path: str, method: str) -> None:
    refused = Client(enforce_csrf_checks=True).generic(method, path)

    assert error_of(refused) == (405, "method_not_allowed")
    assert refused["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/faces/AC-4d9b3b.svg", "/healthz"])
def test_a_wrong_verb_elsewhere_is_said_to_a_program_in_the_envelope_and_to_people_on_a_page(
    path: str,
) -> None:
    program = Client().delete(path, headers={"X-Request-Id": "trace-7"})
    person = Client().delete(path, headers={"Accept": "text/html"})

    assert error_of(program) == (405, "method_not_allowed")
    assert (program["Allow"], program["X-Request-Id"]) == ("GET, HEAD", "trace-7")
    assert (person.status_code, person["Allow"]) == (405, "GET, HEAD")
    assert "<h1>This cannot be done here</h1>" in person.content.decode()


def test_whatever_writes_is_said_to_answer_a_conflict(document: Any) -> None:
    told = {
        f"{method} {path}": "409" in operation["responses"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }

    assert {key for key, says in told.items() if not key.startswith("get ") and not says} == set()
    assert {key for key, says in told.items() if key.startswith("get ") and says} == set()
    assert {key.split()[0] for key in told} == {"get", "post", "put", "delete"}
