"""Reading the one body that is no JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from rest_framework.parsers import BaseParser

from peerly.api.problems import PayloadTooLarge


class BoundedFormParser(BaseParser):
    """A form as OAuth clients send one. Raises PayloadTooLarge."""

    media_type = "application/x-www-form-urlencoded"
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> QueryDict:
        """Return the form's fields."""
        raw = stream.read(self.limit + 1)
        if len(raw) > self.limit:
            raise PayloadTooLarge
        return QueryDict(raw)
