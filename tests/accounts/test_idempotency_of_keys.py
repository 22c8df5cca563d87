"""``Idempotency-Key`` where a credential acts: two integrations of one person are strangers."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from accounts import keys
from accounts.models import Department, KeptAnswer
from tests.api import Api
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK
from tests.dialects.rows import everything

pytestmark = pytest.mark.django_db

ENGAGEDLY, AGYLETIME = SPEAK["engagedly"], SPEAK["agyletime"]
KEY = {"Idempotency_Key": "once"}


def adds(caller: Caller, path: str, name: str, **headers: str) -> Any:
    """Have ``caller`` add an entry."""
    return caller.ask("POST", path, {"name": name}, **KEY | headers)


def names() -> list[str]:
    """Return the departments there are."""
    return list(Department.objects.order_by("id").values_list("name", flat=True))


def test_the_keys_of_two_credentials_are_two_keys(cast: SimpleNamespace) -> None:
    one, two = (Caller(ENGAGEDLY, cast.ada) for _ in range(2))

    assert adds(one, "/beta/departments", "Export").status_code == 201
    assert adds(two, "/beta/departments", "Import").status_code == 201

    again = adds(one, "/beta/departments", "Export")
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert names() == ["Export", "Import"]


def test_a_key_counts_at_one_path_by_all_its_spellings(cast: SimpleNamespace) -> None:
    ada = Caller(ENGAGEDLY, cast.ada)
    first = adds(ada, "/beta/departments", "Export")

    for path in ("/api/beta/departments", "/beta/departments/", "/api/beta/departments/"):
        again = adds(ada, path, "Export")
        assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true"), path
        before = everything()
        assert adds(ada, path, "Import").status_code == 409
        assert everything() == before
    assert adds(ada, "/beta/businesses", "Export").status_code == 201
    assert names() == ["Export"]


def test_a_token_of_the_same_credential_keeps_the_key(cast: SimpleNamespace) -> None:
    ada = Caller(AGYLETIME, cast.ada)
    roles = ("/organisation/business-roles", "/api/organisation/business-role/")

    first, again = (adds(ada, path, "Baker") for path in roles)

    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")


def test_a_persons_own_key_still_counts_at_every_path(cast: SimpleNamespace) -> None:
    ada = Api(cast.ada)
    assert adds(Caller(ENGAGEDLY, cast.ada), "/beta/departments", "Export").status_code == 201
    value = {"text": "Be kind", "description": "Always."}
    badge = {"name": "Star", "hi5_count_required": 3, "hi5_frequency": "MONTHLY"}

    assert ada.post("/core_values", value, **KEY).status_code == 201
    assert ada.post("/core_values/", value, **KEY)["Idempotency-Replayed"] == "true"
    assert ada.post("/badges", badge, **KEY).status_code == 422


def test_a_secret_sent_as_such_a_key_is_not_kept(cast: SimpleNamespace) -> None:
    secret = keys.make(keys.SECRET)
    ada = Caller(ENGAGEDLY, cast.ada)

    for _ in range(2):
        answer = adds(ada, "/beta/departments", "Export", Idempotency_Key=secret)
        assert answer.status_code == 201

    assert names() == ["Export"]
    assert secret not in str(everything())


def test_keys_kept_in_clear_before_are_hidden_and_still_answer(cast: SimpleNamespace) -> None:
    ada, value = Api(cast.ada), {"text": "Be kind", "description": "Always."}
    first = ada.post("/core_values", value, **KEY)
    kept = KeptAnswer.objects.get()
    KeptAnswer.objects.update(key="once")  # as it was before
    other = KeptAnswer.objects.create(
        user=cast.ben, key="another", fingerprint="", created_at=timezone.now()
    )

    import_module("accounts.migrations.0004_name_the_key_that_was_used").hide_keys(apps, None)

    assert KeptAnswer.objects.get(pk=kept.pk).key == kept.key
    assert len(KeptAnswer.objects.get(pk=other.pk).key) == 64
    again = ada.post("/core_values", value, **KEY)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
