"""What is in a dialect's folder, and what of it is in no other one."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from accounts.actions import records
from peerly.api.dialect import Dialect
from peerly.api.viewsets import ResourceViewSet
from peerly.dialects import DIALECTS, mount
from peerly.dialects.peerly.dialect import PEERLY
from tests.repository.source import files, modules, tree_of

NAMES = [dialect.name for dialect in DIALECTS]
EVERY_FOLDER = {
    "README.md",
    "__init__.py",
    "dialect.py",
    "pagination.py",
    "schema.py",
    "serializers/__init__.py",
    "serializers/fields.py",
    "urls.py",
}
# Where there is something of the kind.
WHERE_NEEDED = {"authentication.py", "views.py"}
# What truly differs.
OF_ITS_OWN = {
    "agyletime": {"parsers.py", "tokens.py"},
    "engagedly": {"ids.py", "included.py", "lists.py"},
}
PLACES = {
    BaseAuthentication: "authentication",
    BaseRenderer: "dialect",
    BaseParser: "parsers",
    BasePagination: "pagination",
    ResourceViewSet: "views",
}


def folder(name: str) -> set[str]:
    """Return what is in the folder of a dialect, by its path in there."""
    below = f"peerly/dialects/{name}"
    return {"/".join(path.parts[3:]) for path in files(".py", ".md", below=(below,))}


@pytest.mark.parametrize("name", NAMES)
def test_every_dialect_has_the_same_files(name):
    found = folder(name)

    assert found >= EVERY_FOLDER
    words = {path for path in found if path.startswith("serializers/")}
    allowed = EVERY_FOLDER | WHERE_NEEDED | OF_ITS_OWN.get(name, set()) | words
    assert found <= allowed


def test_there_is_no_folder_that_is_no_dialect():
    found = {path.parts[2] for path in modules("peerly/dialects") if len(path.parts) > 3}
    assert found == set(NAMES)


def defined(name: str) -> Iterator[tuple[str, type]]:
    """Yield every class of a dialect, with the module in its folder that defines it."""
    for path in modules(f"peerly/dialects/{name}"):
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for thing in vars(module).values():
            if inspect.isclass(thing) and thing.__module__ == module.__name__:
                yield path.parts[3].removesuffix(".py"), thing


@pytest.mark.parametrize("name", NAMES)
def test_what_is_of_a_kind_is_in_the_file_of_that_name(name):
    for where, thing in defined(name):
        for kind, place in PLACES.items():
            assert not issubclass(thing, kind) or where == place, thing
        is_word = issubclass(thing, serializers.Field) and where != "schema"
        assert not is_word or where == "serializers", thing


# Words -----------------------------------------------------------------------


# What OAuth says, what Django's columns end with, and how the API's own lists are narrowed.
EVERYBODYS = {"access_token", "_id", "starts_with"}


# Around what the words say.
ENVELOPES = {
    "peerly": {"next_cursor", "application/vnd.peerly"},
    "agyletime": {"itemsCount", "pageLimit", "nextPageToken"},
    "betterworks": {"nextURL", "non_field_errors"},
    "engage": {"next_cursor", "previous_cursor", "before_id", "after_id"},
    "engagedly": {"record_count", "total_records", "error_type", "ClientKey", "SecretKey"},
}


@cache
def ours() -> frozenset[str]:
    """Return what columns, functions and their arguments are called in the apps."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    found = {name for field in fields for name in (field.name, getattr(field, "attname", ""))}
    found |= {*records.ACCOUNT, *records.LISTS, *records.STANDING}
    for path in modules("accounts", "recognition"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.arg | ast.keyword):
                found.add(node.arg or "")
            elif isinstance(node, ast.FunctionDef):
                found.add(node.name)
    return frozenset(found)


def words_of(dialect: Dialect) -> set[str]:
    """Return the names of the fields of ``dialect`` that nobody would come upon by chance."""
    found = set(ENVELOPES.get(dialect.name, ()))
    waiting: list[Any] = [word() for word in dialect.words.values()]
    while waiting:
        word = getattr(waiting[-1], "child", waiting[-1])
        waiting.pop()
        declared = word.fields if isinstance(word, serializers.Serializer) else {}
        found |= set(declared)
        waiting += declared.values()
    return {each for each in found - ours() - EVERYBODYS if "_" in each or each != each.lower()}


@cache
def said_in(path: Path) -> frozenset[str]:
    """Return every name and every text of a Python file."""
    said = set()
    for node in ast.walk(tree_of(path)):
        said |= {str(getattr(node, name, "")) for name in ("id", "attr", "arg", "name")}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said.add(node.value)
    return frozenset(said)


@pytest.mark.parametrize("dialect", DIALECTS, ids=NAMES)
def test_a_dialects_words_stay_in_its_folder(dialect: Dialect):
    others = {each.name: words_of(each) for each in DIALECTS if each is not dialect}
    foreign = words_of(dialect) | ({dialect.name, dialect.title} - {PEERLY.name})
    assert len(foreign) > 3
    for path in modules():
        if path.parts[:3] == ("peerly", "dialects", dialect.name):
            continue
        also = {word for name in path.parts for word in others.get(name, ())}
        assert not (foreign - also) & said_in(path), path


def test_a_path_that_begins_as_none_of_its_dialects_do_is_refused_at_the_start() -> None:
    """Or no request would ever get to it: only who owns a path is asked for it."""
    shorter = replace(PEERLY, beginnings=PEERLY.beginnings - {"users"})

    with pytest.raises(LookupError, match="peerly has no beginning for 'users'"):
        mount(shorter)
