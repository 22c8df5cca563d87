"""A Google of our own: tokeninfo and userinfo for any token, and a sign-in page that says yes.

    with google.running() as fake:
        token = fake.mint(email="ann@acme.test")

Everything about a token can be invented, and the whole server can be slow, drip, lie or be down.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT_ID = "peerly-tests.apps"
CLIENT_SECRET = "known to Peerly and Google only"


class Missing(Enum):
    """As the value of a claim: leave the claim out."""

    MISSING = "missing"


MISSING = Missing.MISSING

LONGEST_WAIT = 30


@dataclass
class Request:
    """One request the fake has got."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class Grant:
    """A "yes" given at the sign-in page: whose, and what the token endpoint must be told."""

    token: str
    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class Google:
    """The fake's state; tests set the fields below ``token_answer`` to make it misbehave."""

    root: str = ""
    requests: list[Request] = field(default_factory=list)
    tokens: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)

    token_answer: dict[str, Any] = field(default_factory=dict)
    """Added to the token endpoint's answer."""
    id_token: dict[str, Any] = field(default_factory=dict)
    """Claims to set in the ID token or leave out of it."""
    status: int = 200
    """Not 200: every answer has this status and an empty object."""
    raw: bytes | None = None
    """Every answer has this body instead of its own."""
    delay: float = 0
    """Seconds before an answer."""
    drip: str = ""
    """``"headers"`` or ``"body"``: that part comes byte by byte and never ends."""
    location: str = ""
    """Every answer is a redirect to here."""
    only: str = ""
    """Misbehave at paths that end like this only."""

    def mint(
        self,
        *,
        email: Any = "ann@acme.test",
        sub: Any = None,
        tokeninfo: dict[str, Any] | None = None,
        token: str | None = None,
        **profile: Any,
    ) -> str:
        """Return a new access token; ``tokeninfo`` and ``profile`` are claims to set or leave out.

        One address has one ``sub`` unless another is given.
        """
        token = token or f"ya29.{secrets.token_urlsafe(24)}"
        sub = sub or hashlib.sha256(repr(email).lower().encode()).hexdigest()[:21]
        about_token = {
            "azp": CLIENT_ID,
            "aud": CLIENT_ID,
            "sub": sub,
            "scope": "openid email profile",
            "exp": "4102444800",
            "expires_in": "3599",
            "email": email,
            "email_verified": "true",
            **(tokeninfo or {}),
        }
        about_owner = {
            "sub": sub,
            "email": email,
            "email_verified": True,
            "name": "Ann Example",
            "given_name": "Ann",
            "family_name": "Example",
            "picture": "https://photos.example/ann.png",
            **profile,
        }
        self.tokens[token] = _present(about_token), _present(about_owner)
        return token

    def consent(self, address: str, token: str) -> str:
        """Say yes at the sign-in page ``address`` as the owner of ``token``.

        Returns where the page sends the browser: the redirect URI with a code and the state.
        """
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(
            token, asked["redirect_uri"], asked["code_challenge"], asked["nonce"]
        )
        query = urlencode({"state": asked["state"], "code": code})
        return f"{asked['redirect_uri']}?{query}"

    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> tuple[int, dict[str, Any]]:
        """Return the honest answer to ``request``."""
        if request.path == "/oauth2/v3/tokeninfo":
            known = self.tokens.get(request.query.get("access_token", ""))
            refusal = {"error": "invalid_token", "error_description": "Invalid Value"}
            return (200, known[0]) if known else (400, refusal)
        if request.path == "/oauth2/v3/userinfo":
            known = self.tokens.get(request.headers.get("authorization", "")[len("Bearer ") :])
            return (200, known[1]) if known else (401, {"error": "invalid_request"})
        if request.path == "/token" and request.method == "POST":
            return self._exchange(request.form)
        return 404, {"error": "not_found"}

    def _exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        grant = self.grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if grant is None or challenge != grant.challenge:
            return 400, {"error": "invalid_grant"}
        if (form["client_id"], form["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if form["redirect_uri"] != grant.redirect_uri:
            return 400, {"error": "redirect_uri_mismatch"}
        answer = {
            "access_token": grant.token,
            "expires_in": 3599,
            "token_type": "Bearer",
            "id_token": self._id_token(grant),
        }
        return 200, {**answer, **self.token_answer}

    def _id_token(self, grant: Grant) -> str:
        claims = {
            "iss": "https://accounts.google.com",
            "azp": CLIENT_ID,
            "aud": CLIENT_ID,
            "sub": self.tokens[grant.token][1].get("sub", MISSING),
            "nonce": grant.nonce,
            "exp": 4102444800,
            **self.id_token,
        }
        return jwt.encode(_present(claims), "a key of Google's that we do not ask for")


class Handler(BaseHTTPRequestHandler):
    """Turns HTTP into the fake's answers, or what it does instead of answering."""

    google: Google

    def do_GET(self) -> None:
        """Answer a question."""
        self._handle({})

    def do_POST(self) -> None:
        """Answer a question with a form."""
        self._handle(_first(self.rfile.read(int(self.headers["Content-Length"])).decode()))

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _handle(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, _first(parts.query), headers, form)
        self.google.requests.append(request)
        status, content = self.google.answer(request)
        body = json.dumps(content).encode()
        if parts.path.endswith(self.google.only):
            status, body = self._misbehave(status, body)
        self._send(status, body)

    def _misbehave(self, status: int, body: bytes) -> tuple[int, bytes]:
        google = self.google
        if google.delay:
            google.closing.wait(google.delay)
        if google.drip:
            self._drip(google.drip)
        if google.raw is not None:
            body = google.raw
        if google.location:
            return 302, body
        return (status, body) if google.status == 200 else (google.status, b"{}")

    def _send(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", self.google.location)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the other side has waited long enough

    def _drip(self, part: str) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        self.wfile.write(b"X-Drip: " if part == "headers" else b"\r\n")
        try:
            while not self.google.closing.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            pass


@contextmanager
def running() -> Iterator[Google]:
    """Run a fake on a free port of this machine."""
    google = Google()
    handler = type("Handler", (Handler,), {"google": google})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    google.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield google
    finally:
        google.closing.set()
        server.shutdown()
        thread.join(LONGEST_WAIT)
        server.server_close()


def closed_port() -> str:
    """Return an address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def _present(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not MISSING}


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
