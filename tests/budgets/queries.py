"""Reading what a request asked of the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

SIGNED_IN = "SELECT who asks"
"""Whose the token is, whether it is revoked, whether they are removed, and their organisation."""

ALSO = "for who asks"
"""What a list asked for in one with that ends with: one's own organisation is found out in it."""

ALONE = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(?:accounts|recognition|django)_(\w+)')
WRITTEN = re.compile(r'(INSERT INTO|UPDATE) "?(?:accounts|recognition)_(\w+)')
INNERMOST = re.compile(r"\([^()]*\)")


def asked(request: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Return the answer to ``request`` and its queries in brief, transactions included."""
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    return answer, [in_brief(query["sql"]) for query in captured]


def in_brief(sql: str) -> str:
    """Return e.g. ``SELECT user``, ``COUNT recognition``, ``INSERT hi5``, ``BEGIN``.

    Of one that writes to several tables, all that it writes to.
    """
    verb = sql.split(maxsplit=1)[0].rstrip(";")
    if verb in ALONE:
        return verb
    if verb == "WITH":
        written = [f"{how.split()[0]} {table}" for how, table in WRITTEN.findall(sql)]
        return f"WITH {', '.join(written)}"
    is_also = '"organisation_id" = (SELECT' in sql
    by_key = is_also and '"accounts_credential"' in sql
    finds_out = ('"accounts_revokedtoken"' in sql or by_key) and verb == "SELECT"
    if finds_out and not is_also:
        return SIGNED_IN
    if "COUNT(*)" in sql.partition(" FROM ")[0] and "GROUP BY" not in sql:
        verb = "COUNT"
    # Of rows that a window numbers, the outermost FROM is that of a subquery.
    table = TABLE.search(_without_subqueries(sql)) or TABLE.search(sql)
    assert table is not None, sql
    return f"{verb} {table[1]}{f' {ALSO}' if finds_out else ''}"


def _without_subqueries(sql: str) -> str:
    shorter = INNERMOST.sub("", sql)
    return sql if shorter == sql else _without_subqueries(shorter)
