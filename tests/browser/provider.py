"""An OpenID provider that others wrote, on this machine, in Google's place.

It signs people in, and issues codes and ID tokens. What Google has beyond that is added here:
tokeninfo and userinfo at Google's paths, and PKCE, without which a code is worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from accounts.models import User

AUTHORIZE, TOKEN = "/oauth2/authorize", "/oauth2/token"
TOKENINFO, USERINFO = "/oauth2/v3/tokeninfo", "/oauth2/v3/userinfo"


class Provider:
    """The provider as tests see it: its address, whom it knows, what it was asked."""

    def __init__(self, application: Any) -> None:
        self.address = ""
        self.authorisations: list[dict[str, str]] = []
        """The query of each visit to the sign-in page."""
        self._application = application
        self._challenges: dict[str, str] = {}
        self._tokens: dict[str, dict[str, Any]] = {}

    def register(self, redirect_uri: str) -> dict[str, str]:
        """Make a client whose people come back to ``redirect_uri``; returns Peerly's settings."""
        told = {"redirect_uris": [redirect_uri], "token_endpoint_auth_method": "client_secret_post"}
        made = requests.post(f"{self.address}/oauth2/clients", json=told, timeout=10).json()
        return {
            **self.settings(),
            "GOOGLE_API_ROOT": self.address,
            "GOOGLE_CLIENT_ID": made["client_id"],
            "SOCIAL_AUTH_GOOGLE_OAUTH2_KEY": made["client_id"],
            "SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET": made["client_secret"],
            "SOCIAL_AUTH_GOOGLE_OAUTH2_ACCESS_TOKEN_URL": f"{self.address}{TOKEN}",
        }

    def settings(self) -> dict[str, str]:
        """Return where people are sent to, which pages have to allow."""
        return {"SOCIAL_AUTH_GOOGLE_OAUTH2_AUTHORIZATION_URL": f"{self.address}{AUTHORIZE}"}

    def know(self, person: User, **claims: Any) -> str:
        """Give ``person`` an account; returns what they call themselves at the sign-in page."""
        about = {
            "email": person.email,
            "email_verified": True,
            "name": person.display_name,
            "given_name": person.first_name,
            "family_name": person.last_name,
            **claims,
        }
        name = person.email.partition("@")[0]
        requests.put(f"{self.address}/users/{name}", json=about, timeout=10).raise_for_status()
        return name

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        request = Request(environ)
        if request.path == TOKENINFO:
            return self._tokeninfo(request)(environ, start_response)
        if request.path == USERINFO:
            environ["PATH_INFO"] = "/userinfo"
        if request.path == AUTHORIZE:
            return self._authorise(request)(environ, start_response)
        if request.path == TOKEN:
            return self._exchange(request)(environ, start_response)
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer

    def _authorise(self, request: Request) -> Response:
        asked = request.args.to_dict()
        answer = Response.from_app(self._application, request.environ)
        if request.method == "GET":
            self.authorisations.append(asked)
        code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
        if code:
            self._challenges[code[0]] = asked["code_challenge"]
        return answer

    def _exchange(self, request: Request) -> Response:
        body = request.get_data(parse_form_data=False)
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if self._challenges.pop(form.get("code", ""), None) != challenge:
            return _json({"error": "invalid_grant"}, 400)
        answer = Response.from_app(
            self._application, {**request.environ, "wsgi.input": BytesIO(body)}
        )
        if answer.status_code == 200:
            self._remember(form["client_id"], answer.json)
        return answer

    def _remember(self, client: str, told: Any) -> None:
        claims = jwt.decode(told["id_token"], options={"verify_signature": False})
        about = {"aud": client, "azp": client, "sub": claims["sub"], "exp": str(claims["exp"])}
        self._tokens[told["access_token"]] = {**about, "scope": told["scope"]}

    def _tokeninfo(self, request: Request) -> Response:
        known = self._tokens.get(request.args.get("access_token", ""))
        if known is None:
            return _json({"error": "invalid_token"}, 400)
        return _json({**known, "expires_in": str(int(known["exp"]) - int(time.time()))}, 200)


@contextmanager
def running() -> Iterator[Provider]:
    """Run one on a free port of this machine."""
    provider = Provider(_application())
    server = make_server("localhost", 0, provider, threaded=True)
    provider.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _application() -> Any:
    import oidc_provider_mock  # late: half a second that few tests have a use for

    return oidc_provider_mock.app(require_client_registration=True, require_nonce=True)


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")
