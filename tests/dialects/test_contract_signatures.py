"""Every dialect × every operation that reads a body: its words are what the action takes."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import typing
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models

from accounts.actions import records
from accounts.models import Record
from tests.dialects.asking import Play, findings
from tests.dialects.endpoints import Endpoint

pytestmark = pytest.mark.django_db

READ = "self.read("


def test_the_words_of_a_body_are_keyword_arguments_of_the_action(play: Play):
    """``hi5s.give(by=…, recognition=…, **self.read())``: a body that is valid must never end in
    a TypeError, and none of it may be something that the viewset says itself."""
    with findings() as wrong:
        for endpoint in play.with_body():
            action, said = _action_of(endpoint)
            sent = _keys(endpoint)
            if strange := sent - _taken(action, endpoint):
                wrong.append(f"{endpoint}: {action.__qualname__} takes no {strange}")
            if twice := sent & said:
                wrong.append(f"{endpoint}: the viewset and the body both say {twice}")
            if missing := _needed(action) - said - _always_there(play, endpoint):
                wrong.append(f"{endpoint}: nobody says {missing}")


def _action_of(endpoint: Endpoint) -> tuple[Callable[..., Any], set[str]]:
    """Return the function that is called with ``**self.read()``, and what it is told besides."""
    handler = inspect.unwrap(getattr(endpoint.viewset, endpoint.action))
    tree = ast.parse(textwrap.dedent(inspect.getsource(handler)))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and any(each.arg is None and _is_body(each.value) for each in node.keywords)
    ]
    assert len(calls) == 1, f"{endpoint} must hand its body to one action, as **{READ}…)"
    scope = vars(sys.modules[handler.__module__])
    action = eval(ast.unparse(calls[0].func), scope)  # noqa: S307 - a name in our own source
    return action, {word.arg for word in calls[0].keywords if word.arg}


def _is_body(node: ast.expr) -> bool:
    return ast.unparse(node).startswith(READ)


def _keys(endpoint: Endpoint) -> set[str]:
    """Return every key that the validated data of a body can have."""
    fields = endpoint.word(endpoint.operation.body)().fields.values()
    return {field.source_attrs[0] for field in fields if not field.read_only}


def _always_there(play: Play, endpoint: Endpoint) -> set[str]:
    """Return the keys that the validated data of the smallest good body has."""
    sender = play.hooks.samples[str(endpoint)].by
    viewer = play.stage.root if sender == "root" else getattr(play.here, sender)
    word = endpoint.word(endpoint.operation.body)
    required = {name for name, field in word().fields.items() if field.required}
    body = play.sender(endpoint).body(endpoint, play.here) or {}
    smallest = {name: value for name, value in body.items() if name in required}
    view = SimpleNamespace(dialect=endpoint.dialect)
    serializer = word(
        data=smallest,
        partial=endpoint.operation.partial,
        context={"viewer": viewer, "view": view, "request": SimpleNamespace(user=viewer)},
    )
    serializer.is_valid(raise_exception=True)
    return set(serializer.validated_data)


TOLD = {*records.ACCOUNT, *records.LISTS, *records.STANDING}
"""What may be told of a person beside the fields of the record."""


def _taken(action: Callable[..., Any], endpoint: Endpoint) -> set[str]:
    """Return the keywords that ``action`` takes; ``**words`` are fields of what it returns."""
    parameters = inspect.signature(action).parameters.values()
    names = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    if action in (records.provision, records.keep, records.put):
        names |= TOLD | {field.name for field in Record._meta.concrete_fields}
    elif any(each.kind is each.VAR_KEYWORD for each in parameters):
        thing = getattr(endpoint.viewset, "kind", typing.get_type_hints(action)["return"])
        assert issubclass(thing, models.Model), f"{action} must say which fields it takes"
        names |= {field.name for field in thing._meta.concrete_fields if _is_open(field)}
    return names - {"now"}


def _is_open(field: models.Field[Any, Any]) -> bool:
    return field.editable and not field.primary_key


def _needed(action: Callable[..., Any]) -> set[str]:
    parameters = inspect.signature(action).parameters.values()
    return {
        each.name
        for each in parameters
        if each.kind is each.KEYWORD_ONLY and each.default is each.empty
    }
