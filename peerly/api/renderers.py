"""Writing answers."""

from __future__ import annotations

from typing import Any

from msgspec.json import Encoder
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

OTHERS = JSONEncoder()
"""DRF's, for what JSON has no word for."""


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # a kind of text: one that templates need not escape, say
        return str.__str__(value)
    return int(value) if isinstance(value, int) else OTHERS.default(value)


ENCODER = Encoder(enc_hook=_plain)


class EnvelopeRenderer(JSONRenderer):
    """JSON, with successful answers wrapped by ``wrap``; failures come phrased already."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Return the bytes of the answer."""
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code == 204:
            return b""
        if response is not None and not response.exception:
            data = self.wrap(data, getattr(response, "paginator", None))
        return b"" if data is None else self.encode(data)

    def encode(self, data: Any) -> bytes:
        """Return ``data`` as JSON."""
        return ENCODER.encode(data)

    def wrap(self, data: Any, paginator: Any) -> Any:
        """Return ``data`` in the dialect's envelope; ``paginator`` is None but for lists."""
        raise NotImplementedError
