"""Tables for a spreadsheet: CSV in which no text becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

Cell = str | int | float | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, or skip in front of one."""


def as_csv(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return ``rows``, the heading first, as CSV: UTF-8 with a BOM, lines ended by CRLF.

    A text that begins like a formula gets an apostrophe in front; a number is one. Texts are
    quoted, so that none is cut in two where a semicolon parts the columns. None is empty.
    """
    file = StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    # Without the BOM, Excel takes it for the code page of the country.
    return file.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    is_formula = isinstance(cell, str) and cell.startswith(DANGEROUS)
    return f"'{cell}" if is_formula else cell
