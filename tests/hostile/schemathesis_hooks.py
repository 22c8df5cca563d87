"""What Schemathesis has to know of Peerly: who signs a request, and what is to be judged later."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import schemathesis

ERRAND = json.loads(Path(os.environ["PEERLY_ERRAND"]).read_text())
JUDGED_LATER = Path(ERRAND["judged_later"])
TURN = itertools.count()


def _name(case: Any) -> str:
    return f"{case.operation.method.upper()} {case.operation.path}"


def _is_positive(case: Any) -> bool:
    return case.meta is not None and bool(case.meta.generation.mode.is_positive)


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: Any) -> None:
    """Let the examples of bodies refer to what is there."""
    for path, methods in raw_schema["paths"].items():
        for method, operation in methods.items():
            good = ERRAND["good"][f"{method.upper()} {path}"]
            if good["body"]:
                for content in operation["requestBody"]["content"].values():
                    content["examples"] = {"good": {"value": good["body"]}}


@schemathesis.auth(refresh_interval=None)
class Signature:
    """Whoever signs out does it with credentials of their own, or the others would lose theirs."""

    def get(self, case: Any, context: Any) -> dict[str, str]:
        """Return headers."""
        made = ERRAND["signed"][_name(case)]
        headers: dict[str, str] = made.pop() if len(made) > 1 else made[0]
        return headers

    def set(self, case: Any, headers: dict[str, str], context: Any) -> None:
        """Sign the request."""
        case.headers.update(headers)


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out several at once that are wrong: each has a line of its own in a good answer.

    Of the wrong requests only a part is sent, as the prober sends wrong ones to every operation.
    """
    several, is_positive = isinstance(case.body, list), _is_positive(case)
    if several and not is_positive:
        return False
    tried = str(getattr(case.meta.phase.data, "scenario", ""))
    every = 4 if several or tried.endswith("incorrect_type") else 1 if is_positive else 2
    return next(TURN) % every == 0


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Let a request be good in what it does not try out: about what is there, and no repetition."""
    tried = getattr(case.meta.phase.data, "parameter_location", None)
    if tried != "path":
        for name in case.path_parameters:
            case.path_parameters[name] = ERRAND["good"][_name(case)]["path"]
    if tried != "header":
        case.headers.pop("Idempotency-Key", None)
    return case


@schemathesis.check
def a_documented_request_is_understood(ctx: Any, response: Any, case: Any) -> None:
    """Keep each refusal of what the document allows, for those who can read it."""
    if response.status_code not in ERRAND["invalid"] or not _is_positive(case):
        return
    told = {
        "operation": _name(case),
        "sent": case.body if isinstance(case.body, dict) else {},
        "status": response.status_code,
        "headers": [[name, value] for name, values in response.headers.items() for value in values],
        "body": response.content.decode(),
    }
    with JUDGED_LATER.open("a") as file:
        file.write(f"{json.dumps(told, default=str)}\n")
