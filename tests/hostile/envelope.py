"""Whether an answer is one of ours (peerly-v1 §1), whatever was asked."""

from __future__ import annotations

import json
import re
from typing import Any

from peerly.dialects.peerly.dialect import STATUS
from tests.hostile.wire import Reply

REQUEST_ID = re.compile(r"[\x20-\x7e]{1,128}")


def faults(reply: Reply, *, method: str = "GET", request_id: str | None = None) -> list[str]:
    """Return what is wrong with ``reply``, one sentence each.

    ``request_id`` is what the request had in ``X-Request-Id``, if the answer must repeat it.
    """
    found = []
    if not 200 <= reply.status < 300 and not 400 <= reply.status < 500:
        found.append(f"the status is {reply.status}")
    ids = reply.headers.get("x-request-id", [])
    if len(ids) != 1 or not REQUEST_ID.fullmatch(ids[0]):
        found.append(f"X-Request-Id is {ids}")
    elif request_id is not None and ids[0] != request_id:
        found.append(f"X-Request-Id is {ids[0]!r}, not {request_id!r}")
    media = [value.partition(";")[0] for value in reply.headers.get("content-type", [])]
    if media != ["application/json"]:
        found.append(f"Content-Type is {media}")
    if method != "HEAD":
        found += _faults_of_body(reply)
    return found


def _faults_of_body(reply: Reply) -> list[str]:
    try:
        body = json.loads(reply.body.decode("utf-8"))
    except ValueError:
        return [f"the body is not JSON: {reply.body[:80]!r}"]
    if not isinstance(body, dict):
        return [f"the body is {type(body).__name__}"]
    if reply.status < 300:
        return [] if "data" in body and set(body) <= {"data", "meta"} else [f"keys: {set(body)}"]
    if set(body) != {"error"} or not isinstance(body["error"], dict):
        return [f"keys: {set(body)}"]
    return _faults_of_error(body["error"], reply.status)


def _faults_of_error(error: dict[str, Any], status: int) -> list[str]:
    found = []
    if STATUS.get(error.get("code", "")) != status:
        found.append(f"the code {error.get('code')!r} does not go with {status}")
    if not isinstance(error.get("message"), str) or not error["message"]:
        found.append(f"the message is {error.get('message')!r}")
    fields = error.get("fields", {"": ""})
    if not isinstance(fields, dict) or not all(isinstance(said, str) for said in fields.values()):
        found.append(f"fields are {fields!r}")
    if not set(error) <= {"code", "message", "fields"}:
        found.append(f"keys in the error: {set(error)}")
    return found
