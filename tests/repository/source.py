"""The source as the tests of this folder read it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("accounts", "recognition", "peerly")
# What git ignores, and what others wrote. Git is not asked: a copy may be an archive without it.
NOT_OURS = {"data", "staticfiles", "__pycache__", "node_modules", "vendor"}


@cache
def files(*suffixes: str, below: tuple[str, ...] = (".",)) -> tuple[Path, ...]:
    """Return our files with these suffixes in these folders, relative to the root."""
    found: set[Path] = set()
    for start in below:
        for folder, folders, names in os.walk(ROOT / start):
            folders[:] = [name for name in folders if not _is_foreign(name)]
            paths = (Path(folder, name).relative_to(ROOT) for name in names)
            found |= {path for path in paths if path.suffix in suffixes}
    return tuple(sorted(found))


def _is_foreign(folder: str) -> bool:
    return folder in NOT_OURS or (folder.startswith(".") and folder != ".ci")


def modules(*below: str) -> tuple[Path, ...]:
    """Return our Python files in these folders; without one, the product's."""
    return files(".py", below=below or PRODUCT)


@cache
def text_of(path: Path) -> str:
    """Return what is in a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a Python file's syntax."""
    return ast.parse(text_of(path), str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a Python file."""
    yield from (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """Return ``User.objects.get`` for that expression, "" for what is not names and dots."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(names)])
