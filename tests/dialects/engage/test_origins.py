"""Which pages may call this from a browser."""

from __future__ import annotations

import pytest

from tests.dialects.asking import Caller
from tests.dialects.engage.hooks import HOOKS
from tests.dialects.engage.keys import KEY_IS_ENOUGH, TAKES_BOTH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("method", "path", "body", "status"), KEY_IS_ENOUGH)
def test_engage_can_be_called_by_pages_of_any_origin_where_the_key_is_enough(
    alone, method, path, body, status
):
    asked = Caller(HOOKS).ask(
        "OPTIONS", path, Origin="https://shop.example", Access_Control_Request_Method=method
    )
    assert asked.status_code == 200
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert asked["Access-Control-Allow-Methods"] == method
    assert "Authorization" in asked["Access-Control-Allow-Headers"]

    answer = alone.ask(method, path, body, Origin="https://shop.example")
    assert answer.status_code == status
    assert answer["Access-Control-Allow-Origin"] == "*"
    refused = alone.ask(method, path, b"{", Origin="https://shop.example")
    assert refused["Access-Control-Allow-Origin"] == "*"
    for said in (asked, answer, refused):
        assert "Access-Control-Allow-Credentials" not in said.headers


@pytest.mark.parametrize(("method", "path"), [*TAKES_BOTH, ("GET", "/v1/lists")])
def test_engage_cannot_be_called_by_pages_of_any_other_origin_anywhere_else(whole, method, path):
    there = {"Origin": "https://shop.example"}
    asked = whole.ask("OPTIONS", path, **there, Access_Control_Request_Method=method)
    answer = whole.ask(method, path, **there)

    assert asked.status_code in {404, 405}
    for said in (asked, answer):
        assert not [name for name in said.headers if name.startswith("Access-Control")]
