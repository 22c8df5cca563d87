"""WSGI applications of one function: JWT, the caller's row, one SQL statement, orjson.

No framework at all. ``application`` looks the caller up by a statement of its own before it reads,
``joined`` in the same one; what writes is one statement in both.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import orjson
import psycopg

from accounts.spelling import folded
from bench.bare import statements as sql

KEY = (Path(os.environ["PEERLY_DATA"]) / "jwt_key").read_text().strip()
SIGNING = (Path(os.environ["PEERLY_DATA"]) / "secret_key").read_text().strip().encode()
LOCAL = threading.local()
TOKENS: dict[str, dict[str, Any]] = {}
MOST_TOKENS = 10_000
TEXTS = {200: "200 OK", 201: "201 Created", 400: "400 Bad Request", 401: "401 Unauthorized"}
TEXTS |= {404: "404 Not Found"}


class Refused(Exception):
    """An answer that is no success; its argument is the status."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    return _answer(environ, start_response, sql.KNOWN)


def joined(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request, a list by a single statement."""
    return _answer(environ, start_response, sql.CALLER)


def _answer(
    environ: dict[str, Any], start_response: Callable[..., Any], me: str
) -> Iterable[bytes]:
    try:
        caller = _caller(environ)
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if method == "GET":
            status, body = 200, _list(path, environ, caller, me)
        else:
            status, body = 201, _write(path, environ, caller)
    except Refused as refusal:
        status, body = refusal.args[0], b'{"error":{"code":"refused"}}'
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(TEXTS[status], headers)
    return [body]


def _caller(environ: dict[str, Any]) -> dict[str, Any]:
    """Return what the token tells; verified once, its end looked at each time."""
    text = environ.get("HTTP_AUTHORIZATION", "")[7:]
    found = TOKENS.get(text)
    if found is None:
        try:
            claims = jwt.decode(
                text, KEY, ["HS256"], audience="peerly.com", issuer="node.peerly.com", leeway=10
            )
        except jwt.InvalidTokenError:
            raise Refused(401) from None
        if len(TOKENS) >= MOST_TOKENS:
            TOKENS.clear()
        found = TOKENS[text] = {
            "user": int(claims["sub"]),
            "restorations": claims.get("restorations", 0),
            "fingerprint": hashlib.sha256(claims["jti"].encode()).hexdigest(),
            "exp": claims["exp"],
        }
    if found["exp"] <= time.time():
        raise Refused(401)
    return dict(found)


def _ask(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    try:
        cursor = LOCAL.cursor
    except AttributeError:
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        cursor = LOCAL.cursor = connection.cursor(binary=True)
    cursor.execute(statement, values, prepare=True)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    if not rows:
        raise Refused(401)
    return rows


def _list(path: str, environ: dict[str, Any], caller: dict[str, Any], me: str) -> bytes:
    asked = parse_qs(environ["QUERY_STRING"])
    limit = int(asked["limit"][0]) if "limit" in asked else 10
    if not 0 < limit <= 100:
        raise Refused(400)
    if me is sql.KNOWN:
        _, caller["organisation"], caller["role"] = _ask(sql.CALLER, caller)[0]
    if path == "/recognitions":
        rows = _ask(_limited(sql.FEED, me, limit), caller)
        shape = recognition
    elif path == "/users":
        caller["month"] = _month(datetime.now(UTC))
        statement = sql.USERS
        if "starts_with" in asked:
            statement, caller["start"] = sql.USERS_LIKE, _pattern(asked["starts_with"][0])
        rows = _ask(_limited(statement, me, limit), caller)
        shape = person
    else:
        raise Refused(404)
    page = rows[:limit] if rows[0][0] is not None else []
    has_more = len(rows) > limit
    meta = {
        "limit": limit,
        "offset": 0,
        "has_more": has_more,
        "next_cursor": _cursor(path, caller["user"], page[-1]) if has_more else None,
    }
    return orjson.dumps({"data": [shape(row) for row in page], "meta": meta})


@cache
def _limited(statement: str, me: str, limit: int) -> str:
    return statement.replace(":me", me).replace(":limit", str(limit + 1))


def recognition(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a recognition as v1 tells it."""
    return {
        "id": row[0],
        "text": row[1],
        "given_for": row[2],
        "given_by": row[3],
        "given_at": row[4] // 1_000_000,
        "core_value": {
            "id": row[5],
            "text": row[6],
            "description": row[7],
            "thumbnail": row[8] or None,
        },
        "given_for_user": {
            "id": row[2],
            "display_name": row[9] or None,
            "first_name": row[10] or None,
            "last_name": row[11] or None,
            "profile_image_url": row[12] or None,
        },
        "given_by_user": {
            "id": row[3],
            "display_name": row[13] or None,
            "first_name": row[14] or None,
            "last_name": row[15] or None,
            "profile_image_url": row[16] or None,
        },
        "hi5_count": row[17],
        "hi5_by_me": row[18],
    }


def person(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a person as v1 lists them."""
    return {
        "id": row[0],
        "first_name": row[1] or None,
        "last_name": row[2] or None,
        "email": row[3],
        "display_name": row[4] or None,
        "profile_image_url": row[5] or None,
        "role_id": row[6],
        "hi5_quota_balance": row[7],
        "org_id": row[8],
        "hi5_count": row[9],
        "soft_delete_by": row[10],
        "soft_delete_at": row[11],
    }


def _write(path: str, environ: dict[str, Any], caller: dict[str, Any]) -> bytes:
    try:
        body = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    except ValueError:
        raise Refused(400) from None
    now = datetime.now(UTC)
    if path == "/recognitions":
        statement, told = sql.GIVE, _given(body, caller, now)
    elif path.endswith("/hi5"):
        statement, told = sql.HI5, _joined(path, body, caller, now)
    else:
        raise Refused(404)
    _keep(environ, path, body, caller, told)
    try:
        (number,) = _ask(statement, caller)[0]
    except psycopg.errors.UniqueViolation:
        raise Refused(400) from None
    if number is None:
        raise Refused(400)
    return orjson.dumps({"data": {**told, "id": number}})


def _given(body: dict[str, Any], caller: dict[str, Any], now: datetime) -> dict[str, Any]:
    text, given_for, value = body["text"], body["given_for"], body["core_value_id"]
    if not (isinstance(text, str) and 0 < len(text.strip()) <= 5000):
        raise Refused(400)
    caller |= {"text": text, "given_for": given_for, "core_value": value, "now": now}
    caller["first_day"] = first = now.date().replace(day=1)
    caller["quarter"] = first.replace(month=(first.month - 1) // 3 * 3 + 1)
    caller["year"] = first.replace(month=1)
    return {
        "id": "@",
        "core_values_id": value,
        "core_value_id": value,
        "text": text,
        "given_for": given_for,
        "given_by": caller["user"],
        "given_at": int(now.timestamp()),
    }


def _joined(
    path: str, body: dict[str, Any], caller: dict[str, Any], now: datetime
) -> dict[str, Any]:
    number, comment = int(path.split("/")[2]), body.get("comment") or None
    if comment is not None and not (isinstance(comment, str) and len(comment) <= 1000):
        raise Refused(400)
    caller |= {"recognition": number, "comment": comment, "now": now, "month": _month(now)}
    return {
        "id": "@",
        "recognition_id": number,
        "comment": comment,
        "given_by": caller["user"],
        "given_at": int(now.timestamp()),
    }


def _keep(
    environ: dict[str, Any],
    path: str,
    body: dict[str, Any],
    caller: dict[str, Any],
    told: dict[str, Any],
) -> None:
    """Say what is kept for an ``Idempotency-Key``: the same row as Peerly's."""
    key = environ.get("HTTP_IDEMPOTENCY_KEY")
    caller |= {"key": None, "request": "", "answer": ""}
    if key is not None:
        same = f"POST {path} {json.dumps(body, sort_keys=True)}"
        caller["key"] = hashlib.sha256(json.dumps([None, None, key]).encode()).hexdigest()
        caller["request"] = hashlib.sha256(same.encode()).hexdigest()
        caller["answer"] = orjson.dumps(told).decode()


def _month(now: datetime) -> datetime:
    return datetime(now.year, now.month, 1, tzinfo=UTC)


def _pattern(start: str) -> str:
    start = folded(start).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{start}%"


def _cursor(path: str, user: int, row: tuple[Any, ...]) -> str:
    """Return a signed place, as long as Peerly's."""
    if path == "/recognitions":
        moment = datetime.fromtimestamp(row[4] / 1_000_000, UTC).isoformat()
        place = orjson.dumps([{"at": moment}, row[0]])
    else:
        place = orjson.dumps([row[0]])
    text = urlsafe_b64encode(place).rstrip(b"=")
    signed = b"%s:%x" % (text, int(time.time()))
    scope = f"{path}:{user}:".encode()
    mark = hmac.digest(SIGNING, scope + signed, "sha256")
    return (signed + b":" + urlsafe_b64encode(mark).rstrip(b"=")).decode()
