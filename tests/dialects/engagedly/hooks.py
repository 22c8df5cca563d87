"""The Engagedly dialect, told to the contract test: what its clients send and understand."""

from __future__ import annotations

import re
from typing import Any

from accounts.api.people import PeopleViewSet
from peerly.dialects.engagedly import ids
from peerly.dialects.engagedly.dialect import ENGAGEDLY
from peerly.dialects.engagedly.lists import custom_key
from peerly.dialects.engagedly.views import PermissionViewSet, PersonViewSet, PraiseViewSet
from recognition.api.recognitions import RecognitionViewSet
from tests.dialects.arrivals import ARRIVALS
from tests.dialects.engagedly.bad_pairs import bad_pairs, good_pair
from tests.dialects.hooks import NO_IDS, NOBODYS, Failure, Hooks, Sample, read_json
from tests.dialects.stage import Side

THINGS = {
    "User": "user",
    "Department": "department",
    "Business": "business",
}
"""The names of our models by which this dialect spells ids in a way of its own."""


def spell(thing: Any) -> str:
    """Return the id of ``thing`` as this dialect writes it."""
    return ids.spell(THINGS.get(type(thing).__name__, ""), thing.pk)


def nobodys(route: str) -> str:
    """Return the id of nobody, for the path ``route``."""
    found = re.search(r"<(\w+)_id>", route)
    return ids.spell(found[1] if found else "", NOBODYS)


def somebody(side: Side, first_name: str) -> dict[str, Any]:
    """Return a body with all that can be said of a person."""
    return {
        "first_name": first_name,
        "last_name": "Öz",
        "email": f"{first_name}.oz@{side.organisation.domain_name}".lower(),
        "middle_name": "T.",
        "employee_id": f"E-{first_name}",
        "employee_type": "Full time",
        "level": "L2",
        "education": "School of Commerce",
        "phone_number": "+49 40 1",
        "secondary_phone_number": "+49 40 2",
        "joining_date": "Jan 02, 2022",
        "birth_date": "1991-03-04",
        "promotion_date": "2023-04-05",
        "review_date": "Dec 31, 2026",
        "location": spell(side.location),
        "job_title": side.job_title.pk,
        "departments": [spell(side.department)],
        "businesses": [spell(side.business)],
        "hr_managers": [spell(side.moderator)],
        "secondary_managers": [spell(side.colleague), spell(side.removed)],
        "manager_id": spell(side.admin),
        "custom_attributes": {custom_key(side.attribute): "M"},
    }


def place(side: Side) -> dict[str, Any]:
    """Return the body of a department or a business."""
    return {"name": "Night shift", "members": [spell(side.giver), spell(side.removed)]}


def address(side: Side) -> dict[str, Any]:
    """Return the body of a location."""
    return {
        "name": "Dock 7",
        "address_line1": "7 Quay",
        "address_line2": None,
        "city": "Hamburg",
        "state": "",
        "country": "Germany",
        "postal_code": "20457",
    }


def title(side: Side) -> dict[str, Any]:
    """Return the body of a job title."""
    return {"name": "Stevedore", "description": "Loads ships.", "responsibilities": None}


MENTIONS = {
    "location": "location",
    "job_title": "job_title",
    "departments": "department",
    "businesses": "business",
    "hr_managers": "moderator",
    "secondary_managers": "colleague",
    "manager_id": "admin",
}


def _entries(route: str, thing: str, body: Any, references: dict[str, str]) -> dict[str, Sample]:
    name = f"/beta/{route}/<{thing}_id>"
    return {
        f"GET /beta/{route}": Sample(by="admin"),
        f"POST /beta/{route}": Sample(by="admin", body=body, references=references),
        f"GET {name}": Sample(by="admin", thing=thing),
        f"PUT {name}": Sample(by="admin", thing=thing, body=body, references=references),
        f"DELETE {name}": Sample(by="admin", thing=thing),
    }


ONE = "/beta/users/<user_id>"
SAMPLES = {
    "GET /beta/user-attributes": Sample(by="admin"),
    "GET /beta/users": Sample(by="admin"),
    "POST /beta/users": Sample(
        by="admin", body=lambda side: somebody(side, "Tove"), references=MENTIONS
    ),
    "GET /beta/users/block-reason-codes": Sample(),
    f"GET {ONE}": Sample(by="admin", thing="receiver"),
    f"PUT {ONE}": Sample(
        by="admin",
        thing="receiver",
        body=lambda side: somebody(side, "Benno"),
        references=MENTIONS,
    ),
    f"PATCH {ONE}": Sample(
        by="admin", thing="giver", body=lambda side: {"education": "School of Life"}
    ),
    f"PUT {ONE}/activate": Sample(by="admin", thing="removed"),
    f"PUT {ONE}/deactivate": Sample(
        by="admin", thing="colleague", body=lambda side: {"block_reason_code": "fatigue"}
    ),
    f"GET {ONE}/permissions": Sample(by="admin", thing="moderator"),
    f"PUT {ONE}/permissions": Sample(
        by="admin", thing="receiver", body=lambda side: {"permission_ids": [4]}
    ),
    **_entries("departments", "department", place, {"members": "giver"}),
    **_entries("businesses", "business", place, {"members": "giver"}),
    **_entries("locations", "location", address, {}),
    **_entries("job_titles", "job_title", title, {}),
    "GET /beta/permissions": Sample(by="admin"),
    "GET /beta/activities/praises": Sample(),
}

