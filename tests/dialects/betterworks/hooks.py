"""The Betterworks dialect, told to the contract test: what its clients send and understand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from peerly.dialects.betterworks.dialect import BETTERWORKS
from peerly.dialects.betterworks.views import PeopleViewSet
from tests.cast import UserFactory
from tests.dialects.betterworks import keys
from tests.dialects.hooks import Failure, Hooks, Sample, read_json

ROOT = "/api/v1"

SAMPLES = {
    f"GET {ROOT}/users": Sample(by="admin"),
    f"POST {ROOT}/users": Sample(
        by="admin",
        body=lambda side: {
            "employee_id": "E-9",
            "email": f"nia@{side.organisation.domain_name}",
            "first_name": "Nia",
            "preferred_name": "Ni",
            "last_name": "Okoro",
            "title": "Head of Export",
            "department": side.department.pk,
            "manager": side.receiver.pk,
            "location": "Pier 4",
            "is_active": True,
            "custom_fields": {"shoe_size": 38, "remote": True, "languages": ["de", "en"]},
        },
        references={"department": "department", "manager": "receiver"},
    ),
    f"GET {ROOT}/users/<identifier>": Sample(by="admin", thing="receiver"),
    f"POST {ROOT}/users/<identifier>": Sample(
        by="admin",
        thing="receiver",
        body=lambda side: {
            "title": "Head of Export",
            "department": {"name": "Customs", "parent": side.department.name},
            "manager": side.giver.pk,
        },
        references={"manager": "giver", "department": "department"},
    ),
    f"GET {ROOT}/departments": Sample(by="admin"),
    f"GET {ROOT}/departments/<id>": Sample(by="admin", thing="department"),
    f"GET {ROOT}/recognitions": Sample(),
    f"GET {ROOT}/recognitions/<id>": Sample(thing="thanks"),
}

FAILURES: dict[str, tuple[int, str | None]] = {
    "invalid_data": (400, None),
    "invalid_query": (400, None),
    "malformed_body": (400, None),
    "unknown_id": (404, None),
    "unknown_id_to_write": (404, None),
    "insufficient_hi5_balance": (400, None),
    "invalid_token": (401, None),
    "access_denied": (403, None),
    "not_found": (404, None),
    "method_not_allowed": (405, None),
    "not_acceptable": (406, None),
    "conflict": (409, None),
    "payload_too_large": (413, None),
    "unsupported_media_type": (415, None),
    "unprocessable_entity": (400, None),
    "too_many_requests": (429, None),
    "internal": (500, None),
    "unavailable": (503, None),
}


def read_failure(answer: Any) -> Failure:
    """Take a failure out of ``{"detail": text}`` or ``{field: [text]}``."""
    body = read_json(answer)
    if list(body) == ["detail"]:
        assert isinstance(body["detail"], str)
        assert body["detail"]
        return Failure(answer.status_code, None, {})
    assert answer.status_code == 400
    assert body
    assert all(isinstance(said, list) and len(said) == 1 for said in body.values())
    assert all(isinstance(said, str) and said for (said,) in body.values())
    return Failure(answer.status_code, None, {name: said[0] for name, said in body.items()})


def read_rows(answer: Any) -> list[Any]:
    """Take a page's rows out of ``{"results", "more", "nextURL", "count"}``."""
    body = read_json(answer)
    assert list(body) == ["results", "more", "nextURL", "count"]
    assert body["more"] is (body["nextURL"] is not None)
    rows: list[Any] = body["results"]
    assert len(rows) <= body["count"]
    return rows


def next_page(answer: Any, size: int) -> str | None:
    """Return the query of the page behind ``answer``."""
    address = answer.json()["nextURL"]
    return None if address is None else f"?{urlsplit(address).query}"


HOOKS = Hooks(
    dialect=BETTERWORKS,
    samples=SAMPLES,
    challenge='APIToken realm="peerly"',
    credentials=keys.of,
    bad_credentials=keys.bad_credentials,
    worst_credentials=keys.WORST,
    failures=FAILURES,
    read_failure=read_failure,
    read_rows=read_rows,
    first_page=lambda size: f"?size={size}",
    next_page=next_page,
    counts=True,
    numbers_pages=True,
    objects=("custom_fields",),
    arrivals={PeopleViewSet: lambda side: UserFactory(organisation=side.organisation)},
    resource_of=lambda route: route.split("/")[2],
    only_we_know=("This field is required",),  # of whom there is not yet
    filters={"author": "giver", "for_user": "receiver", "hashtag": "value"},
    says_nothing_of=("OrganisationQuerySet", "BadgeQuerySet"),
)
