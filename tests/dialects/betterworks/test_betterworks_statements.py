"""Every statement of the page that these clients follow, each in a test that is named for it."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import keys as parts
from accounts.actions import credentials, tokens, users
from accounts.models import Credential, JobTitle, User
from tests import google as fake
from tests.cast import RecognitionFactory, UserFactory
from tests.dialects.betterworks.bot import ROOT, Bot
from tests.dialects.rows import everything
from tests.dialects.settings_page import SettingsPage, written

pytestmark = pytest.mark.django_db

NO_PERMISSION = {"detail": "You do not have permission to perform this action."}


@pytest.fixture
def jane(cast: SimpleNamespace) -> Bot:
    """A key of the head of an organisation."""
    return Bot(cast.ada)


@pytest.fixture
def john(cast: SimpleNamespace) -> Bot:
    """A key of an ordinary user."""
    return Bot(cast.ann)


def credential_of(secret: str | None) -> Credential:
    return Credential.objects.get(fingerprint=parts.fingerprint(str(secret)))


# What it does ---------------------------------------------------------------


def test_betterworks_get_reads_and_post_writes(cast: SimpleNamespace, jane: Bot) -> None:
    path = f"users/{cast.ben.pk}/"
    before = jane.get(path).json()

    changed = jane.post(path, {"title": "Forwarder"})

    assert changed.status_code == 200
    assert changed.json()["title"] == jane.get(path).json()["title"] == "Forwarder"
    assert before["title"] is None


def test_betterworks_knows_get_and_post_only(cast: SimpleNamespace, jane: Bot) -> None:
    for path in ("users/", f"users/{cast.ben.pk}/", "departments/", "recognitions/"):
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = jane.ask(method, path, {"title": "x"})
            assert answer.status_code == 405, (method, path)
            assert answer.json() == {"detail": f'Method "{method}" not allowed.'}
    assert not JobTitle.objects.exists()


def test_betterworks_user_data_has_employee_id_title_department_and_manager(
    cast: SimpleNamespace, jane: Bot
) -> None:
    sent = {
        "employee_id": "E-7",
        "title": "Forwarder",
        "department": "Export",
        "manager": "ada@acme.test",
    }
    jane.post(f"users/{cast.ben.pk}/", sent)

    told = jane.get(f"users/{cast.ben.pk}/").json()
    assert (told["employee_id"], told["title"]) == ("E-7", "Forwarder")
    assert told["department"]["name"] == "Export"
    assert told["manager"] == {"id": cast.ada.pk, "name": "Ada Tester", "email": "ada@acme.test"}


@pytest.mark.parametrize(
    "path",
    [
        "goals/",
        "goals/filter/?owner=1",
        "goals/1/checkin/",
        "conversations/",
        "conversations/templates/",
        "conversations/?deployment_id=1",
        "feedback/",
        "feedback/templates/",
        "calibration/cycles/",
        "talent_records/",
        "report_runs/",
        "sftp/",
    ],
)
def test_betterworks_goals_conversations_feedback_and_calibration_are_not_kept_here(
    jane: Bot, path: str
) -> None:
    for method in ("GET", "POST"):
        answer = jane.ask(method, path, {"value": 1} if method == "POST" else None)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_betterworks_recognition_tells_who_gave_who_received_and_the_hashtags(
    cast: SimpleNamespace, john: Bot
) -> None:
    (told,) = john.results("recognitions/")

    assert (told["author"]["id"], told["author"]["name"]) == (cast.ann.pk, "Ann Tester")
    assert (told["for_user"]["id"], told["for_user"]["name"]) == (cast.ben.pk, "Ben Tester")
    assert told["mentioned_users"] == [told["for_user"]]
    assert told["hashtags"] == [{"id": cast.outcome.pk, "name": "Own the outcome"}]
    assert (told["text"], told["is_public"]) == (cast.thanks.text, True)
    assert john.get(f"recognitions/{cast.thanks.pk}/").json() == told


def test_betterworks_recognition_is_read_only(cast: SimpleNamespace, jane: Bot) -> None:
    before = everything()
    for path in ("recognitions/", f"recognitions/{cast.thanks.pk}/"):
        answer = jane.post(path, {"text": "x", "for_user": cast.cal.pk})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert everything() == before


# Keys -----------------------------------------------------------------------


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


# Documentation and examples -------------------------------------------------


def test_betterworks_the_api_is_documented() -> None:
    assert Client().get("/docs/betterworks").status_code == 200
    document = Client().get("/openapi/betterworks.json").json()

    assert {(path, *sorted(told)) for path, told in document["paths"].items()} == {
        (f"{ROOT}/users", "get", "post"),
        (f"{ROOT}/users/{{identifier}}", "get", "post"),
        (f"{ROOT}/departments", "get"),
        (f"{ROOT}/departments/{{id}}", "get"),
        (f"{ROOT}/recognitions", "get"),
        (f"{ROOT}/recognitions/{{id}}", "get"),
    }
    listing = document["paths"][f"{ROOT}/recognitions"]["get"]
    asked = {each["name"] for each in listing["parameters"]}
    assert {"author", "for_user", "hashtag", "created_after", "created_before"} < asked
    assert {"page", "size"} < asked


def test_betterworks_a_users_data_is_retrieved_with_get(cast: SimpleNamespace, john: Bot) -> None:
    told = john.get(f"users/{cast.ben.pk}/")

    assert told.status_code == 200
    assert (told.json()["id"], told.json()["name"]) == (cast.ben.pk, "Ben Tester")


def test_betterworks_many_are_uploaded_with_one_post(jane: Bot) -> None:
    rows = [{"email": f"n{n}@acme.test", "first_name": f"N{n}"} for n in range(3)]

    answer = jane.post("users/", rows)
    assert answer.status_code == 200
    assert [(row["index"], row["status"]) for row in answer.json()["results"]] == [
        (0, 201),
        (1, 201),
        (2, 201),
    ]


# X-Request-Id ---------------------------------------------------------------


@pytest.mark.parametrize("given", ["7", "0b0a3c1e-2f41-4a4e-9a33-5b6ed1f0a1c2", "~" * 200])
def test_betterworks_a_given_request_id_comes_back(john: Bot, given: str) -> None:
    for path in ("users/", "departments/", "goals/", "users/nobody/"):
        assert john.get(path, **{"X-Request-Id": given})["X-Request-Id"] == given
    assert Bot().get("users/", **{"X-Request-Id": given})["X-Request-Id"] == given


def test_betterworks_a_request_without_an_id_is_assigned_one(john: Bot) -> None:
    told = {john.get(path)["X-Request-Id"] for path in ("users/", "users/", "goals/")}

    assert len({uuid.UUID(each) for each in told}) == 3


def test_betterworks_a_request_id_longer_than_200_is_replaced(john: Bot) -> None:
    told = john.get("users/", **{"X-Request-Id": "x" * 201})["X-Request-Id"]

    assert str(uuid.UUID(told)) == told


def test_betterworks_the_request_id_can_be_searched_for(
    john: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    from peerly.middleware import RequestIdFilter

    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.WARNING, "django.request"):
        john.get("departments/", **{"X-Request-Id": "support-case-7"})

    assert [record.request_id for record in caplog.records] == ["support-case-7"]  # type: ignore[attr-defined]


# Pages ----------------------------------------------------------------------


def test_betterworks_answers_are_spread_over_pages(cast: SimpleNamespace, john: Bot) -> None:
    UserFactory.create_batch(30, organisation=cast.acme)
    first = john.get("users/").json()
    assert (len(first["results"]), first["more"], first["count"]) == (30, True, 35)
    second = john.get(f"users/{first['nextURL'].partition('/users/')[2]}").json()

    assert (len(second["results"]), second["more"], second["nextURL"]) == (5, False, None)
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(set(ids))


def test_betterworks_a_parameter_of_the_url_asks_for_the_next_page(
    cast: SimpleNamespace, john: Bot
) -> None:
    pages = [john.results(f"users/?size=2&page={page}") for page in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [row["id"] for page in pages for row in page] == [
        row["id"] for row in john.results("users/")
    ]


def test_betterworks_size_is_at_most_100(cast: SimpleNamespace, john: Bot) -> None:
    moment = timezone.now() - timedelta(days=1)
    for number in range(101):
        RecognitionFactory(
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=cast.outcome,
            given_at=moment + timedelta(seconds=number),
        )

    for asked in (100, 101, 5000):
        told = john.get(f"recognitions/?size={asked}").json()
        assert (len(told["results"]), told["more"]) == (100, True)
        assert "size=100" in told["nextURL"]
