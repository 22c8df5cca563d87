"""/admin/login/ with a password, for those who run the installation."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from accounts.actions import users
from accounts.models import Change, User
from accounts.roles import Role
from tests.accounts.login_page import (
    LOGIN,
    PASSWORD,
    errors_of,
    gets_in,
    log_in,
    signed_in_as,
)

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
    users.entrust(email="op@peerly.test", password=PASSWORD)
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "OP@peerly.test")

    with pytest.raises(CommandError, match="already"):
        call_command("createsuperuser", interactive=False, stdout=StringIO())

    assert (User.all_objects.count(), Change.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_createsuperuser_asks_who_sits_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "op@peerly.test")
    monkeypatch.setattr("getpass.getpass", lambda *_: PASSWORD)
    terminal = SimpleNamespace(isatty=lambda: True)

    call_command("createsuperuser", stdin=terminal, stdout=StringIO())

    assert gets_in("op@peerly.test", PASSWORD)


# Passwords ------------------------------------------------------------------------


def test_the_right_password_opens_the_admin(admin: User, visitor: Client) -> None:
    response = log_in(visitor, "ROOT@peerly.test", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert signed_in_as(visitor) == str(admin.pk)
    assert visitor.get("/admin/").status_code == 200


def test_signing_in_changes_the_session_key(admin: User, visitor: Client) -> None:
    session = visitor.session
    session["left by an attacker"] = "yes"
    session.save()
    before = session.session_key
    log_in(visitor, admin.email, PASSWORD)
    assert signed_in_as(visitor) == str(admin.pk)
    assert visitor.session.session_key != before


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(admin: User, visitor: Client) -> None:
    log_in(visitor, admin.email, PASSWORD)
    for name in ("sessionid", "csrftoken"):
        cookie = visitor.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_login_form_needs_its_csrf_token(admin: User, visitor: Client) -> None:
    form = {"username": admin.email, "password": PASSWORD}
    assert visitor.post(LOGIN, form).status_code == 403
    assert signed_in_as(visitor) is None


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
    cast: SimpleNamespace, admin: User, visitor: Client
) -> None:
    boss = users.entrust(email="boss@peerly.test", password=PASSWORD)
    log_in(visitor, admin.email, PASSWORD)
    assert visitor.get("/admin/").status_code == 200
    users.remove(by=boss, person=admin)
    response = visitor.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)
    assert errors_of(visitor.get(LOGIN)) == []  # nobody is signed in, not even without rights
    assert not gets_in(admin.email, PASSWORD)


def test_restoring_somebody_revives_no_session_of_theirs(
    cast: SimpleNamespace, admin: User, visitor: Client
) -> None:
    boss = users.entrust(email="boss@peerly.test", password=PASSWORD)
    log_in(visitor, admin.email, PASSWORD)
    users.remove(by=boss, person=admin)
    users.restore(by=boss, person=admin)

    response = visitor.get("/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)
    assert gets_in(admin.email, PASSWORD)
