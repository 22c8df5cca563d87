"""What every table promises, and how the tables came to be."""

from __future__ import annotations

import importlib
import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from accounts.models.owned import Owned

OURS = ("accounts", "recognition")
# Rows that no organisation owns, or not always; each with its reason.
NOBODYS = {
    "accounts.organisation": "it is the organisation",
    "accounts.user": "a SuperAdmin may belong to none",
    "accounts.change": "what a SuperAdmin does to another one belongs to none",
    "accounts.keptanswer": "a person's own, for a day",
    "accounts.revokedtoken": "a person's own, until it expires",
    "accounts.tally": "counted by address, before anybody has signed in",
}
# Columns that may name somebody from outside: a SuperAdmin acts in every organisation.
ACTORS = {
    "accounts_credential.made_by_id",
    "recognition_ledgerentry.by_id",
    "recognition_review.moderated_by_id",
    "recognition_badge.soft_delete_by_id",
}


def ours():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def test_every_model_has_its_glossary_entry():
    for model in ours():
        own = model.__doc__ or ""
        assert own.strip().endswith("."), model
        assert not own.startswith(f"{model.__name__}("), f"{model} has only Django's docstring"


def test_every_organisations_row_has_its_organisation():
    for model in ours():
        if model._meta.label_lower in NOBODYS:
            continue
        assert issubclass(model, Owned), model
        organisation = model._meta.get_field("organisation")
        assert organisation.null is False, model
        assert organisation.remote_field.on_delete is models.PROTECT, model


def test_nothing_of_the_domain_is_deleted_along_with_something_else():
    for model in ours():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and model._meta.label_lower not in {
                "accounts.keptanswer",
                "accounts.revokedtoken",
            }:
                assert field.remote_field.on_delete is models.PROTECT, field


def references():
    """Yield (table, column, table referred to) of every key between rows of an organisation."""
    targets = (Owned, get_user_model())
    for model in ours():
        for field in model._meta.local_fields if issubclass(model, Owned) else []:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, targets):
                yield model._meta.db_table, field.column, field.related_model._meta.db_table


def walls():
    """Return what the migrations hold with composite keys."""
    modules = [
        "accounts.migrations.0003_hold_the_directory_inside_its_organisation",
        "recognition.migrations.0002_hold_rows_inside_their_organisation",
        "recognition.migrations.0005_keep_tallies",
        "recognition.migrations.0008_keep_quarters_and_years",
        "recognition.migrations.0012_keep_last_thanks",
    ]
    return [pair for name in modules for pair in importlib.import_module(name).PAIRS]


def test_no_row_can_refer_to_another_organisations_row():
    unheld = {
        (table, column, target)
        for table, column, target in references()
        if f"{table}.{column}" not in ACTORS
    }
    assert set(walls()) == unheld


@pytest.mark.django_db
def test_postgresql_has_every_one_of_these_keys():
    if connection.vendor != "postgresql":
        # SQLite has the first wall only (docs/adr/0003); what it has instead is in the models.
        assert all(table.startswith(OURS) for table, _, _ in walls())
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, conname"
            " FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2"
        )
        held = {(table, target) for table, target, _ in cursor.fetchall()}
    assert held == {(table, target) for table, _, target in walls()}


def test_constraints_and_indexes_have_names_of_our_own():
    names = []
    for model in ours():
        rules = [*model._meta.constraints, *model._meta.indexes]
        assert not model._meta.unique_together, model
        names += [rule.name for rule in rules]
    assert len(names) == len(set(names))
    for name in names:
        assert re.fullmatch(r"[a-z0-9_]{5,63}", name), name
        assert not re.search(r"_[0-9a-f]{6,8}(_idx|_uniq)?$", name), name


@pytest.mark.parametrize("app", OURS)
def test_migrations_are_named_and_in_a_line(app):
    loader = MigrationLoader(None)
    names = sorted(name for label, name in loader.disk_migrations if label == app)

    assert loader.graph.leaf_nodes(app) == [(app, names[-1])]
    for number, name in enumerate(names, start=1):
        assert re.fullmatch(rf"{number:04}_[a-z]+(_[a-z0-9]+)*", name), name
        assert not re.search(r"auto|_and_more|merge|_alter_|_add_|_remove_field", name), name
        own = [
            parent for parent in loader.disk_migrations[app, name].dependencies if parent[0] == app
        ]
        assert own == ([(app, names[number - 2])] if number > 1 else []), name


def test_no_account_refers_to_a_recognition():
    for model in apps.get_app_config("accounts").get_models():
        for field in model._meta.local_fields:
            if field.is_relation:
                assert field.related_model._meta.app_label == "accounts", field
