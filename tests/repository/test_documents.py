"""What is written for people is true: variables, packages, commands, links."""

from __future__ import annotations

import ast
import re

import pytest

from peerly.environment import __file__ as environment_file
from tests.repository.source import ROOT, calls, dotted, files, modules, text_of, tree_of

README = "README.md"
# Not for operators: one part of Peerly tells another, or a test does.
BETWEEN_OURSELVES = {"PEERLY_SERVING", "PEERLY_SERVER", "TEST_DATABASE_NAME"}
NAME = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`")


def section(title):
    """Return a section of the README, headings below it included."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", (ROOT / README).read_text(), re.M | re.S)
    assert found, f"the README has no section {title!r}"
    return found.group(1)


def rows(text):
    """Return the cells of every row of the Markdown tables in ``text``, heads left out."""
    table = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    rules = [number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")]
    heads = {number - 1 for number in rules}
    return [row for number, row in enumerate(cells) if number not in {*rules, *heads}]


def variables_read():
    """Return the environment variables that the code reads."""
    own = [
        path for path in modules("peerly", "accounts", "recognition") if path.name != "__init__.py"
    ]
    readers = {
        node.name
        for node in tree_of(
            next(path for path in own if path.parts[1:] == ("environment.py",))
        ).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    read = set()
    for path in own:
        for call in calls(path):
            module, _, function = dotted(call.func).rpartition(".")
            is_reader = function in readers and module in {"env", "environment", ""}
            first = call.args[0] if call.args else None
            if is_reader and isinstance(first, ast.Constant) and str(first.value).isupper():
                read.add(first.value)
    return read


def test_the_configuration_table_lists_the_variables_that_are_read():
    read = variables_read() - BETWEEN_OURSELVES
    assert {"SECRET_KEY", "DATABASE_URL", "WORKERS", "JWT_PRIVATE_KEY_FILE"} <= read
    table = rows(section("Configuration"))
    first_column = {name for row in table for name in NAME.findall(row[0])}
    anywhere = {name for row in table for cell in row for name in NAME.findall(cell)}

    assert read <= anywhere
    assert first_column <= read


def test_nothing_reads_the_environment_behind_the_settings_back():
    for path in modules("accounts", "recognition", "peerly"):
        if str(ROOT / path) == environment_file or path.parts[1:] == ("server.py",):
            continue  # the server is started with what `serve` has checked
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Subscript | ast.Call):
                target = node.value if isinstance(node, ast.Subscript) else node.func
                reads = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
                said = dotted(target)
                if said in {"os.getenv", "os.environ.get"} or (said == "os.environ" and reads):
                    assert "PYTHONPATH" in ast.unparse(node), (path, ast.unparse(node))


def packages(path):
    """Return the packages that a requirements file for people asks for."""
    lines = [line.split("#")[0].strip() for line in (ROOT / path).read_text().splitlines()]
    asked = [line for line in lines if line and not line.startswith("-")]
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in asked}


def test_the_dependency_table_lists_every_package_and_no_other():
    table = rows(section("Dependencies"))
    # "requests, idna" or "Django 5.2": names begin with a letter.
    named = {name for row in table for name in re.findall(r"[a-z][a-z0-9._-]*", row[0].lower())}

    assert named == packages("requirements.in")
    for row in table:
        assert len(row) == 3, row
        assert all(row), f"{row[0]}: what for, and why this one?"


@pytest.mark.parametrize("path", ["requirements.in", "requirements-dev.in"])
def test_every_package_has_its_reason(path):
    unexplained = []
    explained = False
    for line in (ROOT / path).read_text().splitlines():
        if line.startswith("#"):
            explained = True
        elif line.strip() and not line.startswith("-"):
            if "#" not in line and not explained:
                unexplained.append(line)
        else:
            explained = False
    assert unexplained == []


@pytest.mark.parametrize("path", ["requirements.in", "requirements-dev.in"])
def test_every_package_is_locked_with_hashes(path):
    lock = (ROOT / path).with_suffix(".txt").read_text()
    locked = {
        name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.M)
    }

    assert packages(path) <= locked
    assert lock.count("==") <= lock.count("--hash=")


def test_every_command_is_in_the_readme():
    commands = {path.stem for path in modules() if path.match("management/commands/[a-z]*.py")}
    assert {"serve", "seed_demo", "verify_ledger"} <= commands
    told = (ROOT / README).read_text()

    for name in commands:
        assert re.search(rf"\b{name}\b", told), f"the README does not tell of {name}"
    named = {row[0].strip("`").split()[0] for row in rows(section("For operators"))}
    assert named <= commands


def test_every_make_target_that_is_told_of_exists():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    for path in files(".md"):
        told = set(re.findall(r"`make ([a-z]+)", text_of(path)))
        assert told <= targets, path


def test_links_lead_somewhere():
    for path in files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", text_of(path)):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (ROOT / path.parent / target).exists(), f"{path} links to {target}"


def test_the_readme_is_short():
    assert len((ROOT / README).read_text().splitlines()) <= 200


# Where somebody works, and where their packages come from, is nobody else's business.
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|farm|home|root|Users|mnt|media|private)/[\w.-]+")
SHOP = re.compile(
    r"--(?:extra-)?index-url|--trusted-host|--find-links|--registry"
    r"|https?://[^\s\"'>)]*(?:artifactory|nexus|registry|pypi|npmjs|mirror)[^\s\"'>)]*",
    re.IGNORECASE,
)


def test_no_file_names_a_machine_or_a_shop():
    texts = files(
        ".py", ".md", ".txt", ".in", ".toml", ".html", ".css", ".js", ".json", ".yml", ".sh", ""
    )
    assert len(texts) > 100
    for path in texts:
        if path.match("tests/repository/test_documents.py"):
            continue
        told = text_of(path)
        for pattern in (MACHINE, SHOP):
            found = pattern.search(told)
            assert found is None, f"{path}: {found.group() if found else ''}"


def test_an_adr_tells_context_decision_and_consequences():
    pages = files(".md", below=("docs/adr",))
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for path in pages:
        for part in ("Context", "Decision", "Consequences"):
            assert f"**{part}.**" in text_of(path), (path, part)
