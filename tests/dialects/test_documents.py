"""Every dialect's OpenAPI document: what an operation is about, takes, answers, is signed by."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS

from tests.dialects.asking import CLIENT
from tests.dialects.endpoints import Endpoint, endpoints
from tests.dialects.hooks import Hooks
from tests.repository.source import ROOT

NAMES = str.maketrans("<>", "{}")
Told = list[tuple[Endpoint, dict[str, Any]]]


@cache
def _read(name: str) -> Any:
    return CLIENT.get(reverse(f"openapi-{name}")).json()


@pytest.fixture
def document(hooks: Hooks) -> Any:
    """The document of a dialect, as anybody reads it."""
    return _read(hooks.dialect.name)


@pytest.fixture
def told(hooks: Hooks, document: Any) -> Told:
    """Every endpoint of the dialect, with what the document says of it."""
    return [
        (each, document["paths"][f"/{each.route}".translate(NAMES)][each.method.lower()])
        for each in endpoints(hooks.dialect)
    ]


def test_a_document_is_made_without_a_warning(hooks: Hooks):
    GENERATOR_STATS.reset()

    assert CLIENT.get(reverse(f"openapi-{hooks.dialect.name}")).status_code == 200

    assert not GENERATOR_STATS


def test_the_document_has_every_operation_once_at_its_first_spelling(document: Any, told: Told):
    described = [said for methods in document["paths"].values() for said in methods.values()]

    assert len(described) == len(told)
    assert len({said["operationId"] for said in described}) == len(described)


def test_what_is_left_out_is_said_in_the_document_as_in_the_readme(hooks: Hooks, document: Any):
    name, left_out = hooks.dialect.name, hooks.dialect.left_out
    readme = _on_one_line((ROOT / f"peerly/dialects/{name}/README.md").read_text())

    said = (
        f"**Left out**, a 404 in the envelope: {left_out}" if left_out else "**Left out: nothing.**"
    )
    assert said in readme
    assert left_out in document["info"]["description"]
    assert CLIENT.get(f"/docs/{name}" if left_out else "/docs").status_code == 200


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def test_an_operation_is_filed_under_what_it_is_about(told: Told):
    assert [said["tags"] for _, said in told] == [[each.viewset.resource] for each, _ in told]


def test_an_operation_names_a_scheme_that_is_described_unless_anybody_may_ask(
    document: Any, told: Told
):
    described = document["components"]["securitySchemes"]
    used = set()
    for each, said in told:
        if each.operation.may is None:
            assert "security" not in said, each
            continue
        (schemes,) = said["security"]
        assert schemes, f"{each} can be asked by anybody, says the document"
        used |= set(schemes)
    assert used == set(described)


def test_a_204_has_no_content_and_every_other_success_some(told: Told):
    for each, said in told:
        assert str(each.operation.status) in said["responses"]
        for status, answer in said["responses"].items():
            assert ("content" in answer) == (status != "204"), each


@pytest.mark.parametrize("hooks", ["betterworks"], indirect=True)
def test_betterworks_is_told_that_a_post_may_be_an_array_and_what_it_is_answered(
    document: Any,
):
    post = document["paths"]["/api/v1/users"]["post"]
    one, several = _schema(post["requestBody"])["oneOf"]
    assert several == {"type": "array", "items": one, "maxItems": 100}

    assert _schema(post["responses"]["201"]) == USER
    changed = document["components"]["schemas"][_name(_schema(post["responses"]["200"]))]
    assert changed["oneOf"][0] == USER
    lines = document["components"]["schemas"][_name(changed["oneOf"][1])]["properties"]["results"]
    line = document["components"]["schemas"][_name(lines["items"])]
    assert set(line["properties"]) == {"index", "status", "id", "errors"}
    assert line["required"] == ["index", "status"]


@pytest.mark.parametrize("hooks", ["agyletime"], indirect=True)
def test_agyle_time_is_told_that_a_token_takes_basic_and_all_else_the_token(
    document: Any, told: Told
):
    described = document["components"]["securitySchemes"]
    schemes = {
        str(each): [described[name]["scheme"] for name in said["security"][0]]
        for each, said in told
    }

    assert schemes.pop("POST /api/authority/token") == ["basic"]
    assert set(map(tuple, schemes.values())) == {("bearer",)}


USER = {"$ref": "#/components/schemas/User"}


def _schema(said: Any) -> Any:
    return said["content"]["application/json"]["schema"]


def _name(reference: Any) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
