"""What Engage's API page says, statement by statement."""

from __future__ import annotations

from itertools import chain

import pytest

from accounts import keys as shapes
from accounts.models import Credential
from peerly.dialects.engage.dialect import ENGAGE
from tests.cast import UserFactory
from tests.dialects.asking import CLIENT, Caller
from tests.dialects.endpoints import endpoints
from tests.dialects.engage import keys
from tests.dialects.engage.hooks import HOOKS
from tests.dialects.engage.keys import KEY_IS_ENOUGH, TAKES_BOTH
from tests.dialects.settings_page import SettingsPage, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(cast):
    """Twelve more people at Acme: with the cast's five, seventeen."""
    return [UserFactory(organisation=cast.acme, email=f"p{n}@acme.test") for n in range(12)]


def ids(answer) -> list[int]:
    """Return the ids of a page as numbers."""
    assert answer.status_code == 200, answer.content
    return [int(row["id"], 16) for row in answer.json()["data"]]


def pages(client: Caller, query: str) -> list[list[int]]:
    """Return the ids on the pages from ``query`` on, as ``has_more`` leads through them."""
    found = []
    name, end = ("before_id", 0) if "before_id" in query else ("after_id", -1)
    while True:
        answer = client.ask("GET", f"/v1/users{query}")
        found.append(ids(answer))
        if not answer.json()["has_more"]:
            return found
        query = f"?limit=5&{name}={answer.json()['data'][end]['id']}"


# Introduction -----------------------------------------------------------------


def test_engage_takes_json_and_answers_json(whole):
    answer = whole.ask("PUT", "/v1/users/ben@acme.test", {"meta": {"plan": "pro"}})
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["meta"] == {"plan": "pro"}

    as_form = whole.ask("POST", "/v1/users", b"id=u1", "application/x-www-form-urlencoded")
    assert (as_form.status_code, list(as_form.json())) == (415, ["error"])


def test_engage_uses_the_methods_of_http():
    offered = {str(each) for each in endpoints(ENGAGE)}

    assert offered == {
        "GET /v1/users",
        "POST /v1/users",
        "GET /v1/users/<uid>",
        "PUT /v1/users/<uid>",
        "DELETE /v1/users/<uid>",
        "POST /v1/users/<uid>/events",
    }


def test_engage_answers_with_the_status_codes_of_http(whole, alone, owned_by, cast):
    def status(client, method, path, body=None):
        return client.ask(method, path, body).status_code

    assert status(whole, "POST", "/v1/users", {"id": "u1"}) == 201
    assert status(whole, "PUT", "/v1/users/u1", {}) == 200
    assert status(whole, "PUT", "/v1/users/u2", {}) == 200
    assert status(whole, "POST", "/v1/users", {"id": "no letters, no digits"}) == 400
    assert status(alone, "GET", "/v1/users") == 401
    assert status(owned_by(cast.ann), "GET", "/v1/users") == 403
    assert status(whole, "GET", "/v1/users/nobody") == 404
    assert status(whole, "PATCH", "/v1/users/u1", {}) == 405
    assert status(whole, "DELETE", "/v1/users/ada@acme.test") == 422


# Authentication ----------------------------------------------------------------


def test_engage_signs_in_by_basic_with_the_key_as_user_name_and_the_secret_as_password(cast):
    made = keys.issue(cast.ada)
    client = Caller(HOOKS, headers=keys.basic(made.identifier, made.secret))

    assert client.ask("GET", "/v1/users").status_code == 200
    assert shapes.is_genuine(made.identifier, shapes.PUBLIC_KEY)
    assert shapes.is_genuine(made.secret, shapes.SECRET)


def test_engage_without_credentials_is_told_the_scheme():
    answer = Caller(HOOKS).ask("GET", "/v1/users")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="peerly", charset="UTF-8"'


def test_engage_keys_are_viewed_and_managed_on_a_settings_page(cast):
    page = SettingsPage(cast.ada)
    pair = page.make("engage", cast.ada)
    key, secret = pair["api_key"], pair["api_secret"]
    client = Caller(HOOKS, headers=keys.basic(key, secret))

    assert written(secret) in page.listed()
    assert client.ask("GET", "/v1/users").status_code == 200
    credential = Credential.objects.get(identifier=key)
    page.revoke(credential)
    assert client.ask("GET", "/v1/users").status_code == 401
    page.reactivate(credential)
    assert client.ask("GET", "/v1/users").status_code == 200


@pytest.mark.parametrize(("method", "path", "body", "status"), KEY_IS_ENOUGH)
def test_engage_takes_the_key_alone_where_its_page_says_so(alone, method, path, body, status):
    assert alone.ask(method, path, body).status_code == status


@pytest.mark.parametrize(("method", "path"), TAKES_BOTH)
def test_engage_takes_the_secret_too_everywhere_else(alone, method, path):
    answer = alone.ask(method, path)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == HOOKS.challenge
    assert answer.content == Caller(HOOKS).ask(method, path).content


