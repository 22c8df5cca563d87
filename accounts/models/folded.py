"""Text kept beside itself, folded: for searches and rules where case does not count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.spelling import folded


class FoldedField(models.TextField):  # type: ignore[type-arg]
    """The ``folded`` text of the field named ``of``, worked out whenever the row is written."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        """Tell migrations about ``of`` too."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return what to write; ``bulk_create`` asks this as well."""
        value = folded(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value


class _Compared(models.Lookup):
    """Compares character by character, by the pattern operators whatever the locale is.

    PostgreSQL finds both ends of such a range in the index, whether or not it knows the text
    when it plans. LIKE it could only look up for a text that is written into the statement.
    """

    postgresql_operator = ""
    operator = ""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        on_postgresql = connection.vendor == "postgresql"
        operator = self.postgresql_operator if on_postgresql else self.operator
        return f"{left} {operator} {right}", (*left_params, *right_params)


@FoldedField.register_lookup
class AtLeast(_Compared):
    """Is the text, or stands after it."""

    lookup_name, postgresql_operator, operator = "at_least", "~>=~", ">="


@FoldedField.register_lookup
class Below(_Compared):
    """Stands before the text."""

    lookup_name, postgresql_operator, operator = "below", "~<~", "<"


class Folding(models.Model):
    """A row with folded text, which is written whenever what it folds is."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; ``update_fields`` need not name the folded ones."""
        if update_fields is not None:
            named = set(update_fields)
            folds = [field for field in self._meta.fields if isinstance(field, FoldedField)]
            update_fields = named | {field.name for field in folds if field.of in named}
        super().save(*args, update_fields=update_fields, **kwargs)
