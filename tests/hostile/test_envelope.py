"""The judge of hostile answers is no pushover: it finds what a bad answer has wrong."""

from __future__ import annotations

import json

import pytest

from recognition.api.recognitions import RecognitionViewSet
from recognition.models import Recognition
from tests.hostile.envelope import faults
from tests.hostile.wire import Reply

GOOD = {"x-request-id": ["a"], "content-type": ["application/json"]}
REFUSAL = {"error": {"code": "invalid_data", "message": "Invalid user data"}}


def reply(status=400, body=REFUSAL, **headers) -> Reply:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {**GOOD, **told}, content)


@pytest.mark.parametrize(
    "answer",
    [
        reply(),
        reply(200, {"data": None}),
        reply(200, {"data": [], "meta": {}}),
        reply(400, {"error": {**REFUSAL["error"], "fields": {"name": "Too long."}}}),
        reply(content_type=["application/json; charset=utf-8"]),
    ],
)
def test_a_good_answer_has_no_fault(answer):
    assert faults(answer, request_id="a") == []


@pytest.mark.parametrize(
    "answer",
    [
        reply(500, {"error": {"message": "internal server error"}}),
        reply(503, {"error": {"message": "service unavailable"}}),
        reply(301, b""),
        reply(400, b"<h1>Bad Request</h1>", content_type=["text/html"]),
        reply(400, b""),
        reply(400, b"\xff"),
        reply(400, {"detail": "Not a dialect of ours."}),
        reply(400, {"error": "invalid_data"}),
        reply(404, REFUSAL),
        reply(400, {"error": {"code": "bad_luck", "message": "No"}}),
        reply(400, {"error": {"code": "invalid_data"}}),
        reply(400, {"error": {**REFUSAL["error"], "fields": {"name": ["Too long."]}}}),
        reply(400, {"error": {**REFUSAL["error"], "trace": "Traceback"}}),
        reply(400, {**REFUSAL, "data": None}),
        reply(200, REFUSAL),
        reply(200, []),
        reply(200, b"{"),
        reply(x_request_id=[]),
        reply(x_request_id=["a", "a"]),
        reply(x_request_id=["b"]),
        reply(x_request_id=["x" * 129]),
        reply(content_type=[]),
    ],
)
def test_a_bad_answer_has_a_fault(answer):
    assert faults(answer, request_id="a") != []


def test_control_a_naive_filter_is_found(monkeypatch, api, cast):
    def ask() -> list[str]:
        answer = api(cast.ann).get("/recognitions?given_by=abc")
        headers = {name.lower(): [value] for name, value in answer.headers.items()}
        return faults(Reply(answer.status_code, headers, answer.content))

    assert ask() == []

    def naive(view, request):
        feed = Recognition.objects.visible_to(view.viewer)
        given_by = [int(request.query_params["given_by"])]
        return view.reply_page(feed.given_by(given_by).newest_first())

    monkeypatch.setattr(RecognitionViewSet, "list", naive)

    assert "the status is 500" in ask()
