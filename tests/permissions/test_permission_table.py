"""Every operation × every role has one written answer (peerly-v1 §3)."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from tests import google as fake
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.rows import changed, everything, undone

pytestmark = pytest.mark.django_db

COLUMNS = ("nobody", Role.SUPER_ADMIN, Role.ORGANISATION_ADMIN, Role.EMPLOYEE, Role.MODERATOR)
TABLE = {
    # operation:                                   nobody, 1,   2,   3,   4
    "POST /oauth/google": (200, 200, 200, 200, 200),
    "POST /logout": (401, 200, 200, 200, 200),
    "GET /core_values": (401, 200, 200, 200, 200),
    "POST /core_values": (401, 201, 201, 403, 403),
    "GET /core_values/<id>": (401, 200, 200, 200, 200),
    "PUT /core_values/<id>": (401, 200, 200, 403, 403),
    "GET /users": (401, 200, 200, 200, 200),
    "GET /users/me": (401, 200, 200, 200, 200),
    "PUT /users/me": (401, 200, 200, 200, 200),
    "GET /users/me/badges": (401, 200, 200, 200, 200),
    "GET /users/<id>": (401, 200, 200, 403, 403),
    "PUT /users/<id>": (401, 200, 200, 403, 403),
    "DELETE /users/<id>": (401, 200, 200, 403, 403),
    "POST /users/<id>/restore": (401, 200, 200, 403, 403),
    "POST /users/<id>/hi5_grants": (401, 201, 201, 403, 403),
    "GET /users/<id>/badges": (401, 200, 200, 200, 200),
    "GET /recognitions": (401, 200, 200, 200, 200),
    "POST /recognitions": (401, 403, 201, 201, 403),
    "GET /recognitions/<id>": (401, 200, 200, 200, 200),
    "GET /recognitions/<recognition_id>/hi5": (401, 200, 200, 200, 200),
    "POST /recognitions/<recognition_id>/hi5": (401, 403, 201, 201, 403),
    "DELETE /recognitions/<recognition_id>/hi5": (401, 403, 200, 200, 403),
    "POST /recognitions/<recognition_id>/report": (401, 403, 201, 201, 201),
    "POST /recognitions/<recognition_id>/review": (401, 201, 201, 403, 201),
    "GET /reports": (401, 200, 200, 403, 200),
    "GET /organisations": (401, 200, 403, 403, 403),
    "POST /organisations": (401, 201, 403, 403, 403),
    "GET /organisations/<id>": (401, 200, 200, 200, 200),
    "PUT /organisations/<id>": (401, 200, 200, 403, 403),
    "GET /badges": (401, 200, 200, 200, 200),
    "POST /badges": (401, 201, 201, 403, 403),
    "GET /badges/<id>": (401, 200, 200, 200, 200),
    "PUT /badges/<id>": (401, 200, 200, 403, 403),
    "DELETE /badges/<id>": (401, 200, 200, 403, 403),
}


def _callers(peerly: Play) -> list[Caller]:
    here = peerly.here
    people = [peerly.stage.root, here.admin, here.giver, here.moderator]
    assert tuple(person.role for person in people) == COLUMNS[1:]
    return [peerly.nobody, *(peerly.signed_in(person) for person in people)]


def test_the_resolver_the_openapi_document_and_the_table_have_the_same_operations(peerly: Play):
    document = peerly.nobody.ask("GET", "/openapi.json").json()
    described = {
        f"{method.upper()} {path}".replace("{", "<").replace("}", ">")
        for path, methods in document["paths"].items()
        for method in methods
    }

    assert {str(endpoint) for endpoint in peerly.endpoints} == set(TABLE)
    assert described == set(TABLE)


def test_every_role_gets_its_answer_and_whoever_is_refused_changes_nothing(
    peerly: Play, google: fake.Google
):
    callers = _callers(peerly)
    before = everything()
    with findings() as wrong:
        for endpoint in peerly.endpoints:
            for who, caller, status in zip(COLUMNS, callers, TABLE[str(endpoint)], strict=True):
                with undone():
                    answer = caller.play(endpoint, peerly.here)
                    touched = changed(before, everything())
                if answer.status_code != status:
                    told = f"{answer.status_code}, not {status}: {answer.content[:200]!r}"
                    wrong.append(f"{endpoint} by {who!r}: {told}")
                if touched and (status >= 400 or endpoint.method == "GET"):
                    wrong.append(f"{endpoint} by {who!r} changed {touched}")
                if not touched and status < 400 and endpoint.method not in {"GET", "POST"}:
                    wrong.append(f"{endpoint} by {who!r} changed nothing")


def test_the_openapi_document_tells_these_statuses_and_where_to_sign(peerly: Play):
    paths = peerly.nobody.ask("GET", "/openapi.json").json()["paths"]
    with findings() as wrong:
        for name, statuses in TABLE.items():
            method, _, route = name.partition(" ")
            described = paths[route.replace("<", "{").replace(">", "}")][method.lower()]
            if missing := {str(status) for status in statuses} - described["responses"].keys():
                wrong.append(f"{name}: {missing} undescribed")
            if bool(described.get("security")) != (statuses[0] == 401):
                wrong.append(f"{name}: security is {described.get('security')}")
