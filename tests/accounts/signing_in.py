"""Signing in with a token of Google's, and what that writes."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.test import Client
from social_django.models import UserSocialAuth

from accounts.models import Change, User

LONGER_THAN_ANY_TEST = 20
SOON = 0.3
"""Google's time limit in the tests that use it up, in seconds."""

UNAUTHORISED = {"error": {"code": "invalid_token", "message": "unauthorized user"}}
OUR_FAULT = {"error": {"message": "internal server error"}}


def sign_in(token: Any) -> Any:
    return Client(raise_request_exception=False).post(
        "/oauth/google", {"access_token": token}, content_type="application/json"
    )


def claims_of(response: Any) -> dict[str, Any]:
    """Return what our token says, without checking it: other tests do."""
    assert response.status_code == 200, response.content
    body = response.json()
    assert set(body) == {"data"}
    assert set(body["data"]) == {"token"}
    payload = body["data"]["token"].split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return decoded


def person_of(response: Any) -> User:
    return User.objects.get(pk=claims_of(response)["sub"])


def everything() -> dict[str, list[Any]]:
    """Return all that a sign-in could write."""
    return {
        "people": list(User.all_objects.order_by("pk").values()),
        "accounts": list(UserSocialAuth.objects.order_by("pk").values()),
        "history": list(Change.objects.order_by("pk").values()),
    }


def but_for_the_moment(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return ``rows`` without when people last signed in."""
    people = [{**each, "last_login": None} for each in rows["people"]]
    return {**rows, "people": people}


def assert_refused(token: Any) -> None:
    before = everything()
    response = sign_in(token)
    assert (response.status_code, response.json()) == (401, UNAUTHORISED)
    assert everything() == before


def assert_unavailable(token: str) -> None:
    before = everything()
    response = sign_in(token)
    assert (response.status_code, response.json()) == (500, OUR_FAULT)
    assert everything() == before