FAILURES: dict[str, tuple[int, str | None]] = {
    "invalid_data": (422, "validation_error"),
    "invalid_query": (400, "invalid_value"),
    "malformed_body": (400, "invalid_value"),
    "unknown_id": (404, "not_found"),
    "unknown_id_to_write": (404, "not_found"),
    "insufficient_hi5_balance": (402, "request_failed"),
    "invalid_token": (401, "invalid_credentials"),
    "access_denied": (403, "forbidden"),
    "not_found": (404, "not_found"),
    "method_not_allowed": (405, "method_not_allowed"),
    "not_acceptable": (406, "not_acceptable"),
    "conflict": (409, "conflict"),
    "payload_too_large": (413, "payload_too_large"),
    "unsupported_media_type": (415, "unsupported_media_type"),
    "unprocessable_entity": (402, "request_failed"),
    "too_many_requests": (429, "rate_limit_exceeded"),
    "internal": (500, "server_error"),
    "unavailable": (503, "unavailable"),
}

TYPES = {401: "authentication_error", 422: "validation_error"} | dict.fromkeys(
    (500, 503), "api_connection_error"
)
"""``error_type`` by status; every other one is an invalid_request_error."""

WORST = (
    "secret: NUL behind it",
    "secret: made up",
    "only the client key",
    "with the secret of another pair",
    "revoked",
    "another organisation's client key, our secret",
    "of somebody who became a SuperAdmin",
)


def read_failure(answer: Any) -> Failure:
    """Take a failure out of ``{"error_type", "errors": [{"field", "message", "code"}]}``."""
    body, status = read_json(answer), answer.status_code
    if status == 429:
        assert list(body) == ["error_type", "message"]
        assert body["message"]
        return Failure(status, body["error_type"], {})
    assert list(body) == ["error_type", "errors"]
    assert body["error_type"] == TYPES.get(status, "invalid_request_error")
    assert body["errors"]
    assert all(list(item) == ["field", "message", "code"] for item in body["errors"])
    assert all(item["message"] and item["code"] for item in body["errors"])
    fields = {item["field"]: item["message"] for item in body["errors"] if item["field"]}
    assert len(fields) == len(body["errors"]) or body["errors"][0]["field"] is None
    code = body["error_type"] if status == 422 else body["errors"][0]["code"]
    return Failure(status, code, fields)


def read_thing(answer: Any) -> Any:
    """Take what was asked for out of ``{"success": true, "data": …}``."""
    if answer.status_code == 204:
        assert (answer.content, answer.headers.get("Content-Type")) == (b"", None)
        return {}
    body = read_json(answer)
    assert list(body) == ["success", "data"]
    assert body["success"] is True
    return body["data"]


def read_rows(answer: Any) -> list[Any]:
    """Take a page's rows out of ``{"success": true, "pagination": {…}, "data": […]}``."""
    body = read_json(answer)
    assert list(body) == ["success", "pagination", "data"]
    assert body["success"] is True
    told = body["pagination"]
    assert list(told) == ["page", "size", "has_more", "record_count", "total_records"]
    assert told["record_count"] == told["total_records"]
    rows: list[Any] = body["data"]
    return rows


def next_page(answer: Any, size: int) -> str | None:
    """Return the query of the page behind ``answer``."""
    told = answer.json()["pagination"]
    return f"?page={told['page'] + 1}&size={size}" if told["has_more"] else None


HOOKS = Hooks(
    dialect=ENGAGEDLY,
    samples=SAMPLES,
    challenge='ClientKey realm="peerly"',
    credentials=good_pair,
    bad_credentials=bad_pairs,
    worst_credentials=WORST,
    failures=FAILURES,
    read_failure=read_failure,
    read_thing=read_thing,
    read_rows=read_rows,
    first_page=lambda size: f"?size={min(size, 50)}",
    next_page=next_page,
    spell=spell,
    refer=spell,
    no_ids=NO_IDS,
    nobodys=nobodys,
    objects=("custom_attributes",),
    arrivals={
        PersonViewSet: ARRIVALS[PeopleViewSet],
        PraiseViewSet: ARRIVALS[RecognitionViewSet],
    },
    never_grow=(PermissionViewSet,),
    resource_of=lambda route: route.split("/")[1],
    says_nothing_of=("OrganisationQuerySet", "BadgeQuerySet"),
    counts=True,
    numbers_pages=True,
    reads_json_always=True,
    only_we_know=("Value already existing", "There is no attribute"),
)
