"""How big things are and what they are called: a limit is cheaper than a clean-up."""

from __future__ import annotations

import ast
import re

from tests.repository.source import files, modules, text_of, tree_of

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 50
LINES_OF_A_TEMPLATE = 150
# Written by Django, in one piece.
GENERATED = {
    "accounts/migrations/0001_initial.py",
    "accounts/migrations/0002_directory.py",
    "recognition/migrations/0001_initial.py",
}
NAMED_BY_DJANGO = {"templates/base.html", "peerly/postgresql/base.py"}
"""What is looked for under a name that says nothing."""

# Names that say nothing of what is inside.
SAY_NOTHING = {
    "base",
    "common",
    "constants",
    "functions",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "selectors",
    "service",
    "services",
    "shared",
    "tools",
    "util",
    "utils",
}


def is_generated(path):
    return str(path) in GENERATED


def test_files_are_short():
    long = {str(p): len(text_of(p).splitlines()) for p in modules() if not is_generated(p)}
    assert {path: lines for path, lines in long.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_are_short():
    long = {}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long[f"{path}: {node.name}"] = lines
    assert long == {}


def test_templates_are_short():
    long = {str(path): len(text_of(path).splitlines()) for path in files(".html", ".txt")}
    templates = {path: lines for path, lines in long.items() if "templates/" in path}
    assert {path for path, lines in templates.items() if lines > LINES_OF_A_TEMPLATE} == set()


def test_no_file_or_folder_is_called_what_says_nothing():
    for path in files(".py", ".html", ".js", ".css"):
        names = {*path.parts[:-1], path.stem}
        assert not names & SAY_NOTHING or str(path) in NAMED_BY_DJANGO, path


def test_every_module_says_in_a_sentence_what_belongs_there():
    for path in modules(*("accounts", "recognition", "peerly", "tests")):
        if (
            not text_of(path).strip()
            or is_generated(path)
            or path.match("migrations/0001_initial.py")
        ):
            continue
        said = ast.get_docstring(tree_of(path)) or ""
        first = said.split("\n\n")[0]
        assert first.rstrip("\n").endswith((".", ":", "?", "!")), (path, first)


def test_what_is_public_is_documented():
    undocumented = []
    for path in modules():
        if "migrations" in path.parts:
            continue
        for node in tree_of(path).body:
            is_function = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if is_function and not node.name.startswith("_") and not ast.get_docstring(node):
                undocumented.append(f"{path}: {node.name}")
    assert undocumented == []


def test_organisation_is_spelt_the_british_way():
    for path in [*modules(), *files(".html", ".md")]:
        found = re.search(r"organi[z]ation", text_of(path), re.IGNORECASE)
        assert found is None, path


def test_nothing_is_left_to_be_done_later():
    for path in [*modules(), *files(".html", ".js")]:
        assert not re.search(r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b", text_of(path)), path
