"""What the pages say, as the source has it, and the catalogue of its translations.

``make messages`` brings the catalogue up to date: what is new is in it with nothing beside it yet,
what is gone is gone.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from tests.repository.source import ROOT, calls, dotted, files, modules, text_of

CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
METADATA = {
    "Project-Id-Version": "Peerly",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Message = tuple[str | None, str, str | None]
"""Its context, the text, the plural."""

IN_TEMPLATES = re.compile(
    r"""\b(n?p?gettext|_)\(((?:\s*(?:u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')\s*,?)+)"""
)


def found() -> dict[Message, list[str]]:
    """Return every message of the product, with the files that have it."""
    places: dict[Message, list[str]] = defaultdict(list)
    for path in modules():
        for message in _of_module(path):
            places[message].append(str(path))
    for path in files(".html", ".txt", below=("templates",)):
        for message in _of_template(path):
            places[message].append(str(path))
    return {message: sorted({*where}) for message, where in places.items()}


def _of_module(path: Path) -> Iterator[Message]:
    for call in calls(path):
        words = [each.value for each in call.args if isinstance(each, ast.Constant)]
        texts = [each for each in words if isinstance(each, str)]
        if (message := _message(dotted(call.func), texts)) is not None:
            yield message


def _of_template(path: Path) -> Iterator[Message]:
    source: str = templatize(text_of(path), origin=str(path))
    for function, arguments in IN_TEMPLATES.findall(source):
        message = _message(function, list(ast.literal_eval(f"({arguments.rstrip(',')},)")))
        assert message is not None
        yield message


def _message(function: str, texts: list[str]) -> Message | None:
    """Return the message that a call of gettext's family is about; None for any other call."""
    kind = re.fullmatch(r"(?:\w+\.)?(?:(n?)(p?)gettext(?:_lazy|_noop)?|_)", function)
    if kind is None or not texts:
        return None
    context = texts.pop(0) if kind[2] else None
    return context, texts[0], texts[1] if kind[1] else None


def brought_up_to_date() -> polib.POFile:
    """Return the catalogue with what is found now, and the translations there are."""
    known = {_key(entry): entry for entry in polib.pofile(str(CATALOGUE))}
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.metadata = METADATA
    for (context, text, plural), where in sorted(found().items(), key=lambda each: each[0][1:]):
        entry = polib.POEntry(
            msgctxt=context, msgid=text, msgid_plural=plural or "", occurrences=_places(where)
        )
        old = known.get(_key(entry))
        entry.msgstr = old.msgstr if old else ""
        entry.msgstr_plural = (old.msgstr_plural if old else {0: "", 1: ""}) if plural else {}
        catalogue.append(entry)
    return catalogue


def _key(entry: polib.POEntry) -> Message:
    return entry.msgctxt, entry.msgid, entry.msgid_plural or None


def _places(where: list[str]) -> list[tuple[str, str]]:
    # Without numbers of lines: a change above a message is no change of the catalogue.
    return [(path, "") for path in where]


def main() -> None:
    """Write the catalogue and its compiled twin; say how much is left to translate."""
    catalogue = brought_up_to_date()
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(COMPILED))
    if left := catalogue.untranslated_entries():
        listed = "\n".join(f"  {entry.msgid}" for entry in left)
        raise SystemExit(f"To be translated in {CATALOGUE.relative_to(ROOT)}:\n{listed}")


if __name__ == "__main__":
    main()
