"""Every statement of the page about keys, each in a test that is named for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import keys as parts
from accounts.actions import credentials, tokens, users
from accounts.models import Credential, JobTitle, User
from tests import google as fake
from tests.cast import UserFactory
from tests.dialects.betterworks.bot import Bot
from tests.dialects.rows import everything
from tests.dialects.settings_page import SettingsPage, written

pytestmark = pytest.mark.django_db

NO_PERMISSION = {"detail": "You do not have permission to perform this action."}


def credential_of(secret: str | None) -> Credential:
    return Credential.objects.get(fingerprint=parts.fingerprint(str(secret)))


def test_betterworks_every_call_needs_an_active_key(cast: SimpleNamespace, john: Bot) -> None:
    revoked, before = Bot(cast.ada), everything()
    credentials.revoke(by=cast.ada, credential=credential_of(revoked.secret))
    for bot in (Bot(), Bot(secret="plk_unknown"), revoked):
        for path in ("users/", f"users/{cast.ann.pk}/", "departments/", "recognitions/"):
            answer = bot.get(path)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"] == 'APIToken realm="peerly"'
        for path in ("users/", f"users/{cast.ann.pk}/"):
            assert bot.post(path, {"title": "Forwarder"}).status_code == 401
    assert john.get("users/").status_code == 200
    assert JobTitle.objects.count() == len(before["accounts.JobTitle"])


def test_betterworks_any_application_with_a_key_is_served(john: Bot) -> None:
    for scheme in ("APIToken", "apitoken", "APITOKEN"):  # RFC 9110: a scheme has no case
        answer = Bot().get("users/", Authorization=f"{scheme} {john.secret}", User_Agent="curl")
        assert answer.status_code == 200


def test_betterworks_a_key_sees_what_its_owner_may(cast: SimpleNamespace) -> None:
    users.remove(by=cast.ada, person=cast.cal)
    seen = {
        who: [row["email"] for row in Bot(getattr(cast, who)).results("users/")]
        for who in ("ann", "mo", "ada", "zoe")
    }

    colleagues = ["ann@acme.test", "ben@acme.test", "mo@acme.test", "ada@acme.test"]
    assert seen["ann"] == seen["mo"] == colleagues
    assert seen["ada"] == ["ann@acme.test", "ben@acme.test", "cal@acme.test", *colleagues[2:]]
    assert "zoe@globex.test" in seen["zoe"]
    assert not set(seen["zoe"]) & set(seen["ada"])


def test_betterworks_super_admin_is_the_head_of_one_organisation(
    cast: SimpleNamespace, jane: Bot
) -> None:
    assert jane.get(f"users/{cast.ada.pk}/").json()["role"] == "Super Admin"
    assert jane.get(f"users/{cast.mo.pk}/").json()["role"] == "Admin"
    assert jane.get(f"users/{cast.ann.pk}/").json()["role"] == "User"
    assert jane.get(f"users/{cast.zoe.pk}/").status_code == 404
    with pytest.raises(credentials.UnfitOwner):
        credentials.issue(by=None, owner=cast.root, speaks="betterworks", identifier=None)


def test_betterworks_other_roles_have_significantly_less(cast: SimpleNamespace) -> None:
    before = User.all_objects.count()
    for owner in (cast.ann, cast.mo):
        bot = Bot(owner)
        for path in ("users/", f"users/{cast.ben.pk}/"):
            answer = bot.post(path, {"email": "new@acme.test", "first_name": "New"})
            assert (answer.status_code, answer.json()) == (403, NO_PERMISSION)
        assert "custom_fields" not in bot.get(f"users/{cast.ben.pk}/").json()
    assert User.all_objects.count() == before


def test_betterworks_a_super_admins_key_lists_departments(jane: Bot) -> None:
    jane.post("users/", {"email": "new@acme.test", "first_name": "New", "department": "Export"})

    (told,) = jane.results("departments/")
    assert (told["name"], told["parent"]) == ("Export", None)


def test_betterworks_an_ordinary_users_key_is_told_it_may_not_list_departments(john: Bot) -> None:
    answer = john.get("departments/")

    assert (answer.status_code, answer.json()) == (403, NO_PERMISSION)


def test_betterworks_a_key_stops_when_its_owner_is_deactivated(
    cast: SimpleNamespace, jane: Bot, john: Bot
) -> None:
    assert jane.post(f"users/{cast.ann.pk}/", {"is_active": False}).json()["is_active"] is False

    assert john.get("users/").status_code == 401
    assert jane.post(f"users/{cast.ann.pk}/", {"is_active": True}).json()["is_active"] is True
    assert john.get("users/").status_code == 200


def test_betterworks_a_demoted_owners_key_may_less_from_the_next_call(
    cast: SimpleNamespace, jane: Bot
) -> None:
    deputy = UserFactory(organisation=cast.acme, role=2)
    users.change_role(by=deputy, person=cast.ada, role_id=3)

    assert jane.get("departments/").status_code == 403


def test_betterworks_a_service_account_may_own_a_key(cast: SimpleNamespace, jane: Bot) -> None:
    service = {"email": "service@acme.test", "first_name": "Service"}
    account = User.objects.get(pk=jane.post("users/", service).json()["id"])
    bot = Bot(account)

    assert bot.get("departments/").status_code == 403
    users.change_role(by=cast.ada, person=account, role_id=2)
    assert bot.get("departments/").status_code == 200


def test_betterworks_calls_fail_until_the_owner_has_signed_in_once(cast: SimpleNamespace) -> None:
    made = credentials.issue(by=cast.ada, owner=cast.ben, speaks="betterworks", identifier=None)
    bot = Bot(secret=made.secret)

    answer = bot.get("users/")
    assert answer.status_code == 403
    assert "never signed in" in answer.json()["detail"]
    assert Credential.objects.get().last_used_at is None
    tokens.issue(person=cast.ben)  # which is an operator's doing, and no sign-in
    assert bot.get("users/").status_code == 403
    User.objects.filter(pk=cast.ben.pk).update(last_login=timezone.now())
    assert bot.get("users/").status_code == 200


def test_betterworks_the_first_sign_in_opens_the_way(
    cast: SimpleNamespace, google: fake.Google
) -> None:
    made = credentials.issue(by=cast.ada, owner=cast.ben, speaks="betterworks", identifier=None)
    google.mint(email=cast.ben.email, sub="ben", token="ya29.ben")
    body = {"access_token": "ya29.ben"}
    assert Client().post("/oauth/google", body, "application/json").status_code == 200

    assert Bot(secret=made.secret).get("users/").status_code == 200


def test_betterworks_a_key_is_generated_for_a_chosen_user(cast: SimpleNamespace) -> None:
    page = SettingsPage(cast.ada)
    secret = page.make("betterworks", cast.ada)["api_token"]

    assert Bot(secret=secret).get("departments/").status_code == 200
    active = page.listed(state="no")
    assert written(secret) in active
    assert secret not in active
    of_ann = page.make("betterworks", cast.ann)["api_token"]
    assert credential_of(of_ann).owner == cast.ann


def test_betterworks_the_same_user_can_have_several_keys(cast: SimpleNamespace) -> None:
    bots = [Bot(cast.ann) for _ in range(3)]

    assert len({bot.secret for bot in bots}) == 3
    assert [bot.get("users/").status_code for bot in bots] == [200] * 3


def test_betterworks_a_key_is_revoked_at_once(cast: SimpleNamespace, john: Bot) -> None:
    other = Bot(cast.ann)
    SettingsPage(cast.ada).revoke(credential_of(john.secret))

    assert (john.get("users/").status_code, other.get("users/").status_code) == (401, 200)
    assert john.get("users/").json() == Bot().get("users/").json()


def test_betterworks_a_revoked_key_can_be_reactivated(cast: SimpleNamespace, john: Bot) -> None:
    page, credential = SettingsPage(cast.ada), credential_of(john.secret)
    page.revoke(credential)
    assert john.get("users/").status_code == 401
    page.reactivate(credential)

    assert john.get("users/").status_code == 200


def test_betterworks_an_operators_script_is_given_the_token(
    cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    User.objects.filter(pk=cast.ada.pk).update(last_login=timezone.now())
    call_command("issue_credential", dialect="betterworks", owner="ada@acme.test")

    name, _, secret = capsys.readouterr().out.strip().partition("=")
    assert name == "api_token"
    assert Bot(secret=secret).get("departments/").status_code == 200
