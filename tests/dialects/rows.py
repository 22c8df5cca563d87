"""What is stored: all of it, one organisation's share of it, and rows that refer across."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import Organisation, Tally, User
from accounts.models.owned import Owned
from accounts.roles import Role

Rows = dict[str, list[Any]]

INSERT = re.compile(r'INSERT INTO "?(\w+)')

OURS = ("accounts", "recognition", "social_django")
# Attempts are counted whatever comes of them.
NO_EFFECT = {Tally}
MODELS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if model not in NO_EFFECT
]
OWNED = [model for model in MODELS if issubclass(model, Owned)]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done in here; whoever does it once more makes rows with the same ids."""
    set_back: set[str] = set()

    def watch(execute: Any, sql: str, *args: Any) -> Any:
        for table in set(INSERT.findall(sql)) - set_back:
            # Before and not after: a test that was rolled back has counted on as well.
            set_back.add(table)
            _reset_sequence(table)
        return execute(sql, *args)

    with connection.execute_wrapper(watch), transaction.atomic():
        yield
        transaction.set_rollback(True)


def count_from_one() -> None:
    """Let the next row of each table have the id 1, where tables are empty."""
    sequences = [
        {"table": model._meta.db_table, "column": "id"}
        for model in MODELS
        if model._meta.pk.column == "id"
    ]
    for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _reset_sequence(table: str) -> None:
    # PostgreSQL's sequences outlive a rollback; SQLite's do not, and there this does nothing.
    if statement := _sequence_resets().get(table):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@cache
def _sequence_resets() -> dict[str, str]:
    resets = ((model, connection.ops.sequence_reset_sql(no_style(), [model])) for model in MODELS)
    return {model._meta.db_table: " ".join(statements) for model, statements in resets}


def everything(but: str = "") -> Rows:
    """Return every row of every table, as text, without the column ``but``."""
    found: Rows = {model._meta.label: [] for model in MODELS}
    with connection.cursor() as cursor:
        cursor.execute(_all_rows(but))
        for name, row in cursor.fetchall():
            found[name].append(row)
    return {name: sorted(rows) for name, rows in found.items()}


def share_of(organisation: Organisation) -> Rows:
    """Return every row that is ``organisation``'s or one of its people's."""
    found: Rows = {model._meta.label: [] for model in MODELS if _owner(model)}
    with connection.cursor() as cursor:
        cursor.execute(_rows_of_one(), [organisation.pk] * len(found))
        for name, row in cursor.fetchall():
            found[name].append(row)
    return {name: sorted(rows) for name, rows in found.items()}


def changed(before: Rows, after: Rows) -> list[str]:
    """Return the names of the tables that differ."""
    return [name for name in before if before[name] != after[name]]


def crossing() -> list[str]:
    """Return what refers to another organisation's row: "Hi5 12 given_by", … .

    A SuperAdmin acts in organisations that are not theirs, so as an actor one is nobody's.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_whatever_crosses())
        return [f"{name} {row} {key}" for name, row, key in cursor.fetchall()]


def references() -> list[tuple[type[models.Model], Any]]:
    """Return (model, foreign key) wherever an owned row, or a person, refers to such a row."""
    return [
        (model, key)
        for model in (*OWNED, User)
        for key in model._meta.concrete_fields
        if key.is_relation and (key.related_model in OWNED or key.related_model is User)
    ]


@cache
def _whatever_crosses() -> tuple[str, tuple[Any, ...]]:
    # One statement, as in everything().
    first, *others = (
        _across(model, key).values_list(
            models.Value(model.__name__), _number(model, key), models.Value(key.name)
        )
        for model, key in references()
    )
    return first.union(*others, all=True).query.sql_with_params()


def _number(model: type[models.Model], key: Any) -> str:
    """Return which number tells a row: a key of several columns has none, so whom it is about."""
    is_composite = isinstance(model._meta.pk, models.CompositePrimaryKey)
    return str(key.attname) if is_composite else "pk"


def _across(model: type[models.Model], key: Any) -> models.QuerySet[Any]:
    rows = model._base_manager.order_by().exclude(**{f"{key.name}": None})
    rows = rows.exclude(organisation=models.F(f"{key.name}__organisation"))
    if key.related_model is User:
        rows = rows.exclude(**{f"{key.name}__role": Role.SUPER_ADMIN})
    return rows


def _owner(model: type[models.Model]) -> str | None:
    """Return the condition by which rows are an organisation's, None where they are nobody's."""
    columns = {field.column for field in model._meta.concrete_fields}
    if model is Organisation:
        return "id = %s"
    if "organisation_id" in columns:
        return "organisation_id = %s"
    theirs = f"SELECT id FROM {User._meta.db_table} WHERE organisation_id = %s"  # noqa: S608
    return f"user_id IN ({theirs})" if "user_id" in columns else None


@cache
def _rows_of_one() -> str:
    return " UNION ALL ".join(
        f"SELECT '{model._meta.label}', {_as_text(model)} FROM {model._meta.db_table} t"  # noqa: S608
        f" WHERE {owner}"
        for model in MODELS
        if (owner := _owner(model))
    )


@cache
def _all_rows(but: str) -> str:
    # One statement, and not the ORM's forty: this runs after thousands of requests.
    return " UNION ALL ".join(
        f"SELECT '{model._meta.label}', {_as_text(model, but)} FROM {model._meta.db_table} t"  # noqa: S608
        for model in MODELS
    )


def _as_text(model: type[models.Model], but: str = "") -> str:
    names = [field.column for field in model._meta.concrete_fields if field.column != but]
    columns = [connection.ops.quote_name(name) for name in names]
    if connection.vendor == "postgresql":
        return f"ROW({', '.join(columns)})::text"
    return " || ',' || ".join(f"quote({column})" for column in columns)
