"""/admin/login/: with a password, for those who run the installation, or with Google."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY, authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from social_django.models import UserSocialAuth

from accounts.actions import users
from accounts.models import Change, Organisation, User
from accounts.roles import Role
from tests.google import MISSING, Google, closed_port

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"
BEGIN = "/auth/login/google-oauth2/"
COMPLETE = "/auth/complete/google-oauth2/"
NOON = datetime(2030, 1, 1, 12, 0, 1, tzinfo=UTC)
WINDOW = 900


@pytest.fixture
def admin(cast: SimpleNamespace) -> User:
    """A SuperAdmin with a password."""
    cast.root.set_password(PASSWORD)
    cast.root.save()
    person: User = cast.root
    return person


@pytest.fixture
def browser() -> Client:
    """A browser that has the login page open."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get(LOGIN)
    return client


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still, one second into a window."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def csrf_token(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found is not None
    return found[1]


def log_in(client: Client, email: str, password: str, **environ: str) -> Any:
    """Fill in the form at the login page; returns what comes back."""
    page = client.get(LOGIN, **environ)
    form = {
        "username": email,
        "password": password,
        "next": "/admin/",
        "csrfmiddlewaretoken": csrf_token(page),
    }
    return client.post(LOGIN, form, **environ)


def signed_in_as(client: Client) -> str | None:
    user: str | None = client.session.get(SESSION_KEY)
    return user


def gets_in(email: str, password: str, **environ: str) -> bool:
    """Tell whether a browser of its own gets in."""
    client = Client()
    response = log_in(client, email, password, **environ)
    assert response.status_code in {200, 302}
    assert (signed_in_as(client) is not None) == (response.status_code == 302)
    return signed_in_as(client) is not None


def errors_of(page: Any) -> list[str]:
    """Return what the login page complains about."""
    found = re.findall(r'<p class="errornote">(.*?)</p>', page.content.decode(), re.DOTALL)
    return [" ".join(text.split()) for text in found]


def messages_of(page: Any) -> list[str]:
    """Return the messages at the top of the page."""
    found = re.findall(r'<li class="[^"]*error[^"]*">(.*?)</li>', page.content.decode(), re.DOTALL)
    return [" ".join(text.split()) for text in found]


# The first SuperAdmin -----------------------------------------------------------


@pytest.mark.django_db
def test_createsuperuser_makes_a_super_admin_who_can_sign_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "Op@Peerly.test")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, stdout=StringIO())
    person = User.objects.get()
    assert (person.role, person.organisation, person.email) == (
        Role.SUPER_ADMIN,
        None,
        "op@peerly.test",
    )
    assert person.password.startswith("argon2$")
    assert gets_in("op@peerly.test", PASSWORD)
    line = Change.objects.get()
    assert (line.what, line.thing_id, line.by) == ("users.entrust", person.pk, None)


@pytest.mark.django_db
def test_createsuperuser_makes_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_superuser("op@peerly.test", PASSWORD)

    with pytest.raises(ValidationError):
        User.objects.create_superuser("OP@peerly.test", PASSWORD)

    assert (User.all_objects.count(), Change.objects.count()) == (1, 1)


# Passwords ------------------------------------------------------------------------


def test_the_right_password_opens_the_admin(admin: User, browser: Client) -> None:
    response = log_in(browser, "ROOT@peerly.test", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in_as(browser) == str(admin.pk)
    assert browser.get("/admin/").status_code == 200


def test_signing_in_changes_the_session_key(admin: User, browser: Client) -> None:
    session = browser.session
    session["left by an attacker"] = "yes"
    session.save()
    before = session.session_key
    log_in(browser, admin.email, PASSWORD)
    assert signed_in_as(browser) == str(admin.pk)
    assert browser.session.session_key != before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(admin: User, browser: Client) -> None:
    log_in(browser, admin.email, PASSWORD)
    for name in ("sessionid", "csrftoken"):
        cookie = browser.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_login_form_needs_its_csrf_token(admin: User, browser: Client) -> None:
    form = {"username": admin.email, "password": PASSWORD}
    assert browser.post(LOGIN, form).status_code == 403
    assert signed_in_as(browser) is None


def test_unknown_wrong_removed_and_passwordless_all_get_the_same_answer(
    cast: SimpleNamespace, admin: User
) -> None:
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    users.remove(by=admin, person=User.objects.get(pk=cast.mia.pk))
    User.all_objects.filter(pk=cast.mia.pk).update(password=admin.password)
    nobodies = [
        ("nobody@peerly.test", PASSWORD),
        (admin.email, "wrong"),
        (cast.mia.email, PASSWORD),
        (cast.ann.email, "!"),
        (cast.ann.email, cast.ann.password),
        ("nobody\x00@peerly.test", PASSWORD),
        ("n" * 20_000, PASSWORD),
        (admin.email, "p" * 20_000),
    ]
    answers = set()
    for email, password in nobodies:
        client = Client()
        page = log_in(client, email, password)
        assert (page.status_code, signed_in_as(client)) == (200, None)
        if "\x00" not in email:  # Django's form speaks of that one itself
            answers.update(errors_of(page))
    (answer,) = answers
    assert "correct" in answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("a\x00b", "x"),
        ("root@peerly.test", "a\x00b"),
        ("\ud800", "x"),
        ("root@peerly.test", "\ud800"),
        ("x" * 10**6, "x"),
        ("root@peerly.test", "x" * 10**6),
        ("", ""),
        (None, None),
        (7, ["x"]),
    ],
    ids=lambda value: ascii(value)[:20],
)
@pytest.mark.parametrize("asked", [None, RequestFactory().post(LOGIN)], ids=["command", "page"])
def test_no_input_is_a_crash(email: Any, password: Any, asked: Any) -> None:
    assert authenticate(asked, username=email, password=password) is None


