"""Telling which rule of the database said no."""

from __future__ import annotations

from django.db import IntegrityError, models


def violates(problem: IntegrityError, model: type[models.Model], constraint: str) -> bool:
    """Tell whether ``problem`` is that the constraint named ``constraint`` of ``model`` was hit.

    PostgreSQL names the constraint; SQLite names it too if it is on an expression, and lists
    the columns if it is not.
    """
    diagnosis = getattr(problem.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == constraint)
    text = str(problem)
    if constraint in text:
        return True
    rule = next(rule for rule in model._meta.constraints if rule.name == constraint)
    if not isinstance(rule, models.UniqueConstraint) or not rule.fields:
        return False
    table = model._meta.db_table
    columns = [f"{table}.{_column(model, name)}" for name in rule.fields]
    return text == f"UNIQUE constraint failed: {', '.join(columns)}"


def _column(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "column", name))
