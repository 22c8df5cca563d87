"""Coming and going."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import Settings

from accounts.actions import users
from accounts.models import Organisation
from accounts.roles import Role
from tests.pages.visiting import IN_PLACE, links_of, visit, words_of


@pytest.fixture
def demo(cast: SimpleNamespace) -> SimpleNamespace:
    """Acme and Globex as a demo has them."""
    Organisation.objects.update(is_demo=True)
    return cast


def signed_in_as(browser: Client) -> str | None:
    found: str | None = browser.session.get(SESSION_KEY)
    return found


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("/", "%2F"), ("/give?to=3", "%2Fgive%3Fto%3D3"), ("/thanks/1", "%2Fthanks%2F1")],
)
def test_a_stranger_signs_in_first_and_then_goes_on(db: None, path: str, wanted: str) -> None:
    answer = visit().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={wanted}")


def test_scripts_are_sent_to_sign_in_and_back_to_their_page(db: None) -> None:
    here = {**IN_PLACE, "HX-Current-URL": "http://testserver/?mine=given"}
    answer = visit().post("/thanks/1/hi5", headers=here)
    assert answer["HX-Redirect"] == "/sign-in?next=%2F%3Fmine%3Dgiven"
    elsewhere = {**IN_PLACE, "HX-Current-URL": "https://evil.io/x"}
    assert visit().post("/thanks/1/hi5", headers=elsewhere)["HX-Redirect"] == "/sign-in?next=%2F"


def test_a_form_leads_back_to_the_page_it_stood_on(db: None) -> None:
    came_from = {"Referer": "http://testserver/thanks/1"}
    answer = visit().post("/thanks/1/hi5", headers=came_from)
    assert answer["Location"] == "/sign-in?next=%2Fthanks%2F1"
    answer = visit().post("/thanks/1/hi5", headers={"Referer": "https://evil.io/x"})
    assert answer["Location"] == "/sign-in?next=%2F"


def test_one_can_continue_as_the_people_of_a_demo(demo: SimpleNamespace, settings: Any) -> None:
    settings.DEMO = True
    browser = visit()
    page = words_of(browser.get("/sign-in"))
    assert [name for name in ("Ann", "Mo", "Ada", "Zoe", "Ben", "Gus") if f"as {name}" in page] == [
        "Ann",
        "Mo",
        "Ada",
        "Zoe",
    ]
    assert "Administrator, Acme" in page
    answer = browser.post("/sign-in/demo", {"who": "mo@acme.test", "next": "/give?to=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/give?to=1")
    assert signed_in_as(browser) == str(demo.mo.pk)
    assert "Demo: you are Mo, and nobody here is real." in words_of(browser.get("/"))


@pytest.mark.parametrize("who", ["ben@acme.test", "root@peerly.test", "gus@globex.test", "", "x"])
def test_nobody_else_can_be_continued_as(demo: SimpleNamespace, settings: Any, who: str) -> None:
    settings.DEMO = True
    browser = visit()
    assert browser.post("/sign-in/demo", {"who": who}).status_code == 404
    assert signed_in_as(browser) is None


@pytest.mark.parametrize("why", ["switched off", "no demo", "removed", "a SuperAdmin"])
def test_there_is_no_such_door_where_this_is_no_demo(
    demo: SimpleNamespace, settings: Any, why: str
) -> None:
    settings.DEMO = why != "switched off"
    if why == "no demo":
        Organisation.objects.update(is_demo=False)
    if why == "removed":
        users.remove(by=demo.ada, person=demo.ann)
    if why == "a SuperAdmin":
        users.change_role(by=demo.root, person=demo.ann, role_id=Role.SUPER_ADMIN)
    browser = visit()
    assert "as Ann" not in words_of(browser.get("/sign-in"))
    assert browser.post("/sign-in/demo", {"who": "ann@acme.test"}).status_code == 404
    assert signed_in_as(browser) is None


def test_a_visit_to_the_demo_does_not_grow_into_one_of_a_super_admin(
    demo: SimpleNamespace, settings: Any
) -> None:
    settings.DEMO = True
    browser = visit()
    browser.post("/sign-in/demo", {"who": "ann@acme.test"})
    assert signed_in_as(browser) == str(demo.ann.pk)

    users.change_role(by=demo.root, person=demo.ann, role_id=Role.SUPER_ADMIN)

    assert browser.get("/admin/")["Location"].startswith("/admin/login/")
    assert signed_in_as(browser) is None


def test_without_any_way_in_the_page_says_what_is_missing(db: None, settings: Any) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    assert "GOOGLE_CLIENT_ID" in words_of(visit().get("/sign-in"))


HOSTILE = [
    "https://evil.io/",
    "//evil.io/",
    "/\\evil.io",
    "javascript:alert(1)",
    "/\t/evil.io",
    "x",
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_a_hostile_next_is_not_followed(demo: SimpleNamespace, settings: Any, wanted: str) -> None:
    settings.DEMO = True
    browser = visit()
    html = browser.get("/sign-in", {"next": wanted}).content.decode()
    # Choosing a language leads to this very page, which follows nothing either.
    leads_to = re.findall(r'name="next" value="(?!/sign-in\?)([^"]*)"', html)
    assert {*leads_to} == {"/"}
    assert len(leads_to) >= 4
    answer = browser.post("/sign-in/demo", {"who": "ann@acme.test", "next": wanted})
    assert answer["Location"] == "/"
    assert browser.get("/sign-in", {"next": wanted})["Location"] == "/"


def test_who_is_in_already_goes_on(cast: SimpleNamespace) -> None:
    assert visit(cast.ann).get("/sign-in", {"next": "/give"})["Location"] == "/give"


def test_signing_in_changes_the_key_of_the_session(demo: SimpleNamespace, settings: Any) -> None:
    settings.DEMO = True
    browser = visit()
    browser.post("/give", {"text": "a draft"})  # a session of somebody nobody knows
    before = browser.session.session_key
    browser.post("/sign-in/demo", {"who": "ann@acme.test"})
    assert before is not None
    assert browser.session.session_key != before


def test_signing_out_ends_the_session_for_good(cast: SimpleNamespace) -> None:
    browser = visit(cast.ann)
    key = browser.cookies["sessionid"].value
    assert "/sign-out" in links_of(browser.get("/"))
    assert browser.get("/sign-out").status_code == 405
    answer = browser.post("/sign-out")
    assert answer["Location"] == "/sign-in"
    # What the browser keeps to go back to goes too.
    assert answer["Clear-Site-Data"] == '"cache"'
    browser.cookies["sessionid"] = key
    assert browser.get("/")["Location"].startswith("/sign-in")


def test_a_removed_person_is_out_with_the_next_page(cast: SimpleNamespace) -> None:
    browser = visit(cast.ann)
    assert browser.get("/").status_code == 200
    users.remove(by=cast.ada, person=cast.ann)
    assert browser.get("/")["Location"].startswith("/sign-in")
    users.restore(by=cast.ada, person=cast.ann)
    assert browser.get("/")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/sign-in/demo", "/sign-out", "/thanks/1/hi5", "/give", "/language"]
)
def test_every_form_wants_its_token(demo: SimpleNamespace, settings: Any, path: str) -> None:
    settings.DEMO = True
    browser = visit(demo.ann, checks_csrf=True)
    assert browser.post(path, {"who": "mo@acme.test"}).status_code == 403
    assert signed_in_as(browser) == str(demo.ann.pk)


def test_cookies_are_kept_from_scripts_and_other_sites(
    demo: SimpleNamespace, settings: Any
) -> None:
    settings.DEMO, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE = True, True, True
    browser = visit()
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"who": "ann@acme.test"})
    assert set(browser.cookies) == {"sessionid", "csrftoken"}
    for cookie in browser.cookies.values():
        assert cookie["httponly"] is True
        assert cookie["secure"] is True
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here", "/about"])
def test_no_page_is_framed_or_loads_from_elsewhere(cast: SimpleNamespace, path: str) -> None:
    browser = visit(None if path == "/sign-in" else cast.ann)
    answer = browser.get(path, headers={"Accept": "text/html"})
    assert answer["X-Frame-Options"] == "DENY"
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy.pop("img-src") == ("'self' https:" if path == "/" else "'self' data:")
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_what_one_person_sees_is_kept_by_no_cache_for_another(cast: SimpleNamespace) -> None:
    page = visit(cast.ann).get("/")
    assert set(page["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Cookie" in page["Vary"]


def test_of_a_stranger_on_the_way_to_google_little_is_kept(db: None, settings: Settings) -> None:
    settings.GOOGLE_CLIENT_ID = settings.SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = "peerly.test"
    for place, kept in [("/give?q=an", "/give?q=an"), ("/" + "x" * 60_000, None)]:
        browser = visit()
        answer = browser.post("/auth/login/google-oauth2/", {"next": place})
        assert answer["Location"].startswith("https://accounts.google.com/")
        assert browser.session.get("next") == kept
