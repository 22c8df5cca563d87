"""Engage's dialect, told to the contract test: what its clients send and understand."""

from __future__ import annotations

from typing import Any

from accounts.api.people import PeopleViewSet
from accounts.models import User, record_of
from peerly.dialects.engage.dialect import ENGAGE
from peerly.dialects.engage.views import UserViewSet
from peerly.notation import as_hex
from tests.dialects.arrivals import ARRIVALS
from tests.dialects.engage import keys
from tests.dialects.hooks import NOBODYS, Failure, Hooks, Sample, read_json

NOBODY = "nobody@nowhere.test"
USERS, USER, EVENTS = "/v1/users", "/v1/users/<uid>", "/v1/users/<uid>/events"

SAMPLES = {
    f"GET {USERS}": Sample(by="admin"),
    f"POST {USERS}": Sample(
        by="admin",
        body=lambda side: {
            "id": "u144",
            "first_name": "Zoë & Söhne",
            "last_name": "Jinadu",
            "email": f"nia@{side.organisation.domain_name}",
            "number": "+234 802 345 6789",
            "lists": [as_hex(side.department.pk)],
            "meta": {"plan": "pro", "age": 34, "is_trial": False},
            "created_at": "2021-01-12T05:24:39.062+00:00",
        },
        references={"lists": "department"},
    ),
    f"GET {USER}": Sample(by="admin", thing="receiver"),
    f"PUT {USER}": Sample(
        by="admin",
        thing="giver",
        body=lambda side: {
            "first_name": "Anna",
            "last_name": None,
            "number": "2348023456789",
            "meta": {"plan": "custom", "coverage": 20},
            "created_at": "2021-01-12",
        },
    ),
    f"DELETE {USER}": Sample(by="admin", thing="colleague"),
    f"POST {EVENTS}": Sample(
        thing="receiver",
        body=lambda side: {
            "event": "Add to cart",
            "value": 49.99,
            "properties": {"product": "T123", "currency": "USD", "amount": 12.99},
            "timestamp": "2020-05-30T09:30:10Z",
        },
    ),
}

STATUS = {
    "invalid_data": 400,
    "invalid_query": 400,
    "malformed_body": 400,
    "unknown_id": 404,
    "unknown_id_to_write": 404,
    "insufficient_hi5_balance": 422,
    "invalid_token": 401,
    "access_denied": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "unprocessable_entity": 422,
    "too_many_requests": 429,
    "internal": 500,
    "unavailable": 503,
}


def uid_of(thing: Any) -> str:
    """Return what a path calls somebody."""
    if thing.pk == NOBODYS:
        return NOBODY
    person = User.all_objects.with_record().get(pk=thing.pk)
    return str(record_of(person).external_id or person.email)


def read_failure(answer: Any) -> Failure:
    """Take a failure out of ``{"error": "…"}``, which names the fields that are wrong."""
    body = read_json(answer)
    assert list(body) == ["error"]
    assert isinstance(body["error"], str)
    assert body["error"]
    told = [item.partition(": ") for item in body["error"].split("; ")]
    return Failure(answer.status_code, None, {name: said for name, colon, said in told if colon})


def read_rows(answer: Any) -> list[Any]:
    """Take a page's rows out of ``{"has_more", "data", …}``."""
    body = read_json(answer)
    assert list(body) == ["has_more", "data", "next_cursor", "previous_cursor"]
    assert isinstance(body["has_more"], bool)
    rows: list[Any] = body["data"]
    return rows


def next_page(answer: Any, size: int) -> str | None:
    """Return the query of the page behind ``answer``."""
    body = answer.json()
    return f"?limit={size}&after_id={body['data'][-1]['id']}" if body["has_more"] else None


HOOKS = Hooks(
    dialect=ENGAGE,
    samples=SAMPLES,
    challenge='Basic realm="peerly", charset="UTF-8"',
    credentials=keys.key_and_secret_of,
    bad_credentials=keys.bad_credentials,
    worst_credentials=keys.WORST,
    failures={code: (status, None) for code, status in STATUS.items()},
    read_failure=read_failure,
    read_rows=read_rows,
    first_page=lambda size: f"?limit={size}",
    next_page=next_page,
    spell=uid_of,
    refer=lambda thing: as_hex(thing.pk),
    no_ids=("%00", "1%00", "no%20body", "Zo%C3%AB", "%0A", "a%2Cb", "x" * 255, "u" * 4000),
    nobodys=NOBODY,
    makes=(f"PUT {USER}",),
    sometimes=("uid_updateable",),
    objects=("meta", "properties"),
    numbers=("value",),
    signs_places=False,
    only_we_know=(
        "Only one of these can be used in a request",
        "Enter the id of a user of this list",
        "Enter an `id` of 24 hexadecimal digits",
        "Only somebody without a uid can get one",
        "Enter 7 to 15 digits",
    ),
    arrivals={UserViewSet: ARRIVALS[PeopleViewSet]},
    resource_of=lambda route: route.split("/")[1],
    says_nothing_of=("RecognitionQuerySet", "BadgeQuerySet", "OrganisationQuerySet"),
)
