"""What several dialects tell of people in the same way."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import F
from drf_spectacular.utils import extend_schema_field

from accounts.models import joined
from peerly.api.shapes import Columns, ReckonedField


@extend_schema_field({"type": "boolean"})
class IsActive(ReckonedField):
    """Whether nobody has removed them."""

    columns: ClassVar[Columns] = {"soft_delete_at": F}

    def reckon(self, *values: Any) -> bool:
        """Return whether they are there."""
        return values == (None,)


@extend_schema_field({"type": "string"})
class FullName(ReckonedField):
    """First and last name; of who has neither, null where that is allowed."""

    columns: ClassVar[Columns] = {"first_name": F, "last_name": F}

    def reckon(self, *values: Any) -> str | None:
        """Return the name."""
        return joined(*values) or (None if self.allow_null else "")
