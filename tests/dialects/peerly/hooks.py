"""The native dialect, told to the contract test: what its clients send and understand."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from accounts.actions import tokens
from accounts.models import User
from accounts.tokens import read
from peerly.dialects.peerly.dialect import PEERLY
from tests.dialects.hooks import Failure, Hooks, Sample, read_json
from tests.dialects.peerly.bad_tokens import bad_tokens

THANKS = "<b>Merci</b>, Zoë & all: you stayed until the export ran 🎉"

SAMPLES = {
    "POST /oauth/google": Sample(body=lambda side: {"access_token": side.google_token}),
    "POST /logout": Sample(ends_credentials=True),
    "GET /core_values": Sample(),
    "POST /core_values": Sample(
        by="admin",
        body=lambda side: {
            "org_id": side.organisation.pk,
            "text": "Stay curious",
            "description": "Ask once more.",
            "parent_core_value_id": side.value.pk,
            "thumbnail_url": "https://icons.example/curious.svg",
        },
        references={"org_id": "organisation", "parent_core_value_id": "value"},
    ),
    "GET /core_values/<id>": Sample(thing="child"),
    "PUT /core_values/<id>": Sample(
        by="admin",
        thing="child",
        body=lambda side: {
            "text": "Stay calm",
            "description": "Breathe first.",
            "parent_core_value_id": side.value.pk,
        },
        references={"parent_core_value_id": "value"},
    ),
    "GET /users": Sample(),
    "GET /users/me": Sample(),
    "PUT /users/me": Sample(
        body=lambda side: {
            "first_name": "Anna",
            "last_name": "Rao",
            "display_name": "Annie",
            "profile_image_url": "https://faces.example/anna.svg",
        }
    ),
    "GET /users/me/badges": Sample(by="receiver"),
    "GET /users/<id>": Sample(by="admin", thing="receiver"),
    "PUT /users/<id>": Sample(by="admin", thing="receiver", body=lambda side: {"role_id": 4}),
    "DELETE /users/<id>": Sample(by="admin", thing="colleague"),
    "POST /users/<id>/restore": Sample(by="admin", thing="removed"),
    "POST /users/<id>/hi5_grants": Sample(
        by="admin", thing="colleague", body=lambda side: {"amount": 3, "reason": "Summer party"}
    ),
    "GET /users/<id>/badges": Sample(thing="receiver"),
    "GET /recognitions": Sample(),
    "POST /recognitions": Sample(
        body=lambda side: {
            "given_for": side.receiver.pk,
            "core_value_id": side.value.pk,
            "text": THANKS,
        },
        references={"given_for": "receiver", "core_value_id": "value"},
    ),
    "GET /recognitions/<id>": Sample(thing="thanks"),
    "GET /recognitions/<recognition_id>/hi5": Sample(thing="joined"),
    "POST /recognitions/<recognition_id>/hi5": Sample(
        thing="thanks", body=lambda side: {"comment": "So true!"}
    ),
    "DELETE /recognitions/<recognition_id>/hi5": Sample(thing="joined"),
    "POST /recognitions/<recognition_id>/report": Sample(
        thing="thanks", body=lambda side: {"mark_as": "fraud", "reason": "Another team did it."}
    ),
    "POST /recognitions/<recognition_id>/review": Sample(
        by="moderator",
        thing="doubted",
        body=lambda side: {"is_inappropriate": True, "comment": "It was another team."},
    ),
    "GET /reports": Sample(by="moderator"),
    "GET /organisations": Sample(by="root"),
    "POST /organisations": Sample(
        by="root",
        body=lambda side: {
            "name": "Initech",
            "contact_email": "people@initech.test",
            "domain_name": "initech.test",
            "subscription_status": "active",
            "subscription_valid_upto": 1893456000,
            "hi5_limit": 7,
            "hi5_quota_renewal_frequency": "MONTHLY",
            "timezone": "Europe/Berlin",
            "recognition_costs_hi5": False,
        },
    ),
    "GET /organisations/<id>": Sample(thing="organisation"),
    "PUT /organisations/<id>": Sample(
        by="admin", thing="organisation", body=lambda side: {"name": "Acme and Sons"}
    ),
    "GET /badges": Sample(),
    "POST /badges": Sample(
        by="admin",
        body=lambda side: {
            "org_id": side.organisation.pk,
            "name": "Beloved",
            "hi5_count_required": 10,
            "hi5_frequency": "MONTHLY",
        },
        references={"org_id": "organisation"},
    ),
    "GET /badges/<id>": Sample(thing="badge"),
    "PUT /badges/<id>": Sample(
        by="admin", thing="badge", body=lambda side: {"hi5_count_required": 12}
    ),
    "DELETE /badges/<id>": Sample(by="admin", thing="badge"),
}

FAILURES: dict[str, tuple[int, str | None]] = {
    "invalid_data": (400, "invalid_data"),
    "invalid_query": (400, "invalid_data"),
    "malformed_body": (400, "invalid_data"),
    "unknown_id": (404, "not_found"),
    "unknown_id_to_write": (400, "invalid_data"),
    "insufficient_hi5_balance": (400, "insufficient_hi5_balance"),
    "invalid_token": (401, "invalid_token"),
    "access_denied": (403, "access_denied"),
    "not_found": (404, "not_found"),
    "method_not_allowed": (405, "method_not_allowed"),
    "not_acceptable": (406, "not_acceptable"),
    "conflict": (409, "conflict"),
    "payload_too_large": (413, "payload_too_large"),
    "unsupported_media_type": (415, "unsupported_media_type"),
    "unprocessable_entity": (422, "unprocessable_entity"),
    "too_many_requests": (429, "too_many_requests"),
    "internal": (500, None),
    "unavailable": (503, None),
}


WORST = (
    "not a token",
    "no signature",
    "alg none",
    "another key",
    "expired",
    "another issuer",
    "another audience",
    "without exp",
    "exp is a fraction",
    "sub is NUL",
    "revoked",
)


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries ``token``."""
    return {"Authorization": f"Bearer {token}"}


