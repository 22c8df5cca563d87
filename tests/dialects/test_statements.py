"""docs/dialects.md: every statement that a dialect's page makes, and the tests that hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peerly.api.dialect import Dialect
from peerly.dialects import DIALECTS
from peerly.dialects.peerly.dialect import PEERLY

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "dialects.md"
HEADERS = ("statement", "decision", "---")
STRANGERS = [each for each in DIALECTS if each is not PEERLY]


def sections() -> dict[str, str]:
    """Return the text of each section by its title."""
    titles_and_texts = re.split(r"^## (.+)$", PAGE.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(titles_and_texts[::2], titles_and_texts[1::2], strict=True))


def rows(dialect: Dialect) -> list[tuple[str, list[str]]]:
    """Return (what is said, the tests that are named for it) for each row of a section."""
    lines = re.findall(r"^\|(.*)\|(.*)\|$", sections()[dialect.title], re.MULTILINE)
    said = [(said.strip(), re.findall(r"`(test_\w+)`", tests)) for said, tests in lines]
    return [row for row in said if row[0] not in HEADERS]


def names_in(dialect: Dialect) -> set[str]:
    """Return the names of the tests in a dialect's folder."""
    sources = (path.read_text() for path in (HERE / dialect.name).glob("test_*.py"))
    return {
        name
        for source in sources
        for name in re.findall(r"^def (test_\w+)\(", source, re.MULTILINE)
    }


def test_every_dialect_but_the_native_one_has_a_section():
    assert set(sections()) == {each.title for each in STRANGERS}


@pytest.mark.parametrize("dialect", STRANGERS, ids=lambda each: each.name)
def test_every_statement_is_held_by_a_test_that_exists(dialect: Dialect):
    told, tests = rows(dialect), names_in(dialect)

    assert told
    for said, named in told:
        assert said
        assert named, said
        assert set(named) <= tests, said


@pytest.mark.parametrize("dialect", STRANGERS, ids=lambda each: each.name)
def test_every_test_that_is_named_for_a_dialect_is_on_the_page(dialect: Dialect):
    named = {test for _, tests in rows(dialect) for test in tests}

    assert {test for test in names_in(dialect) if test.startswith(f"test_{dialect.name}_")} <= named
