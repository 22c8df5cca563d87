"""The form to give a recognition with: what is sent by it, what is in it, what has come of it."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

from recognition.models import Hi5, Recognition

WORDS = "Your runbook saved my night.\nReally."


def form(cast: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    """Return what is posted to send Ben WORDS."""
    sent = {"to": cast.ben.pk, "core_value": cast.outcome.pk, "text": WORDS, "step": "send"}
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def field(page: Any, name: str) -> str:
    """Return the value of a hidden input or the words in a textarea."""
    html = page.content.decode()
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    area = rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>'
    found = found or re.search(area, html, re.DOTALL)
    assert found is not None, name
    return unescape(found[1])


def count() -> tuple[int, int]:
    return Recognition.objects.count(), Hi5.objects.count()
