"""What Schemathesis has to know of Peerly: a token for each request, and when a 400 is right."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import schemathesis

TOKENS = Path(os.environ["PEERLY_TOKENS"]).read_text().split()
OURS = TOKENS.pop()

ONLY_WE_KNOW = {
    # Which ids there are, and which names are taken.
    "This does not exist.",
    "Your organisation has this core value already.",
    "Another organisation has this domain.",
    # How the core values stand to each other now.
    "This core value does not exist.",
    "The parent must be a top-level core value.",
    "A core value cannot be its own parent.",
    "A core value with children must stay at the top level.",
    # What we have signed.
    "This cursor is not from this list.",
    # What no text can hold, though each text would need a pattern of its own to say so.
    "Null characters are not allowed.",
    "Enter a name without invisible characters.",
    # What the time zone database has, and what is left of a text without the blanks around it.
    "Enter an IANA time zone such as Asia/Kolkata.",
    "This field may not be blank.",
    # Who asks: only a SuperAdmin makes SuperAdmins.
    "This role does not exist.",
}
"""What may be wrong with a request that the OpenAPI document allows."""

NO_INTEGER = {"A valid integer is required.", "Enter whole epoch seconds."}
"""To JSON Schema 5.0 is an integer. To Peerly it is not, and no schema can say so."""


@schemathesis.auth(refresh_interval=None)
class Bearer:
    """Whoever signs out does it with a token of their own, or the others would lose theirs."""

    def get(self, case: Any, context: Any) -> str:
        """Return a token."""
        return TOKENS.pop() if case.operation.path == "/logout" else OURS

    def set(self, case: Any, token: str, context: Any) -> None:
        """Sign the request."""
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.check
def a_documented_request_is_understood(ctx: Any, response: Any, case: Any) -> None:
    """Refuse a 400 to what the document allows, but for what no document can tell."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code != 400:
        return
    fields = response.json()["error"].get("fields") or {"the request": "It cannot be read."}
    sent = case.body if isinstance(case.body, dict) else {}
    for name, said in fields.items():
        is_whole = said in NO_INTEGER and isinstance(sent.get(name), float)
        # A SuperAdmin has to say for which organisation.
        is_nowhere = name == "org_id" and said == "This field is required."
        if said not in ONLY_WE_KNOW and not is_whole and not is_nowhere:
            raise AssertionError(f"{name}: {said}")
