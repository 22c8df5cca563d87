"""Agyle Time's dialect, told to the contract test: what its clients send and understand."""

from __future__ import annotations

import re
from typing import Any

from accounts.api.directory import JobTitleViewSet
from accounts.api.people import PeopleViewSet
from peerly.dialects.agyletime.dialect import AGYLETIME
from peerly.dialects.agyletime.views import BusinessRoleViewSet, SystemRoleViewSet, UserViewSet
from tests.dialects.agyletime import keys
from tests.dialects.arrivals import ARRIVALS
from tests.dialects.hooks import Failure, Hooks, Sample, read_json

HERE = "/api/organisation"

SAMPLES = {
    "POST /api/authority/token": Sample(by="admin", signs=keys.key_of),
    f"GET {HERE}": Sample(),
    f"GET {HERE}/users": Sample(),
    f"POST {HERE}/users": Sample(
        by="admin",
        body=lambda side: {
            "firstName": "Nia",
            "lastName": "Okoro",
            "email": f"nia@{side.organisation.domain_name}",
            "timezone": "Australia/Sydney",
            "teamId": side.department.pk,
            "systemRoleId": 3,
            "roleIds": [side.job_title.pk],
            "startAt": "2026-11-02T00:00:00.000Z",
            "isActive": True,
        },
        references={"teamId": "department", "roleIds": "job_title"},
    ),
    f"GET {HERE}/users/<id>": Sample(thing="receiver"),
    f"PUT {HERE}/users/<id>": Sample(
        by="admin",
        thing="receiver",
        body=lambda side: {
            "firstName": "Benjamin",
            "lastName": "Abara",
            "email": f"benjamin@{side.organisation.domain_name}",
            "timezone": "Europe/Berlin",
            "teamId": side.top_department.pk,
            "roleIds": [side.job_title.pk],
            "startAt": None,
        },
        references={"teamId": "department", "roleIds": "job_title"},
    ),
    f"DELETE {HERE}/users/<id>": Sample(by="admin", thing="colleague"),
    f"GET {HERE}/business-roles": Sample(by="admin"),
    f"POST {HERE}/business-roles": Sample(
        by="admin", body=lambda side: {"name": "Stevedore", "description": "Loads the ship."}
    ),
    f"GET {HERE}/business-roles/<id>": Sample(by="admin", thing="job_title"),
    f"PUT {HERE}/business-roles/<id>": Sample(
        by="admin", thing="job_title", body=lambda side: {"name": "Chief forwarder"}
    ),
    f"DELETE {HERE}/business-roles/<id>": Sample(by="admin", thing="job_title"),
    f"GET {HERE}/system-roles": Sample(),
    f"GET {HERE}/system-roles/<id>": Sample(everybodys="3"),
}

FAILURES: dict[str, tuple[int, str | None]] = {
    "invalid_data": (400, "BadRequest"),
    "invalid_query": (400, "BadRequest"),
    "malformed_body": (400, "BadRequest"),
    "unknown_id": (404, "NotFound"),
    "unknown_id_to_write": (404, "NotFound"),
    "insufficient_hi5_balance": (422, "UnprocessableEntity"),
    "invalid_token": (401, "Unauthorized"),
    "access_denied": (401, "Unauthorized"),
    "not_found": (404, "NotFound"),
    "method_not_allowed": (405, "MethodNotAllowed"),
    "not_acceptable": (406, "NotAcceptable"),
    "conflict": (409, "Conflict"),
    "payload_too_large": (413, "PayloadTooLarge"),
    "unsupported_media_type": (415, "UnsupportedMediaType"),
    "unprocessable_entity": (422, "UnprocessableEntity"),
    "too_many_requests": (429, "TooManyRequests"),
    "internal": (500, "InternalError"),
    "unavailable": (503, "ServiceUnavailable"),
}

ITEM = re.compile(r"(?:^|, )([^ ,]+) \((?:MISSING|UNDEFINED|INVALID)\): ([^,]+)")
ENVELOPE = ["status", "result", "message", "data"]
OAUTH = ["access_token", "token_type", "expires_in"]


def read_failure(answer: Any) -> Failure:
    """Take a failure out of ``{"status": "error", "message", "code", "result"}``."""
    body = read_json(answer)
    assert list(body) == ["status", "message", "code", "result"]
    assert body["status"] == "error"
    assert body["code"] == body["result"]
    assert body["message"]
    return Failure(answer.status_code, body["code"], dict(ITEM.findall(body["message"])))


def _success(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = read_json(answer)
    assert list(body)[:4] == ENVELOPE
    assert (body["status"], body["result"], body["message"]) == ("success", 0, "Success")
    return body


def read_thing(answer: Any) -> Any:
    """Take what was asked for out of the envelope; a 204 has none."""
    if answer.status_code == 204:
        assert answer.content == b""
        return {}
    body = _success(answer)
    assert list(body)[4:] in ([], OAUTH)
    return body["data"]


def read_rows(answer: Any) -> list[Any]:
    """Take a page's rows out of the envelope."""
    body = _success(answer)
    assert list(body)[4:] in (
        ["itemsCount", "pageLimit"],
        ["itemsCount", "nextPageToken", "pageLimit"],
    )
    rows: list[Any] = body["data"]
    assert body["itemsCount"] == len(rows)
    return rows


def next_page(answer: Any, size: int) -> str | None:
    """Return the query of the page behind ``answer``."""
    token = answer.json().get("nextPageToken")
    return None if token is None else f"?pageLimit={size}&nextPageToken={token}"


HOOKS = Hooks(
    dialect=AGYLETIME,
    samples=SAMPLES,
    challenge='Bearer realm="peerly"',
    reads_forms=("POST /api/authority/token",),
    challenges={"POST /api/authority/token": 'Basic realm="peerly", charset="UTF-8"'},
    credentials=keys.token_of,
    bad_credentials=keys.bad_credentials,
    worst_credentials=keys.WORST,
    failures=FAILURES,
    read_failure=read_failure,
    read_thing=read_thing,
    read_rows=read_rows,
    first_page=lambda size: f"?pageLimit={size}",
    next_page=next_page,
    made_anew=("accessToken", "access_token"),
    ignores_unknown_fields=False,
    signs_places=False,
    revives=False,
    only_we_know=("Somebody new is an Employee",),
    arrivals={UserViewSet: ARRIVALS[PeopleViewSet], BusinessRoleViewSet: ARRIVALS[JobTitleViewSet]},
    never_grow=(SystemRoleViewSet,),
    resource_of=lambda route: route.split("/")[2] if "/" in route[4:] else "organisation",
    says_nothing_of=("RecognitionQuerySet", "BadgeQuerySet"),
)
