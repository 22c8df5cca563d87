"""What is a kind of text or of number to Python is written as text or a number, by any renderer."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from rest_framework.exceptions import ErrorDetail

from accounts.roles import Role
from peerly.dialects import DIALECTS


class Number(int):
    """A number with a name of its own."""


VALUES = {
    "safe": (mark_safe("Well & done"), "Well & done"),
    "safe and empty": (mark_safe(""), ""),
    "a refusal": (ErrorDetail("No.", code="no"), "No."),
    "later": (lazystr("Well done"), "Well done"),
    "a number": (Number(7), 7),
    "a role": (Role.EMPLOYEE, Role.EMPLOYEE.value),
    "a status": (HTTPStatus.OK, 200),
}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda each: each.name)
@pytest.mark.parametrize("kind", VALUES)
def test_it_is_written_as_what_it_is(dialect: Any, kind: str):
    value, told = VALUES[kind]

    written = dialect.renderer_class().encode({"it": [value]})

    assert json.loads(written) == {"it": [told]}
