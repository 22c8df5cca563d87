"""Reading bodies strictly."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from peerly.api.problems import PayloadTooLarge

DEEPEST = 100
"""Levels of nesting that are read; how many Python itself bears depends on its version."""


class JSONObject(dict[str, Any]):
    """A parsed body; ``repeated`` are the keys that were in it more than once."""

    repeated: frozenset[str] = frozenset()


class JSONObjectParser(BaseParser):
    """JSON in UTF-8, an object at the top, no longer than ``limit`` bytes.

    Raises ParseError, UnsupportedMediaType for another charset, PayloadTooLarge.
    """

    media_type = "application/json"
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the body's object, or the list of them where several may come at once."""
        request = (parser_context or {}).get("request")
        charset = request.content_params.get("charset", "utf-8") if request else "utf-8"
        if str(charset).lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(f"application/json; charset={charset}")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > self.limit:
            raise PayloadTooLarge
        raw = stream.read(self.limit + 1)
        if len(raw) > self.limit:
            raise PayloadTooLarge
        operation = getattr((parser_context or {}).get("view"), "operation", None)
        return self._object(raw, operation is not None and operation.most_at_once > 1)

    def _object(self, raw: bytes, or_several: bool) -> Any:
        try:
            data = DECODER.decode(raw.decode("utf-8"))
        except (ValueError, RecursionError):  # a lone byte, 5,000 digits, 2,000 brackets
            raise ParseError("The body is not JSON.") from None
        if not isinstance(data, (JSONObject, list) if or_several else JSONObject):
            raise ParseError("The body must be a JSON object.")
        if _is_too_deep(data):
            raise ParseError("The body is nested too deeply.")
        return data


def _keep_repeated(pairs: list[tuple[str, Any]]) -> JSONObject:
    data = JSONObject(pairs)
    if len(data) < len(pairs):
        times = Counter(key for key, _ in pairs)
        data.repeated = frozenset(key for key in times if times[key] > 1)
    return data


def _is_too_deep(data: Any) -> bool:
    depth, level = 0, [data]
    while level and depth < DEEPEST:
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [each for values in inner for each in values if isinstance(each, (dict, list))]
        depth += 1
    return bool(level)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


DECODER = json.JSONDecoder(object_pairs_hook=_keep_repeated, parse_constant=_refuse)
"""Made once: ``json.loads`` would make one for each body."""