def test_a_removed_persons_session_ends_with_the_next_request(
    cast: SimpleNamespace, admin: User, browser: Client
) -> None:
    boss = User.objects.create_superuser("boss@peerly.test", PASSWORD)
    log_in(browser, admin.email, PASSWORD)
    assert browser.get("/admin/").status_code == 200
    users.remove(by=boss, person=admin)
    response = browser.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)
    assert errors_of(browser.get(LOGIN)) == []  # nobody is signed in, not even without rights
    assert not gets_in(admin.email, PASSWORD)


def test_restoring_somebody_revives_no_session_of_theirs(
    cast: SimpleNamespace, admin: User, browser: Client
) -> None:
    boss = User.objects.create_superuser("boss@peerly.test", PASSWORD)
    log_in(browser, admin.email, PASSWORD)
    users.remove(by=boss, person=admin)
    users.restore(by=boss, person=admin)

    response = browser.get("/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)
    assert gets_in(admin.email, PASSWORD)


# Guessing ---------------------------------------------------------------------------


def test_after_the_tenth_failure_not_even_the_right_password_works(
    admin: User, clock: time_machine.Traveller
) -> None:
    for _ in range(9):
        assert not gets_in(admin.email, "wrong")
    assert gets_in(admin.email, PASSWORD)  # which neither counts nor forgives
    assert not gets_in(admin.email, "wrong")
    for _ in range(3):
        assert not gets_in(admin.email.upper(), PASSWORD)


def test_failures_are_logged_without_the_password_or_the_whole_address(
    admin: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "canary", REMOTE_ADDR="192.0.2.1")
    assert not gets_in(admin.email, "canary", REMOTE_ADDR="192.0.2.1")
    told = [entry.getMessage() for entry in caplog.records if entry.name == "accounts.sign_ins"]
    assert len(told) == 2
    assert all("r…@peerly.test" in line and "192.0.2.1" in line for line in told)
    assert "canary" not in caplog.text
    assert admin.email not in caplog.text


def test_the_limit_ends_with_its_window(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (2, WINDOW)
    for _ in range(2):
        assert not gets_in(admin.email, "wrong")
    clock.shift(timedelta(seconds=WINDOW - 2))
    assert not gets_in(admin.email, PASSWORD)
    clock.shift(timedelta(seconds=1))
    assert gets_in(admin.email, PASSWORD)


def test_successes_do_not_count(admin: User, settings: Any, clock: time_machine.Traveller) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for _ in range(6):
        assert gets_in(admin.email, PASSWORD)


def test_failures_elsewhere_lock_nobody_out(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "wrong", REMOTE_ADDR="192.0.2.1")
    assert not gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.1")
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.2")


def test_a_network_address_has_five_times_the_failures_of_one_person(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for number in range(4):
        assert not gets_in(f"nobody{number}@peerly.test", "wrong")
    assert gets_in(admin.email, PASSWORD)
    assert not gets_in("nobody4@peerly.test", "wrong")
    assert not gets_in(admin.email, PASSWORD)
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="192.0.2.2")


def test_refused_attempts_do_not_use_up_the_network_address(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    for _ in range(6):
        assert not gets_in("nobody@peerly.test", "wrong")
    assert gets_in(admin.email, PASSWORD)


def test_one_ipv6_network_is_one_address(
    admin: User, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    assert not gets_in(admin.email, "wrong", REMOTE_ADDR="2001:db8::1")
    assert not gets_in(admin.email, PASSWORD, REMOTE_ADDR="2001:db8::ffff:2")
    assert gets_in(admin.email, PASSWORD, REMOTE_ADDR="2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("proxies", "first", "second", "same"),
    [
        (0, "192.0.2.1", "192.0.2.2", True),
        (1, "192.0.2.1", "192.0.2.2", False),
        (1, "1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", True),
        (2, "192.0.2.1, 10.0.0.1", "192.0.2.2, 10.0.0.1", False),
        (2, "1.1.1.1, 192.0.2.1, 10.0.0.1", "2.2.2.2, 192.0.2.1, 10.0.0.1", True),
        (1, "nonsense", "nonsense", True),
    ],
)
def test_forwarded_addresses_are_believed_behind_declared_proxies_only(
    admin: User,
    settings: Any,
    clock: time_machine.Traveller,
    proxies: int,
    first: str,
    second: str,
    same: bool,
) -> None:
    settings.PASSWORD_RATE = (1, WINDOW)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    assert not gets_in(admin.email, "wrong", HTTP_X_FORWARDED_FOR=first)
    assert gets_in(admin.email, PASSWORD, HTTP_X_FORWARDED_FOR=second) is not same


@pytest.mark.django_db(transaction=True)
def test_however_many_guess_at_once_only_so_many_guesses_are_looked_at(
    admin: User,
    settings: Any,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PASSWORD_RATE = (3, WINDOW)
    looked_at = []
    monkeypatch.setattr(User, "check_password", lambda self, guess: looked_at.append(guess))
    barrier = threading.Barrier(8)

    def guess(number: int) -> None:
        try:
            barrier.wait()
            request = RequestFactory().post(LOGIN)
            assert authenticate(request, username=admin.email, password=f"{number}") is None
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 3


# Google, in the browser -----------------------------------------------------------------


def go_to_google(browser: Client, where_next: str | None = None) -> str:
    """Press the button at the login page; returns the address at Google one is sent to."""
    page = browser.get(LOGIN)
    assert f'action="{BEGIN}" method="post"' in page.content.decode()
    form = {"csrfmiddlewaretoken": csrf_token(page)}
    if where_next is not None:
        form["next"] = where_next
    response = browser.post(BEGIN, form)
    assert response.status_code == 302
    location: str = response["Location"]
    return location


def come_back(browser: Client, address: str) -> Any:
    """Follow Google's redirect to us."""
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("http", "testserver", COMPLETE)
    return browser.get(f"{parts.path}?{parts.query}")


def sign_in_with_google(
    browser: Client, google: Google, where_next: str | None = None, **profile: Any
) -> Any:
    address = go_to_google(browser, where_next)
    return come_back(browser, google.consent(address, google.mint(**profile)))


def traces() -> dict[str, list[Any]]:
    return {
        "people": list(User.all_objects.order_by("pk").values("pk", "email", "soft_delete_at")),
        "accounts": list(UserSocialAuth.objects.order_by("pk").values()),
        "history": list(Change.objects.order_by("pk").values()),
    }


def assert_sent_back(browser: Client, response: Any, word: str) -> None:
    """The login page again, with one sentence that has ``word`` in it, and nobody signed in."""
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    page = browser.get(LOGIN)
    assert page.status_code == 200
    (sentence,) = messages_of(page)
    assert word in sentence
    assert sentence.endswith(".")
    assert signed_in_as(browser) is None


def test_a_moderator_signs_in_with_google(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    google.token_answer = {"refresh_token": "1//secret", "id_token": "e.y.J"}
    response = sign_in_with_google(browser, google, email="mo@acme.test")
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in_as(browser) == str(cast.mo.pk)
    assert browser.get("/admin/").status_code == 200
    link = UserSocialAuth.objects.get()
    assert (link.user, link.extra_data) == (cast.mo, {})


def test_google_is_asked_with_state_and_pkce_for_the_least_that_is_needed(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    query = parse_qs(urlsplit(go_to_google(browser)).query)
    assert set(query["scope"][0].split()) == {"openid", "email", "profile"}
    assert query["redirect_uri"] == [f"http://testserver{COMPLETE}"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) == 32
    assert len(query["code_challenge"][0]) == 43
    other = parse_qs(urlsplit(go_to_google(browser)).query)
    assert other["state"] != query["state"]
    assert other["code_challenge"] != query["code_challenge"]


def test_signing_in_with_google_changes_the_session_key(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    address = go_to_google(browser)
    before = browser.session.session_key
    come_back(browser, google.consent(address, google.mint(email="mo@acme.test")))
    assert signed_in_as(browser) == str(cast.mo.pk)
    assert browser.session.session_key != before


def test_an_employee_gets_a_session_but_no_admin(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    response = sign_in_with_google(browser, google, email="ann@acme.test")
    assert response["Location"] == "/admin/"
    inside = browser.get("/admin/", follow=True)
    assert inside.redirect_chain[-1][0].startswith(LOGIN)
    assert "not authorized" in " ".join(errors_of(inside))


def test_who_is_signed_in_already_can_become_somebody_else(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    sign_in_with_google(browser, google, email="ann@acme.test")
    response = sign_in_with_google(browser, google, "/admin/?page=2", email="mo@acme.test")
    assert response["Location"] == "/admin/?page=2"
    assert signed_in_as(browser) == str(cast.mo.pk)
    assert set(UserSocialAuth.objects.values_list("user", flat=True)) == {
        cast.ann.pk,
        cast.mo.pk,
    }


def test_a_removed_persons_google_session_ends_with_the_next_request(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    sign_in_with_google(browser, google, email="mo@acme.test")
    assert browser.get("/admin/").status_code == 200
    users.remove(by=cast.ada, person=cast.mo)
    assert browser.get("/admin/")["Location"].startswith(LOGIN)
    assert errors_of(browser.get(LOGIN)) == []  # nobody is signed in, not even without rights


@pytest.mark.parametrize(
    ("profile", "word"),
    [
        ({"email": "eve@evil-acme.test"}, "domain"),
        ({"email": "cal@acme.test"}, "removed"),
        ({"email": "zoe@globex.test"}, "subscription"),
        ({"email": "mo@acme.test", "email_verified": "true"}, "verified"),
        ({"email": "mo@acme.test", "email_verified": MISSING}, "verified"),
        ({"email": "mo@acme.test", "tokeninfo": {"aud": "evil.apps"}}, "another application"),
        ({"email": "mo@acme.test", "sub": "ann"}, "somebody else"),
        ({"email": "new@acme.test", "sub": "ann"}, "another address"),
    ],
    ids=str,
)
def test_a_refusal_comes_back_to_the_login_page_with_one_sentence(
    cast: SimpleNamespace, google: Google, browser: Client, profile: dict[str, Any], word: str
) -> None:
    UserSocialAuth.objects.create(user=cast.ann, provider="google-oauth2", uid="ann")
    users.remove(by=cast.ada, person=cast.cal)
    Organisation.objects.filter(pk=cast.globex.pk).update(subscription_status="lapsed")
    before = traces()
    assert_sent_back(browser, sign_in_with_google(browser, google, **profile), word)
    assert traces() == before


@pytest.mark.parametrize("endpoint", ["/token", "tokeninfo", "userinfo"])
@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"status": 500}, "temporarily unavailable"),
        ({"raw": b"<html>"}, "invalid response"),
        ({"raw": b"[" * 60_000}, "invalid response"),
        ({"location": "http://127.0.0.1:1/"}, "temporarily unavailable"),
        ({"drip": "headers"}, "in time"),
    ],
    ids=["500", "garbage", "nested", "redirect", "drip"],
)
def test_when_google_fails_the_login_page_says_so(
    cast: SimpleNamespace,
    google: Google,
    browser: Client,
    settings: Any,
    endpoint: str,
    fault: dict[str, Any],
    word: str,
) -> None:
    settings.GOOGLE_TIMEOUT_SECONDS = 0.3
    address = go_to_google(browser)
    google.only = endpoint
    for name, value in fault.items():
        setattr(google, name, value)
    before = traces()
    back = google.consent(address, google.mint(email="new@acme.test"))
    assert_sent_back(browser, come_back(browser, back), word)
    assert traces() == before


def test_when_google_is_down_the_login_page_says_so(
    cast: SimpleNamespace, google: Google, browser: Client, settings: Any
) -> None:
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_ACCESS_TOKEN_URL = f"{closed_port()}/token"
    assert_sent_back(browser, sign_in_with_google(browser, google), "could not be reached")


def test_who_says_no_at_google_is_back_at_the_login_page(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    state = parse_qs(urlsplit(go_to_google(browser)).query)["state"][0]
    response = browser.get(COMPLETE, {"error": "access_denied", "state": state})
    assert response.status_code == 302
    (sentence,) = messages_of(browser.get(LOGIN))
    assert "cancel" in sentence
    assert signed_in_as(browser) is None


@pytest.mark.parametrize("state", ["", None, "x" * 32, "x" * 200, "é"], ids=ascii)
def test_a_state_this_browser_was_not_given_is_refused(
    cast: SimpleNamespace, google: Google, browser: Client, state: str | None
) -> None:
    back = google.consent(go_to_google(browser), google.mint(email="mo@acme.test"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    query = {**query, "state": state} if state is not None else {"code": query["code"]}
    response = browser.get(COMPLETE, query)
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert len(messages_of(browser.get(LOGIN))) == 1
    assert signed_in_as(browser) is None
    assert google.requests == []


def test_an_attackers_callback_signs_nobody_in(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    attacker = Client(enforce_csrf_checks=True)
    back = google.consent(go_to_google(attacker), google.mint(email="mo@acme.test"))
    assert come_back(browser, back)["Location"] == LOGIN
    assert signed_in_as(browser) is None
    assert google.requests == []


def test_a_code_stolen_from_another_browser_fails_for_want_of_its_verifier(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    victim = Client(enforce_csrf_checks=True)
    stolen = google.consent(go_to_google(victim), google.mint(email="mo@acme.test"))
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    state = parse_qs(urlsplit(go_to_google(browser)).query)["state"][0]
    before = traces()
    assert_sent_back(browser, browser.get(COMPLETE, {"state": state, "code": code}), "code")
    assert traces() == before


def test_a_callback_works_once(cast: SimpleNamespace, google: Google, browser: Client) -> None:
    back = google.consent(go_to_google(browser), google.mint(email="mo@acme.test"))
    come_back(browser, back)
    browser.logout()
    assert come_back(browser, back)["Location"] == LOGIN
    assert signed_in_as(browser) is None
    assert google.paths().count("/token") == 1


def test_the_way_to_google_is_a_post_with_a_csrf_token(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    assert browser.get(BEGIN).status_code == 405
    assert browser.post(BEGIN).status_code == 403


@pytest.mark.parametrize(
    "where_next",
    [
        "https://evil.io/",
        "//evil.io/",
        "///evil.io/",
        "http:///evil.io",
        "/\\evil.io",
        "\\\\evil.io",
        "javascript:alert(1)",
        "https://testserver@evil.io/",
        "https://testserver.evil.io/",
        "/\x09/evil.io",
        "",
    ],
)
def test_a_hostile_next_leads_to_the_admin(
    cast: SimpleNamespace, google: Google, browser: Client, where_next: str
) -> None:
    response = sign_in_with_google(browser, google, where_next, email="mo@acme.test")
    assert signed_in_as(browser) == str(cast.mo.pk)
    assert urlsplit(response["Location"]).netloc in {"", "testserver"}
    assert urlsplit(response["Location"]).path == "/admin/"


def test_next_survives_the_way_through_google(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    page = browser.get(LOGIN, {"next": "/admin/accounts/user/"}).content.decode()
    assert page.count('name="next" value="/admin/accounts/user/"') == 2
    response = sign_in_with_google(browser, google, "/admin/accounts/user/", email="ada@acme.test")
    assert response["Location"] == "/admin/accounts/user/"


@pytest.mark.parametrize("name", ["partial_token", "state", "code", "error"])
def test_a_nul_in_the_callback_is_no_crash(
    cast: SimpleNamespace, google: Google, browser: Client, name: str
) -> None:
    state = parse_qs(urlsplit(go_to_google(browser)).query)["state"][0]
    response = browser.get(COMPLETE, {"state": state, "code": "x", name: "a\x00b"})
    assert_sent_back(browser, response, "parameter")


def test_without_a_client_id_there_is_no_button_and_no_way(
    cast: SimpleNamespace, google: Google, browser: Client, settings: Any
) -> None:
    settings.GOOGLE_CLIENT_ID = ""
    page = browser.get(LOGIN)
    assert "Google" not in page.content.decode()
    assert 'name="password"' in page.content.decode()
    response = browser.post(BEGIN, {"csrfmiddlewaretoken": csrf_token(page)})
    assert_sent_back(browser, response, "not set up")


def test_the_google_button_stands_beside_the_password_form(
    cast: SimpleNamespace, google: Google, browser: Client
) -> None:
    page = browser.get(LOGIN).content.decode()
    assert 'value="Sign in with Google"' in page
    assert 'name="password"' in page
