"""Known secrets are sent through every dialect's good and bad calls, and looked for everywhere."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts import keys
from accounts.actions.credentials import Issued
from accounts.api.credentials import CredentialAuthentication, Presented
from accounts.models import Credential
from peerly.middleware import OneLineFormatter, RequestIdFilter
from peerly.notation import KEY
from tests.dialects.agyletime.keys import basic
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.endpoints import Endpoint
from tests.dialects.fixtures import SPEAK
from tests.dialects.hooks import Hooks
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Stage

pytestmark = pytest.mark.django_db

INTEGRATIONS = [each for each in SPEAK.values() if each.dialect.key_names is not None]
OPEN = re.compile(rf"({keys.CLIENT_ID}|{keys.PUBLIC_KEY})_|[0-9a-f]{{64}}$")
"""No secrets: the public parts of keys, and a fingerprint, which somebody tries in place of one."""

JWT = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}\.")


@dataclass
class Canaries:
    """The secrets that were made; and where none of them may turn up, whatever is asked."""

    log: StringIO
    secrets: set[str] = field(default_factory=set)
    sung: list[str] = field(default_factory=list)

    def carry(self, caller: Caller) -> None:
        """Remember what ``caller`` signs requests with."""
        told = {value.rpartition(" ")[2] for value in caller.headers.values()}
        self.secrets |= {each for each in told if len(each) > 20 and not OPEN.match(each)}

    def listen(self, name: str, answer: Any) -> None:
        """Look for every secret in ``answer``."""
        told = answer.content.decode() + repr(dict(answer.headers))
        self.sung += [f"{name} tells {each[:9]}…" for each in self.secrets if each in told]

    def search(self) -> list[str]:
        """Return where a secret was found by now: in answers, the log, the database."""
        lines, stored = self.log.getvalue(), str(everything())
        found = [f"the log has {each[:9]}…" for each in self.secrets if each in lines]
        found += [f"the database has {each[:9]}…" for each in self.secrets if each in stored]
        return [*self.sung, *found, *JWT.findall(lines), *KEY.findall(lines)]


@pytest.fixture
def canaries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canaries]:
    """Everything that is made from here on, and a log that leaves out nothing."""
    made = Canaries(StringIO())
    make = keys.make

    def remember(prefix: str) -> str:
        key = make(prefix)
        if prefix == keys.SECRET:
            made.secrets.add(key)
        return key

    monkeypatch.setattr(keys, "make", remember)
    monkeypatch.setattr(connection, "force_debug_cursor", True)
    handler = logging.StreamHandler(made.log)
    handler.addFilter(RequestIdFilter())
    handler.setFormatter(OneLineFormatter(configured.LOGGING["formatters"]["line"]["format"]))
    for name in ("", *logging.root.manager.loggerDict):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    logging.root.manager._clear_cache()  # type: ignore[attr-defined]
    logging.root.addHandler(handler)
    yield made
    logging.root.removeHandler(handler)


@pytest.fixture(params=INTEGRATIONS, ids=lambda each: each.dialect.name)
def play(
    request: pytest.FixtureRequest, canaries: Canaries, stage: Stage, settings: Settings
) -> Play:
    """Each dialect of an integration on the stage."""
    settings.INTEGRATION_RATE = (10**6, 60)
    hooks: Hooks = request.param
    return Play(hooks, stage)


def test_good_and_bad_calls_leave_no_secret_behind(play: Play, canaries: Canaries):
    for endpoint in play.endpoints:
        caller = play.sender(endpoint)
        canaries.carry(caller)
        with undone():
            canaries.listen(str(endpoint), caller.play(endpoint, play.here))
        with undone():
            canaries.listen(f"{endpoint}, broken", _broken(caller, endpoint, play))
    for number, (flaw, headers) in enumerate(_flaws(play)):
        caller = Caller(play.hooks, headers=headers)
        canaries.carry(caller)
        endpoint = play.guarded()[number % len(play.guarded())]
        canaries.listen(f"{endpoint}, {flaw}", caller.play(endpoint, play.here))

    assert "SELECT" in canaries.log.getvalue()  # it is listened to at DEBUG
    assert len(canaries.secrets) > 10
    assert canaries.search() == []


def _broken(caller: Caller, endpoint: Endpoint, play: Play) -> Any:
    """Send a secret where names and values belong."""
    secret = keys.make(keys.SECRET)
    path = endpoint.path(play.hooks.nobodys_id(endpoint.route))
    if endpoint.operation.body:
        path = caller.path(endpoint, play.here)
    return caller.ask(endpoint.method, path, {secret: 1, "email": [secret]})


def _flaws(play: Play) -> list[tuple[str, dict[str, str]]]:
    return list(play.hooks.bad_credentials(play.here.admin).items())


def test_a_bug_tells_nobody_what_the_request_was_signed_with(
    play: Play, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
):
    endpoint = next(each for each in play.guarded() if each.method == "GET")
    caller = play.sender(endpoint)
    canaries.carry(caller)

    def fail(view: Any, request: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"what is {keys.make(keys.SECRET)}?")

    monkeypatch.setattr(endpoint.viewset, endpoint.action, fail)
    answer = caller.play(endpoint, play.here)

    assert play.hooks.failed(answer, "internal") == ""
    canaries.listen(str(endpoint), answer)
    assert canaries.sung == []
    # The traceback is in the log, and the key that somebody put into it is masked.
    assert "RuntimeError" in canaries.log.getvalue()
    assert KEY.findall(canaries.log.getvalue()) == []


def test_a_key_in_an_address_is_refused_and_masked(play: Play, canaries: Canaries):
    before = everything()
    with findings() as wrong:
        for prefix in (keys.SECRET, keys.CLIENT_ID, keys.PUBLIC_KEY):
            key = keys.make(prefix)
            for endpoint in play.guarded():
                caller = play.sender(endpoint)
                path = caller.path(endpoint, play.here)
                for address in (
                    f"{path}?key={key}",
                    f"{path}?{quote(key).replace('_', '%5F')}",
                    f"{path}/{key}",
                    f"{path}/{key.replace('_', '%5f')}",
                ):
                    answer = caller.ask(endpoint.method, address)
                    canaries.listen(address[:40], answer)
                    if said := play.hooks.failed(answer, "invalid_query"):
                        wrong.append(f"{endpoint.method} {address[:60]}: {said}")
    assert everything() == before
    assert canaries.search() == []


def test_a_line_of_any_log_has_keys_masked(canaries: Canaries):
    key = keys.make(keys.SECRET)

    Client().get(f"/nowhere/{key}")
    logging.getLogger("some.server").info("127.0.0.1 GET /x/%s?key=%s 404", key, key)

    assert "/nowhere/plk_…" in canaries.log.getvalue()
    assert "GET /x/plk_…?key=plk_… 404" in canaries.log.getvalue()
    assert canaries.search() == []


def test_whatever_quotes_a_key_has_it_masked(play: Play, canaries: Canaries):
    """Names of fields, of parameters and of media types come back in sentences."""
    caller = play.signed_in(play.here.admin)
    with findings() as wrong, undone():
        for endpoint in play.with_body():
            for sent in ({keys.make(keys.SECRET): 1}, {"meta": {keys.make(keys.SECRET): None}}):
                canaries.listen(f"{endpoint}, a name", caller.play(endpoint, play.here, sent))
            kind = f"x/{keys.make(keys.SECRET)}"
            path = caller.path(endpoint, play.here)
            answer = caller.ask(endpoint.method, path, b"x", kind)
            canaries.listen(f"{endpoint}, a media type", answer)
            if b"plk_" in answer.content and "plk_…" not in answer.content.decode():
                wrong.append(f"{endpoint}: {answer.content!r}")
    assert canaries.search() == []


def test_a_key_sent_as_the_id_of_a_request_is_answered_with_another_id(
    play: Play, canaries: Canaries
):
    secret = keys.make(keys.SECRET)
    caller = play.signed_in(play.here.admin)
    endpoint = play.guarded()[0]

    for given in (secret, f"case {secret}"):
        answer = caller.play(endpoint, play.here, X_Request_Id=given)
        assert len(answer["X-Request-Id"]) == 36
        canaries.listen(given[:4], answer)
    assert canaries.search() == []


# Where DEBUG is on --------------------------------------------------------------


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_a_page_about_a_bug_shows_no_secret(
    canaries: Canaries, settings: Settings, monkeypatch: pytest.MonkeyPatch, accepts: str
):
    settings.DEBUG = True
    secret, pepper = keys.make(keys.SECRET), configured.CREDENTIAL_PEPPER
    shown = Presented(identifier=None, secret=secret)

    def fail(self: Any, found: Any) -> None:
        """Have a key in variables and in what is raised."""
        told = {"key": secret, "shown": shown}
        raise RuntimeError(f"what is {told}?")

    monkeypatch.setattr(CredentialAuthentication, "look_up", fail)
    pair = basic("plc_x", secret)
    client = Client(raise_request_exception=False)
    answer = client.post("/api/authority/token", headers=pair | {"Accept": accepts})

    body = answer.content.decode()
    assert answer.status_code == 500
    assert "RuntimeError" in body
    assert "CREDENTIAL_PEPPER" in body or accepts != "text/html"
    told = (secret, secret[8:-4], pepper, pair["Authorization"].partition(" ")[2])
    assert [each[:4] for each in told if each in body] == []


def test_what_carries_a_secret_does_not_say_it():
    secret = keys.make(keys.SECRET)
    made = Issued(Credential(beginning=secret[:8], ending=secret[-4:]), "plc_x", secret)

    assert secret not in f"{Presented(identifier='plc_x', secret=secret)!r} {made!r} {made}"
    assert "plc_x" in repr(made)
