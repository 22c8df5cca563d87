"""The same hi5s in two worlds, by the lane and the ordinary way, and what each world has then."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.db import transaction

from accounts.models import User
from recognition.actions import allowances
from recognition.api.lanes import JoiningLane
from recognition.models import Hi5, Recognition
from tests.api import Api
from tests.recognition.asking import assert_ledger_is_exact
from tests.recognition.lanes import closed, told, watched

OWN_IDS = {"recognition.Hi5", "recognition.LedgerEntry", "accounts.KeptAnswer"}
OWN_IDS |= {"recognition.Allowance", "recognition.BadgeAward"}
"""What both ways add to: the database numbers it, and never twice alike."""


def join(person: User, thanks: Recognition, body: Any = None, **headers: str) -> Any:
    return Api(person).post(f"/recognitions/{thanks.pk}/hi5", body, **headers)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, without the numbers that both ways cannot share."""
    about = dict(Hi5.objects.values_list("id", "recognition_id"))
    return {
        model._meta.label: [
            _without_ids(model._meta.label, row, about)
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "recognition"}
    }


def _without_ids(label: str, row: dict[str, Any], about: dict[int, int]) -> dict[str, Any]:
    if label in OWN_IDS:
        row.pop("id")
    if row.get("hi5_id") is not None:
        row["hi5_id"] = about[row["hi5_id"]]
    if label == "accounts.KeptAnswer":
        row["body"] = _without_id(json.loads(row["body"]))
    return row


def _without_id(body: Any) -> Any:
    return {**body, "id": 0} if "id" in body else body


def _without_its_id(answer: Any) -> Any:
    status, content, headers = told(answer)
    body = json.loads(content)
    if "data" not in body:
        return status, body, headers
    assert Hi5.objects.filter(pk=body["data"]["id"]).exists()
    # As long as its id is: the length is told too.
    length = len(str(body["data"]["id"]))
    headers = [
        (name, int(value) - length if name == "Content-Length" else value)
        for name, value in headers
    ]
    return status, {"data": _without_id(body["data"])}, headers


def in_both_worlds(scenario: Callable[[], list[Any]]) -> tuple[list[Any], list[bool], bool]:
    """Return the answers, the same both ways, which were the lane's, and whether anything changed.

    ``scenario`` is undone each time.
    """
    worlds, begun, known = [], rows(), dict(allowances._running)
    with watched(JoiningLane) as taken:
        for by_lane in (True, False):
            with transaction.atomic(), nullcontext() if by_lane else closed(JoiningLane):
                answers = scenario()
                worlds.append(([_without_its_id(each) for each in answers], rows()))
                assert_ledger_is_exact()
                transaction.set_rollback(True)
            allowances._running.clear()
            allowances._running.update(known)
    assert worlds[0] == worlds[1]
    return answers, taken, worlds[0][1] != begun
