"""A real client: an OAuth library that gets a token by an access key and walks the pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from oauthlib.oauth2 import BackendApplicationClient, TokenExpiredError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from accounts.actions import credentials
from tests.dialects.agyletime import keys
from tests.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_oauth_library_gets_a_token_and_walks_the_users(
    server: Server, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
):
    # The library asks for https, which ends at a proxy that this test does not have.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    made = keys.issue(cast.ada)
    host = f"http://127.0.0.1:{server.port}"
    with OAuth2Session(client=BackendApplicationClient(str(made.identifier))) as client:
        token = client.fetch_token(
            f"{host}/api/authority/token", auth=HTTPBasicAuth(str(made.identifier), made.secret)
        )
        assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)

        names, sizes = [], []
        query: dict[str, str | int] = {"pageLimit": 2}
        while True:
            page = client.get(f"{host}/organisation/users", params=query, timeout=20).json()
            names += [each["firstName"] for each in page["data"]]
            sizes.append(page["itemsCount"])
            if "nextPageToken" not in page:
                break
            query["nextPageToken"] = page["nextPageToken"]
        assert names == ["Ann", "Ben", "Cal", "Mo", "Ada"]
        assert sizes == [2, 2, 1]

        # The library anticipates the end by what the answer told of it.
        client.token = {**token, "expires_at": token["expires_at"] - 3601}
        with pytest.raises(TokenExpiredError):
            client.get(f"{host}/organisation/users", timeout=20)

        client.token = token
        credentials.revoke(by=cast.ada, credential=made.credential)
        assert client.get(f"{host}/organisation/users", timeout=20).status_code == 401
