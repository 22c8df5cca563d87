"""Rows that are evidence: written once, never changed, never deleted."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(RuntimeError):
    """A bug: code tried to change or delete a row that is evidence."""


class AppendOnly(models.Model):
    """A row of evidence: written once, never changed, never deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError(f"{self._meta.label} rows are never changed or deleted")