def credentials(person: User) -> dict[str, str]:
    """Return the headers of a request by ``person``."""
    return bearer(tokens.issue(person=person))


def bad_credentials(person: User) -> dict[str, dict[str, str]]:
    """Return headers that must not pass for ``person``, by what is wrong with them."""
    good = tokens.issue(person=person)
    schemes = {
        "another scheme": f"Token {good}",
        "Basic": "Basic YW5uOmFubg==",
        "no scheme": good,
        "scheme without token": "Bearer",
        "two tokens": f"Bearer {good} {good}",
        "scheme and comma": f"Bearer, {good}",
        "quoted": f'Bearer "{good}"',
    }
    headers = {name: {"Authorization": value} for name, value in schemes.items()}
    return headers | {name: bearer(token) for name, token in bad_tokens(person).items()}


def read_failure(answer: Any) -> Failure:
    """Take a failure out of ``{"error": {"code", "message", "fields"?}}``."""
    body = read_json(answer)
    assert list(body) == ["error"]
    error = body["error"]
    known = ["message"] if answer.status_code in {500, 503} else ["code", "message"]
    assert [key for key in error if key != "fields"] == known
    fields = error.get("fields", {})
    assert "fields" not in error or fields
    assert all(isinstance(said, str) and said for said in (*fields.values(), error["message"]))
    return Failure(answer.status_code, error.get("code"), fields)


def read_thing(answer: Any) -> Any:
    """Take what was asked for out of ``{"data": …}``."""
    body = read_json(answer)
    assert list(body) == ["data"]
    return body["data"]


def read_rows(answer: Any) -> list[Any]:
    """Take a page's rows out of ``{"data": […], "meta": {…}}``."""
    body = read_json(answer)
    assert list(body) == ["data", "meta"]
    assert list(body["meta"])[:4] == ["limit", "offset", "has_more", "next_cursor"]
    rows: list[Any] = body["data"]
    return rows


def next_page(answer: Any, size: int) -> str | None:
    """Return the query of the page behind ``answer``."""
    cursor = answer.json()["meta"]["next_cursor"]
    return None if cursor is None else f"?limit={size}&cursor={quote(cursor)}"


def sign_out(person: User, headers: dict[str, str]) -> None:
    """End the token in ``headers``."""
    token = headers["Authorization"].partition(" ")[2]
    tokens.revoke(by=person, token=read(token))


HOOKS = Hooks(
    dialect=PEERLY,
    samples=SAMPLES,
    challenge='Bearer realm="peerly"',
    credentials=credentials,
    bad_credentials=bad_credentials,
    worst_credentials=WORST,
    failures=FAILURES,
    read_failure=read_failure,
    read_thing=read_thing,
    read_rows=read_rows,
    first_page=lambda size: f"?limit={size}",
    next_page=next_page,
    crosses=True,
    sign_out=sign_out,
    only_we_know=("This cursor is not from this list",),
    made_anew=("token", "next_cursor"),
)
