"""What others made and the pages load: `make vendored` takes it anew from where it came from.

``docs/vendored.md`` says which packages these are, and what is in each file taken from them.
"""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.repository.source import ROOT, calls, dotted, files, text_of

VENDORED = ROOT / "recognition" / "static" / "vendor"
RECORD = ROOT / "docs" / "vendored.md"

INTER, LUCIDE = "inter-5.3.0", "lucide-1.62.0"
PACKAGES = {INTER: "@fontsource-variable/inter@5.3.0", LUCIDE: "lucide-static@1.62.0"}
FONT = "inter-latin-wght-normal.woff2"
SPRITE = VENDORED / LUCIDE / "icons.svg"

DRAWN = re.compile(r'{% icon "([a-z0-9-]+)" %}')
SYMBOL = (
    '<symbol id="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{}</symbol>\n'
)


def icons() -> set[str]:
    """Return the icons that the pages draw: those of templates, and those of the navigation."""
    drawn = {name for path in files(".html") for name in DRAWN.findall(text_of(path))}
    entries = calls(Path("recognition/navigation.py"))
    with_icon = [each for each in entries if dotted(each.func) == "Entry" and len(each.args) > 2]
    icon_of = [each.args[2] for each in with_icon]
    return drawn | {str(each.value) for each in icon_of if isinstance(each, ast.Constant)}


def sums() -> dict[str, str]:
    """Return the SHA-256 of every file there is, by its path."""
    return {
        str(path.relative_to(VENDORED)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(VENDORED.rglob("*"))
        if path.is_file()
    }


def recorded() -> dict[str, str]:
    """Return the sums that the record has."""
    return dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", RECORD.read_text(), re.M))


def _take(parts: Path) -> None:
    """Copy what we load out of the packages, which are unpacked below ``parts``."""
    for name in PACKAGES:
        (VENDORED / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(parts / name / "package" / "LICENSE", VENDORED / name / "LICENSE")
    shutil.copy(parts / INTER / "package" / "files" / FONT, VENDORED / INTER / FONT)
    SPRITE.write_text(_sprite(parts / LUCIDE / "package" / "icons"))


def _sprite(drawings: Path) -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide {}, ISC licence: see LICENSE'
    symbols = [head.format(LUCIDE.partition("-")[2]) + " beside this file. -->\n"]
    for name in sorted(icons()):
        drawing = (drawings / f"{name}.svg").read_text()
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        assert shapes is not None, name
        symbols.append(SYMBOL.format(name, " ".join(shapes[1].split())))
    return "".join([*symbols, "</svg>\n"])


def main() -> None:
    """Take all of it anew; says which files are not as recorded."""
    with tempfile.TemporaryDirectory() as folder:
        for name, package in PACKAGES.items():
            there = Path(folder, name)
            there.mkdir()
            subprocess.run(["npm", "pack", "--silent", package], cwd=there, check=True)
            with tarfile.open(next(there.glob("*.tgz"))) as packed:
                packed.extractall(there, filter="data")
        _take(Path(folder))
    told, found = recorded(), sums()
    if changed := {path: found[path] for path in found if found[path] != told.get(path)}:
        listed = "\n".join(f"| `{path}` | `{digest}` |" for path, digest in changed.items())
        raise SystemExit(f"Look at what has changed, then say so in docs/vendored.md:\n{listed}")


if __name__ == "__main__":
    main()
