"""The OpenAPI document of this dialect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.asking import CLIENT

pytestmark = pytest.mark.django_db

DOCUMENT = "/openapi/engagedly.json"


@pytest.fixture
def document() -> Any:
    """The document, as anybody reads it."""
    return CLIENT.get(DOCUMENT).json()


def test_the_document_asks_for_both_keys_and_tells_what_every_operation_may_refuse(document: Any):
    assert document["components"]["securitySchemes"] == {
        name: {"type": "apiKey", "in": "header", "name": name}
        for name in ("ClientKey", "SecretKey")
    }
    for methods in document["paths"].values():
        for each in methods.values():
            assert each["security"] == [{"ClientKey": [], "SecretKey": []}]
            assert {"401", "403", "406", "429", "500"} <= set(each["responses"])


def test_the_document_tells_what_a_put_may_leave_out_and_that_json_must_be_said(document: Any):
    user = document["paths"]["/beta/users/{user_id}"]
    (reference,) = user["put"]["requestBody"]["content"]["application/json"]["schema"].values()
    schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    assert "required" not in schema
    assert "custom_attributes" in schema["properties"]
    assert "415" in document["paths"]["/beta/users/{user_id}/activate"]["put"]["responses"]
    assert (
        "415" not in document["paths"]["/beta/departments/{department_id}"]["delete"]["responses"]
    )
    paths = document["paths"]["/beta/locations/{location_id}"]["get"]["parameters"]
    assert [each["schema"]["type"] for each in paths if each["in"] == "path"] == ["string"]