def test_engage_marks_what_takes_the_key_alone():
    paths = CLIENT.get("/openapi/engage.json").json()["paths"]
    marked = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method, told in methods.items()
        if "the key alone is enough" in told["summary"]
    }

    assert marked == {
        ("POST", "/v1/users"),
        ("PUT", "/v1/users/{uid}"),
        ("POST", "/v1/users/{uid}/events"),
    }
    assert len(marked) == len(KEY_IS_ENOUGH)


# Version and root ----------------------------------------------------------------


def test_engage_version_is_v1_and_the_root_is_below_it(whole):
    assert ENGAGE.beginnings == {"v1"}
    assert all(each.route.startswith("v1/") for each in endpoints(ENGAGE))
    assert whole.ask("GET", "/v2/users").status_code == 404


# Errors ----------------------------------------------------------------------------


def test_engage_errors_are_an_object_with_one_text(whole, alone):
    for answer, text in (
        (whole.ask("GET", "/v1/users/u9"), "uid: This does not exist"),
        (whole.ask("POST", "/v1/users", {}), "id: This field is required"),
        (whole.ask("PUT", "/v1/users/u9", b"{"), "The body is not JSON."),
        (whole.ask("GET", "/v1/nowhere"), "There is nothing here."),
    ):
        assert answer.json() == {"error": text}
        assert answer.status_code >= 400


# Pagination --------------------------------------------------------------------------


def test_engage_pages_by_the_id_in_each_item(whole, crowd, cast):
    everybody = sorted(person.pk for person in (*crowd, cast.ann, cast.ben, cast.cal, cast.mo))

    walked = pages(whole, "?limit=5")

    assert [len(page) for page in walked] == [5, 5, 5, 2]
    assert list(chain(*walked)) == sorted([*everybody, cast.ada.pk])


def test_engage_before_id_is_what_comes_before_it(whole, crowd):
    last = ids(whole.ask("GET", "/v1/users?limit=30"))

    answer = whole.ask("GET", f"/v1/users?limit=5&before_id={last[9]:024x}")

    assert ids(answer) == last[4:9]
    backwards = pages(whole, f"?limit=5&before_id={last[-1]:024x}")
    assert list(chain(*reversed(backwards))) == last[:-1]


def test_engage_after_id_is_what_comes_after_it(whole, crowd):
    everybody = ids(whole.ask("GET", "/v1/users?limit=30"))

    answer = whole.ask("GET", f"/v1/users?limit=5&after_id={everybody[9]:024x}")

    assert ids(answer) == everybody[10:15]


@pytest.mark.parametrize(
    "names",
    [
        ("after_id", "before_id"),
        ("after_id", "next_cursor"),
        ("next_cursor", "previous_cursor"),
        ("before_id", "previous_cursor"),
    ],
)
def test_engage_takes_only_one_of_before_id_and_after_id(whole, cast, names):
    place = f"{cast.ben.pk:024x}"

    answer = whole.ask("GET", f"/v1/users?{names[0]}={place}&{names[1]}={place}")

    assert answer.status_code == 400
    assert set(HOOKS.read_failure(answer).fields) == set(names)


def test_engage_has_more_is_true_or_false(whole, crowd):
    assert whole.ask("GET", "/v1/users?limit=16").json()["has_more"] is True
    assert whole.ask("GET", "/v1/users?limit=17").json()["has_more"] is False


def test_engage_has_more_without_a_place_means_more_after_the_last_item(whole, crowd):
    answer = whole.ask("GET", "/v1/users")

    assert len(ids(answer)) == 10
    assert answer.json()["has_more"] is True


def test_engage_has_more_with_after_id_means_more_after_the_last_item(whole, crowd):
    everybody = ids(whole.ask("GET", "/v1/users?limit=30"))

    some = whole.ask("GET", f"/v1/users?limit=5&after_id={everybody[0]:024x}")
    rest = whole.ask("GET", f"/v1/users?limit=5&after_id={everybody[11]:024x}")

    assert (some.json()["has_more"], rest.json()["has_more"]) == (True, False)
    assert ids(rest) == everybody[12:]


def test_engage_has_more_with_before_id_means_more_before_the_first_item(whole, crowd):
    everybody = ids(whole.ask("GET", "/v1/users?limit=30"))

    some = whole.ask("GET", f"/v1/users?limit=5&before_id={everybody[6]:024x}")
    first = whole.ask("GET", f"/v1/users?limit=5&before_id={everybody[5]:024x}")

    assert (ids(some), some.json()["has_more"]) == (everybody[1:6], True)
    assert (ids(first), first.json()["has_more"]) == (everybody[:5], False)


# Resources ------------------------------------------------------------------------------


def test_engage_has_users(whole, cast):
    answer = whole.ask("GET", "/v1/users/ben@acme.test")

    assert answer.json()["email"] == "ben@acme.test"


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/lists",
        "/v1/lists/1/subscribers",
        "/v1/segments",
        "/v1/broadcasts",
        "/v1/users/ben@acme.test/accounts",
        "/v1/users/ben@acme.test/accounts/1",
        "/v1/users/ben@acme.test/convert",
    ],
)
def test_engage_has_no_other_resources_yet(whole, path):
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = whole.ask(method, path, {})
        assert (answer.status_code, answer.json()) == (404, {"error": "There is nothing here."})
