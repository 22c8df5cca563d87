"""Whether what a browser is sent is HTML as it is written down."""

from __future__ import annotations

from typing import Any

import html5lib


def faults_of(page: Any, *, is_fragment: bool = False) -> list[str]:
    """Return what a parser stumbles over in the page of a response."""
    parser = html5lib.HTMLParser()
    text = page.content.decode()
    parser.parseFragment(text) if is_fragment else parser.parse(text)
    lines = text.splitlines()
    return [f"{code}: {lines[row - 1][:120]}" for (row, _), code, _ in parser.errors]
